import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listed } from './law.ts'
import { type Job, serveInOrder, shareEqually } from './naive-cpu.ts'
import { at, FOREVER, MS, type UnitSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, cpu, io, parallel, respond } from './steps.ts'

/** Odd multiples of 64; all else happens at multiples of 128 and a few ns more, so nothing ends as it is given up. */
const TIMEOUTS = [FOREVER, 300_096, 1_700_032]

/** Jobs in the order of their start, each from a client that is patient, impatient or very impatient. */
const jobs: fc.Arbitrary<readonly Job[]> = fc
  .array(
    fc.record({
      start: fc.oneof(fc.nat(200), fc.nat(30_000)),
      work: fc.oneof(fc.nat(8000), fc.constantFrom(0, 1, 800)),
      patience: fc.nat(TIMEOUTS.length - 1),
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((drafts) =>
    drafts
      // No two jobs come at one instant: which of them is served first would be a matter of definition.
      .map((draft, i) => ({ ...draft, start: draft.start * 128 + i, work: draft.work * 128 }))
      .toSorted((a, b) => a.start - b.start)
      .map(({ start, work, patience }) => ({ start, work, cancel: start + (TIMEOUTS[patience] as number) })),
  )

/** One way to the instance, ns. */
const WAY = 777

/** Runs the jobs on one instance; requests, and cancellations after timeouts, take the same time to get there. */
function runJobs(list: readonly Job[], unit: UnitSpec): Run {
  const ofClass = (patience: number): readonly number[] =>
    list.filter((job) => job.cancel === job.start + patience).map((job) => job.start)
  return simulate({
    units: { web: { slots: FOREVER, ...unit } },
    network: { delay: WAY },
    operations: { 'web.work': [cpu(listed(list.map((job) => job.work)))] },
    workloads: Object.fromEntries(
      TIMEOUTS.map((patience) => [`c${patience}`, { calls: 'web.work', arrivals: at(...ofClass(patience)) }]),
    ),
    edges: Object.fromEntries(
      TIMEOUTS.filter((patience) => patience < FOREVER).map((patience) => [
        `c${patience} -> web`,
        { timeout: patience, cancel: true },
      ]),
    ),
  })
}

/** Departures in the order of the jobs' starts, on the clock of the jobs. */
function departures(run: Run): readonly { readonly time: number; readonly done: boolean }[] {
  return run.log
    .visits('web/0')
    .toSorted((a, b) => a.start - b.start)
    .map(({ end, outcome }) => ({ time: end - WAY, done: outcome === 'ok' }))
}

describe('a cpu that is shared', () => {
  it('serves random jobs, some of them given up, as continuous sharing does, to a nanosecond a job', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 4 }), (list, cores) => {
        const run = runJobs(list, { cores, scheduling: 'ps' })
        const actual = departures(run)
        const expected = shareEqually(list, cores)
        expect(actual.length).toBe(list.length)
        actual.forEach(({ time, done }, i) => {
          const other = expected[i] as (typeof expected)[number]
          expect(Math.abs(time - other.time)).toBeLessThanOrEqual(list.length)
          // Only where work is done within the same few nanoseconds as it is given up may the two disagree.
          const close = Math.abs((list[i] as Job).cancel - other.time) <= list.length
          if (!close) expect(done).toBe(other.done)
        })
        expectDrained(run)
      }),
      { seed: 2001, numRuns: 120 },
    )
  })

  it('does as much work as its jobs need, and no core is ever idle while another has to wait', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 4 }), (list, cores) => {
        const patient = list.map((job) => ({ ...job, cancel: job.start + FOREVER }))
        const { log } = runJobs(patient, { cores, scheduling: 'ps' })
        const end = Math.max(...log.visits('web/0').map((visit) => visit.end)) + 1
        const work = list.reduce((sum, job) => sum + job.work, 0)
        const busy = log.average('cpu web/0', 0, end) * end
        expect(busy - work).toBeGreaterThanOrEqual(-1)
        expect(busy - work).toBeLessThanOrEqual(list.length * cores)
        for (const [time, value] of log.changes('cpu web/0')) {
          const present = log.visits('web/0').filter((visit) => visit.start <= time && visit.end > time).length
          expect(value).toBe(Math.min(present, cores))
        }
      }),
      { seed: 2002, numRuns: 60 },
    )
  })

  it('gives two equal jobs half of a core each, and calls the other half waiting', () => {
    const { log } = runJobs(
      [
        { start: 0, work: 10 * MS, cancel: FOREVER },
        { start: 0, work: 10 * MS, cancel: FOREVER },
      ],
      { cores: 1 },
    )
    const one = { latency: 20 * MS + 2 * WAY, parts: { cpu: 10 * MS, cpuWait: 10 * MS } }
    expect(log.calls('web.work')).toMatchObject([one, one])
  })

  it('is shared by the branches of a single request, too', () => {
    const { log } = simulate({
      units: { web: { cores: 1, slots: 1 } },
      operations: {
        'web.work': [
          parallel([[cpu(2 * MS)], [cpu(2 * MS)], [io(1 * MS), cpu(1 * MS)]]),
          parallel([[cpu(2 * MS)], [cpu(2 * MS)]], { need: 1 }),
        ],
      },
      workloads: { users: { calls: 'web.work', arrivals: at(0) } },
    })
    expect(log.onlyCall('web.work').latency).toBe(9 * MS)
    expect(log.changes('cpu web/0')).toEqual([
      [0, 1],
      [9 * MS, 0],
    ])
  })

  it('is shared with what an operation inside the unit still does after its answer', () => {
    const run = simulate({
      units: { web: { cores: 1, slots: 1 } },
      operations: {
        'web.work': [call('web.note'), cpu(10 * MS)],
        'web.note': [respond(), cpu(10 * MS)],
      },
      workloads: { users: { calls: 'web.work', arrivals: at(0) } },
    })
    expect(run.log.onlyCall('web.work')).toMatchObject({
      latency: 20 * MS,
      parts: { cpu: 10 * MS, cpuWait: 10 * MS },
    })
    expectDrained(run)
  })
})

