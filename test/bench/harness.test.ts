import { describe, expect, test } from 'vitest'
import type { Contestant } from '../../bench/contestant.ts'
import { type Entry, race, spread } from '../../bench/harness.ts'
import type { Measurement, Task } from '../../bench/measurement.ts'
import { misses, speedTable } from '../../bench/table.ts'
import type { Workload } from '../../bench/workloads.ts'

const workload: Workload = { id: 'demo', title: 'a demonstration', count: 1000, warmup: 100 }

function entry(name: string, extra: Partial<Contestant> = {}): Entry {
  const contestant: Contestant = { workload: 'demo', name, run: (n) => ({ events: 2 * n, requests: n }), ...extra }
  return { module: `${name}.js`, contestant }
}

/** A machine on which an event costs what the table says, and everything is slower in every other round. */
function machine(perEvent: Readonly<Record<string, number>>, seen: Task[] = []): (task: Task) => Measurement {
  return (task) => {
    const round = seen.filter(({ name }) => name === task.name).length
    seen.push(task)
    const slow = round % 2 === 0 ? 1 : 3
    const cpu = (perEvent[task.name] ?? 0) * slow * 2 * task.count
    return { cpu, events: 2 * task.count, requests: task.count, peakMemory: 50 * 2 ** 20, occupied: 0 }
  }
}

describe('the harness', () => {
  const entries = [
    entry('reference'),
    entry('engine', {
      compare: [
        { with: 'reference', limit: 1.3 },
        { with: 'nobody', limit: 1 },
      ],
      limitPerEvent: 45,
    }),
  ]

  test('measures A B A B, each in its module, over the scaled length', () => {
    const seen: Task[] = []
    race(workload, entries, 3, 0.5, machine({ reference: 20, engine: 30 }, seen))
    expect(seen.map(({ name }) => name)).toEqual(['reference', 'engine', 'reference', 'engine', 'reference', 'engine'])
    expect(seen[1]).toEqual({
      module: 'engine.js',
      workload: 'demo',
      name: 'engine',
      kind: 'time',
      count: 500,
      warmup: 50,
    })
  })

  test('takes ratios within a round, so that a slow moment cancels', () => {
    const rows = race(workload, entries, 4, 1, machine({ reference: 20, engine: 30 }))
    const engine = rows[1]
    expect(engine?.comparisons).toEqual([
      { with: 'reference', ratio: { median: 1.5, low: 1.5, high: 1.5 }, limit: 1.3 },
    ])
    expect(engine?.perEvent).toEqual({ median: 60, low: 30, high: 90 })
    expect(engine?.perRequest).toEqual({ median: 120, low: 60, high: 180 })
    expect(engine?.eventsPerRequest).toBe(2)
  })

  test('names every missed target, and none that is met', () => {
    const slow = race(workload, entries, 3, 1, machine({ reference: 20, engine: 60 }))
    expect(misses(slow)).toEqual([
      'demo: engine takes 3.00 times the time of reference; allowed: 1.3',
      'demo: engine takes 60 ns an event; allowed: 45',
    ])
    const near = race(workload, entries, 2, 1, machine({ reference: 20, engine: 27 }))
    expect(misses(near)).toEqual([
      'demo: engine takes 1.35 times the time of reference; allowed: 1.3',
      'demo: engine takes 54 ns an event; allowed: 45',
    ])
    expect(misses(race(workload, entries, 3, 1, machine({ reference: 13, engine: 16 })))).toEqual([])
  })

  test('prints a table that reads as text and as Markdown', () => {
    const rows = race(workload, entries, 3, 1, machine({ reference: 20, engine: 30 }))
    expect(speedTable(rows)).toMatchInlineSnapshot(`
      "| workload        | by        |      ns an event |      ns a request | events a request | peak MiB |                      times |          allowed |
      | --------------- | --------- | ---------------: | ----------------: | ---------------: | -------: | -------------------------: | ---------------: |
      | a demonstration | reference | 20.0 (20.0–60.0) | 40.0 (40.0–120.0) |             2.00 |       50 |                            |                  |
      | a demonstration | engine    | 30.0 (30.0–90.0) | 60.0 (60.0–180.0) |             2.00 |       50 | 1.50 (1.50–1.50) reference | 1.3 times; 45 ns |"
    `)
  })
})

describe('a spread', () => {
  test('is the middle between the extremes', () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, low: 1, high: 5 })
    expect(spread([4, 1, 2, 9])).toEqual({ median: 3, low: 1, high: 9 })
    expect(() => spread([])).toThrow('at least one value')
  })
})
