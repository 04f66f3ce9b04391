import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NullProbe } from '../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../src/sim/world.ts'
import { buildPlan, type WorldSpec } from '../sim/world/plans.ts'
import { expectDrained, simulate } from '../sim/world/simulate.ts'
import { type FaultDraft, randomFaults, withFaults } from './random-process-faults.ts'
import { LOAD, randomWorlds, worldOf } from './random-worlds.ts'

const worlds = randomWorlds()

function total(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

describe('processes in trouble', () => {
  it('lose, refuse and put off work, and leave nothing of any request behind', () => {
    const kinds = new Map<string, number>()
    let crashed = 0
    fc.assert(
      fc.property(worlds, randomFaults(), (draft, faults) => {
        const run = simulate(withFaults(worldOf(draft, { settles: true }), faults))
        expectDrained(run)
        for (const { kind, bites } of run.end.faults) if (bites > 0) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        crashed += run.log.ends.filter(({ outcome }) => outcome === 'crashed').length
      }),
      { seed: 4001, numRuns: 500 },
    )
    expect(crashed).toBeGreaterThan(120)
    // Every kind has had its say.
    expect([...kinds].filter(([, runs]) => runs < 3)).toEqual([])
    expect(kinds.size).toBe(14)
  })

  it('keep their books at whatever moment the run is stopped', () => {
    fc.assert(
      fc.property(worlds, randomFaults(), fc.integer({ min: 1, max: LOAD }), (draft, faults, stop) => {
        const run = simulate({ ...withFaults(worldOf(draft), faults), duration: stop * 1000, drain: 0 })
        const open = run.log.inFlight()
        for (const [level, changes] of run.log.levels) {
          if (!level.startsWith('concurrency ')) continue
          const visits = open[`visit ${level.slice('concurrency '.length)}`] ?? 0
          expect(changes.at(-1)?.value).toBeGreaterThanOrEqual(visits)
        }
        const requests = Object.entries(open).filter(([series]) => /^call w\d/.test(series))
        expect(total(requests.map(([, count]) => count))).toBe(run.end.inFlight)
      }),
      { seed: 4002, numRuns: 250 },
    )
  })

  it('run the same twice, and with a probe that looks away', () => {
    fc.assert(
      fc.property(worlds, randomFaults(), (draft, faults) => {
        const spec = withFaults(worldOf(draft), faults)
        const once = simulate(spec)
        expect(createWorld(buildPlan(spec), { seed: '1', replication: 0 }).run(new NullProbe())).toEqual(once.end)
      }),
      { seed: 4003, numRuns: 100 },
    )
  })

  it('end every visit once, whatever has become of it', () => {
    fc.assert(
      fc.property(worlds, randomFaults(['crash', 'pause', 'drain', 'memory']), (draft, faults) => {
        const { log } = simulate(withFaults(worldOf(draft, { settles: true }), faults))
        for (const [series, began] of log.starts) {
          expect(`${series}: ${log.ends.filter((each) => each.series === series).length}`).toBe(`${series}: ${began}`)
        }
      }),
      { seed: 4004, numRuns: 100 },
    )
  })
})

describe('a fault that changes nothing', () => {
  const same = (spec: WorldSpec, faults: readonly FaultDraft[], of: (plan: WorldSpec) => WorldSpec): void => {
    const plain = simulate(withFaults(spec, []), { lines: true })
    const faulty = simulate(of(withFaults(spec, faults)), { lines: true })
    const told = faulty.log.lines.filter((line) => !/level (fault|instances-up)|counted fault/.test(line))
    expect(told.join('\n')).toBe(plain.log.lines.filter((line) => !line.includes('instances-up')).join('\n'))
    expect(faulty.end.faults.map(({ bites }) => bites)).toEqual(faulty.end.faults.map(() => 0))
  }

  it('is slow by 1, a quota of all there is, no errors at all, a clock that is right', () => {
    const nothing = randomFaults(['slow', 'cpu-quota', 'clock', 'descriptors', 'memory'])
    fc.assert(
      fc.property(worlds, nothing, (draft, faults) => {
        const harmless = (spec: WorldSpec): WorldSpec => ({
          ...spec,
          faults: (index) =>
            (spec.faults?.(index) ?? []).map((fault) => {
              const { effect } = fault
              if (effect.kind === 'slow') return { ...fault, effect: { ...effect, factor: 1 } }
              // Cores are never more than two.
              if (effect.kind === 'cpu-quota') return { ...fault, effect: { ...effect, quota: 2 * effect.period } }
              if (effect.kind === 'clock') return { ...fault, effect: { ...effect, step: 0, drift: 0 } }
              if (effect.kind === 'descriptors') return { ...fault, effect: { ...effect, limit: 1e9 } }
              if (effect.kind === 'memory') {
                return { ...fault, effect: { ...effect, growth: 0, perRequest: 0, slowFrom: 1 } }
              }
              return fault
            }),
        })
        same(worldOf(draft), faults, harmless)
      }),
      { seed: 4005, numRuns: 150 },
    )
  })

  it('is a pause, a crash or a drain of no length of an instance with nothing in it', () => {
    // Long after the last request has come to its end.
    const late = randomFaults(['pause', 'crash', 'drain']).map((faults) =>
      faults.map((fault) => ({ ...fault, from: 1e6 + fault.from, length: 1 })),
    )
    const ending = worlds.map((draft) => ({
      ...draft,
      // What a breaker or a limiter has learnt is gone after a crash, and it shows.
      edges: draft.edges.map((edge) => ({ ...edge, guard: null })),
      workloads: draft.workloads.map((one) => ({
        ...one,
        arrivals: { kind: 'replay' as const, times: [0, 100, 1000, 5000] },
      })),
    }))
    fc.assert(
      fc.property(ending, late, (draft, faults) => {
        same({ ...worldOf(draft, { settles: true }), duration: 2e9 }, faults, (spec) => spec)
      }),
      { seed: 4006, numRuns: 50 },
    )
  })
})
