import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import type { Distribution } from '../../../../src/sim/kernel/distribution.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { uniform53 } from '../../../../src/sim/kernel/source.ts'
import { Stream } from '../../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../../src/sim/kernel/stream-key.ts'
import { at, MS, SECOND } from '../../world/plans.ts'
import { access, call, deliver, io, parallel, repeat } from '../../world/steps.ts'
import { factsOf, kvPlan } from './kv.ts'
import { LNKD_DISK, LNKD_SSD, trial, type Wars, YMMR } from './wars.ts'

/** Standard deviations granted; a right store misses by more in 1 of 16,000 figures, and there are about 60 here. */
const SIGMAS = 4
const TRIALS = 4000

/** Whether `hits` of `count` trials with probability `p` are what chance allows. */
function expectShare(hits: number, count: number, p: number): void {
  const slack = SIGMAS * Math.sqrt(count * p * (1 - p)) + SIGMAS
  expect(Math.abs(hits - count * p)).toBeLessThan(slack)
}

interface Experiment {
  readonly wars: Wars
  readonly rules: Partial<QuorumRules>
  /** Times after the acknowledgement at which it is read, ns. */
  readonly times: readonly number[]
  readonly trials?: number
  /** Extra delay, one way, between zones; each node is in a zone of its own, and callers in any. */
  readonly far?: number
}

interface Seen {
  readonly writes: readonly number[]
  readonly reads: readonly number[]
  /** By time: reads that saw the write. */
  readonly consistent: readonly number[]
}

/** One write after another, each read several times after it is acknowledged; far apart, so that no two have to do. */
function measure({ wars, rules, times, trials = TRIALS, far = 0 }: Experiment): Seen {
  const reads = times.map((t) => [io(t), call('reader.read')])
  const zones = ['a', 'b', 'c']
  const anywhere = { instances: 3, zones: [0, 1, 2], balance: { policy: 'random' } } as const
  const near = { link: { delay: 0 } }
  const facts = factsOf(
    kvPlan({
      rules: { timeout: 100 * SECOND, ...rules },
      zones: [0, 1, 2],
      write: [io(wars.w), deliver(), io(wars.ars)],
      read: [io(wars.ars), deliver(), io(wars.ars)],
      units: { front: {}, writer: anywhere, reader: anywhere },
      operations: {
        'front.try': [call('writer.write'), parallel(reads)],
        'writer.write': [access('write', 'users')],
        'reader.read': [access('read', 'users')],
      },
      world: {
        zones,
        between: Object.fromEntries(
          zones.flatMap((a) => zones.filter((b) => b !== a).map((b) => [`${a} -> ${b}`, { delay: far }])),
        ),
        edges: { 'front -> writer': near, 'front -> reader': near },
        workloads: {
          tests: { calls: 'front.try', arrivals: at(...Array.from({ length: trials }, (_, i) => i * 20 * SECOND)) },
        },
        duration: trials * 20 * SECOND,
      },
    }),
  )
  const acknowledged = facts.of(FactKind.acknowledged)
  const versions = new Map(acknowledged.map(({ request, version }) => [request, version]))
  const all = facts.of(FactKind.read)
  const ended = new Map(acknowledged.map(({ request, at: time }) => [request, time]))
  const consistent = times.map(
    (t) =>
      all.filter(
        ({ request, began, version }) => began - (ended.get(request) ?? 0) === t && version === versions.get(request),
      ).length,
  )
  const elapsed = (kind: FactKind): readonly number[] => facts.of(kind).map(({ began, at: time }) => time - began)
  return { writes: elapsed(FactKind.acknowledged), reads: elapsed(FactKind.read), consistent }
}

/** Values of the reference: own Monte Carlo of 1e8 trials, beside table 4 of the paper. */
const published = [
  {
    name: 'SSD',
    wars: LNKD_SSD,
    r: 1,
    w: 1,
    read50: 0.48893,
    read999: 0.65509,
    write50: 0.48893,
    write999: 0.65516,
    p: [0.973592, 0.995004, 1, 1],
    t99: 0.5811,
  },
  {
    name: 'SSD',
    wars: LNKD_SSD,
    r: 1,
    w: 2,
    read50: 0.48893,
    read999: 0.65509,
    write50: 0.51458,
    write999: 1.6327,
    p: [0.978283, 0.995865, 1, 1],
    t99: 0.46663,
  },
  {
    name: 'SSD',
    wars: LNKD_SSD,
    r: 2,
    w: 1,
    read50: 0.51458,
    read999: 1.632,
    write50: 0.48893,
    write999: 0.65516,
    p: [0.999419, 0.99998, 1, 1],
    t99: 0,
  },
  {
    name: 'disk',
    wars: LNKD_DISK,
    r: 1,
    w: 1,
    read50: 0.48893,
    read999: 0.65501,
    write50: 1.5049,
    write999: 10.927,
    p: [0.436631, 0.583414, 0.926274, 0.999622],
    t99: 22.302,
  },
  {
    name: 'disk',
    wars: LNKD_DISK,
    r: 1,
    w: 2,
    read50: 0.48893,
    read999: 0.65501,
    write50: 2.769,
    write999: 20.95,
    p: [0.712852, 0.772476, 0.956213, 0.999645],
    t99: 19.229,
  },
] as const