describe('a cpu with a core for every slot', () => {
  it('makes nobody share or wait, under either scheduling', () => {
    fc.assert(
      fc.property(jobs, fc.constantFrom('ps' as const, 'fcfs' as const), (list, scheduling) => {
        const patient = list.map((job) => ({ ...job, cancel: job.start + FOREVER }))
        const { log } = runJobs(patient, { cores: 3, slots: 3, scheduling })
        const calls = log.calls('web.work')
        expect(calls.reduce((sum, { parts }) => sum + (parts['cpuWait'] ?? 0), 0)).toBe(0)
        expect(calls.reduce((sum, { parts }) => sum + (parts['cpu'] ?? 0), 0)).toBe(
          list.reduce((sum, job) => sum + job.work, 0),
        )
      }),
      { seed: 2003, numRuns: 40 },
    )
  })
})

describe('a cpu that serves first come, first served', () => {
  it('serves random jobs, some of them given up in its queue or on a core, exactly as a list does', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 4 }), (list, cores) => {
        const run = runJobs(list, { cores, scheduling: 'fcfs' })
        expect(departures(run)).toEqual(serveInOrder(list, cores))
        expectDrained(run)
      }),
      { seed: 2004, numRuns: 120 },
    )
  })

  it('lets the second of two jobs wait until the first is done', () => {
    const { log } = runJobs(
      [
        { start: 0, work: 10 * MS, cancel: FOREVER },
        { start: 1, work: 10 * MS, cancel: FOREVER },
      ],
      { cores: 1, scheduling: 'fcfs' },
    )
    expect(log.calls('web.work')).toMatchObject([
      { latency: 10 * MS + 2 * WAY, parts: { cpu: 10 * MS } },
      { latency: 20 * MS + 2 * WAY - 1, parts: { cpu: 10 * MS, cpuWait: 10 * MS - 1 } },
    ])
  })
})

describe('an event loop', () => {
  it('overlaps the waits of its requests but not their computing', () => {
    const { log } = simulate({
      units: { web: { slots: FOREVER, cores: 1, scheduling: 'fcfs' } },
      operations: { 'web.work': [cpu(1 * MS), io(10 * MS), cpu(1 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: at(0, 0, 0) } },
    })
    expect(log.calls('web.work').map(({ latency }) => latency)).toEqual([12 * MS, 13 * MS, 14 * MS])
    expect(log.average('cpu web/0', 0, 14 * MS)).toBe(6 / 14)
  })
})