describe('the staleness of a partial quorum', () => {
  for (const { name, wars, r, w, read50, read999, write50, write999, p, t99 } of published) {
    it(`is the published one for ${name} with R = ${r} and W = ${w}, and so are its latencies`, () => {
      const times = [0, 1 * MS, 10 * MS, 100 * MS]
      const visible = Math.round(t99 * MS)
      const { writes, reads, consistent } = measure({
        wars,
        rules: { r, w },
        times: t99 > 0 ? [...times, visible] : times,
      })
      p.forEach((probability, i) => {
        expectShare(consistent[i] as number, TRIALS, probability)
      })
      if (t99 > 0) expectShare(consistent[4] as number, TRIALS, 0.99)
      const within = (latencies: readonly number[], quantile: number): number =>
        latencies.filter((latency) => latency <= quantile * MS).length
      expectShare(within(writes, write50), writes.length, 0.5)
      expectShare(within(writes, write999), writes.length, 0.999)
      expectShare(within(reads, read50), reads.length, 0.5)
      expectShare(within(reads, read999), reads.length, 0.999)
    })
  }

  for (const { name, wars, far } of [
    { name: 'the disks of another company', wars: YMMR, far: 0 },
    { name: 'disks in three regions', wars: LNKD_DISK, far: 75 * MS },
  ]) {
    for (const [r, w] of [
      [1, 1],
      [1, 2],
      [2, 1],
    ] as const) {
      it(`is that of the definition for ${name} with R = ${r} and W = ${w}`, () => {
        const times = [0, 30 * MS, 200 * MS]
        const { writes, reads, consistent } = measure({ wars, rules: { r, w }, times, far, trials: 2500 })
        const source = new Stream(streamKey('reference', `${name} ${r} ${w}`))
        const any = (): readonly number[] => {
          const local = Math.floor(uniform53(source) * 3)
          return [0, 1, 2].map((node) => (node === local ? 0 : far))
        }
        const draws = 20_000
        times.forEach((t, i) => {
          const drawn = Array.from({ length: draws }, () =>
            trial(wars, source, { n: 3, r, w, t }, { writer: any(), reader: any() }),
          )
          expectSame(consistent[i] as number, 2500, drawn.filter((one) => one.consistent).length, draws)
          const median = (values: readonly number[]): number =>
            [...values].sort((a, b) => a - b)[values.length >> 1] as number
          const middle = median(drawn.map(({ write }) => write))
          const ofRead = median(drawn.map(({ read }) => read))
          expectSame(writes.filter((one) => one <= middle).length, writes.length, draws / 2, draws)
          expectSame(reads.filter((one) => one <= ofRead).length, reads.length, draws / 2, draws)
        })
      })
    }
  }

  it('falls off with time as the closed form says where writes take exponential times and reads none', () => {
    // W = 1, R = 1 of N = 3, rate 0.1 per ms: memorylessness.
    const wars = { w: exponential(10 * MS), ars: zero }
    const times = [0, 5 * MS, 10 * MS, 20 * MS, 50 * MS]
    const { consistent } = measure({ wars, rules: { r: 1, w: 1, ask: 'r' }, times })
    times.forEach((t, i) => {
      expectShare(consistent[i] as number, TRIALS, 1 - (2 / 3) * Math.exp(-t / (10 * MS)))
    })
  })
})

const zero: Distribution = { text: '0', mean: 0, variance: 0, sample: () => 0, quantile: () => 0 }

/** Whether two shares are the same, as far as chance goes. */
function expectSame(hits: number, count: number, others: number, of: number): void {
  const p = (hits + others) / (count + of)
  const difference = Math.abs(hits / count - others / of)
  expect(difference).toBeLessThan(SIGMAS * Math.sqrt(p * (1 - p) * (1 / count + 1 / of)) + SIGMAS / count)
}

describe('the versions that a read is behind', () => {
  for (const { r, w, missed } of [
    { r: 1, w: 1, missed: 2 / 3 },
    { r: 1, w: 2, missed: 1 / 3 },
    { r: 2, w: 1, missed: 1 / 3 },
  ]) {
    it(`are k or more with probability ${missed.toFixed(2)}^k: W = ${w} nodes get a write, R = ${r} are asked`, () => {
      const trials = 3000
      const facts = factsOf(
        kvPlan({
          rules: { r, w, ask: 'r', tell: 'w' },
          operations: {
            'shop.go': [repeat(5, [access('write', 'users'), access('write', 'users')]), access('read', 'users')],
          },
          world: {
            workloads: {
              clients: { calls: 'shop.go', arrivals: at(...Array.from({ length: trials }, (_, i) => i * 20 * SECOND)) },
            },
            duration: trials * 20 * SECOND,
          },
        }),
      )
      const last = new Map(facts.of(FactKind.committed).map(({ request, version }) => [request, version]))
      const behind = facts.of(FactKind.read).map(({ request, version }) => (last.get(request) as number) - version)
      expect(behind).toHaveLength(trials)
      for (const k of [1, 2, 3, 5]) expectShare(behind.filter((by) => by < k).length, trials, 1 - missed ** k)
    })
  }
})
