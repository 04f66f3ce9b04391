import { Anomaly } from '../../../metrics/consistency/anomaly.ts'
import { shareAbove } from '../../../metrics/histogram-data.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { quorums } from '../theory/quorums.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_QUORUM } from './bare-quorum.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute, complement, inMs } = figure
const m = measures()
const MANY_KEYS = 50_000_000
const RATE = 2000

/** One-way laws of a write to a node, and of all other messages: Bailis et al., VLDB 5(8) 2012, table 3. */
const SSD = 'mixture(91.22%: pareto(min=0.235ms, shape=10), 8.78%: exp(0.6024096385542ms))'
const DISK = 'mixture(38%: pareto(min=1.05ms, shape=1.51), 62%: exp(5.464480874317ms))'

/** The share of the reads of an operation that miss what was acknowledged before they began. */
function stale(operation: string): Measure {
  return (runs) => {
    let [looked, found] = [0, 0]
    for (const { consistency } of runs.get('default') ?? []) {
      for (const record of consistency?.records ?? []) {
        const tally = record.operations.find(({ name }) => name === operation)?.tally
        looked += tally?.looked[Anomaly.staleRead] ?? 0
        found += tally?.found[Anomaly.staleRead] ?? 0
      }
    }
    return found / looked
  }
}

interface Partial {
  readonly name: string
  readonly requests: number
  readonly store: { readonly [field: string]: DocumentValue }
  /** Times after the acknowledgement at which what was written is read, ms, with their shares of the load. */
  readonly after: readonly (readonly [ms: number, share: number])[]
  /** Shares of writes and reads whose latency is measured. */
  readonly write: number
  readonly read: number
}

/** Writes of keys that hardly anything else touches, some of which are read some time later. */
function partialText({ name, requests, store, after, write, read }: Partial): string {
  const operations: Record<string, DocumentValue> = {}
  const shares: Record<string, number> = {}
  const add = (operation: string, share: number, steps: DocumentValue): void => {
    if (share === 0) return
    operations[operation] = steps
    shares[operation] = share
  }
  add('write', write, [{ write: 'data', key: 'id' }])
  add('read', read, [{ read: 'data', key: 'id' }])
  for (const [ms, share] of after) {
    // Who has written knows of it at the very instant at which the read begins.
    const wait = ms > 0 ? [{ io: `${ms}ms` }] : []
    add(`after-${nameOf(ms)}`, share, [{ write: 'data', key: 'id' }, ...wait, { read: 'data', key: 'id' }])
  }
  return scenarioText({
    name,
    run: runLength.ofRequests(requests, RATE, 1, 10),
    app: { shop: { owns: { data: { keys: MANY_KEYS } }, operations } },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    stores: { kv: { ...BARE_QUORUM, ...store } },
    network: BARE_NETWORK,
    workload: {
      clients: {
        arrivals: `poisson(${RATE}/s)`,
        mix: Object.fromEntries(Object.entries(shares).map(([op, share]) => [`shop.${op}`, `${share}%`])),
        inputs: { id: `uniform of ${MANY_KEYS}` },
      },
    },
  })
}

function nameOf(ms: number): string {
  return `${ms}ms`.replace('.', '-')
}

/**
 * What is published of LNKD-SSD and LNKD-DISK with N = 3. Of reads and writes: median and 99.9 % quantile, ms; `fresh`:
 * P(consistent) 0, 1, 10 and 100 ms after the acknowledgement.
 */
const PUBLISHED = [
  {
    disk: false,
    r: 1,
    w: 1,
    read: [0.48893, 0.65509],
    write: [0.48893, 0.65516],
    fresh: [0.973592, 0.995004, 1, 1],
  },
  {
    disk: false,
    r: 1,
    w: 2,
    read: [0.48893, 0.65509],
    write: [0.51458, 1.6327],
    fresh: [0.978283, 0.995865, 1, 1],
  },
  {
    disk: false,
    r: 2,
    w: 1,
    read: [0.51458, 1.632],
    write: [0.48893, 0.65516],
    fresh: [0.999419, 0.99998, 1, 1],
  },
  {
    disk: true,
    r: 1,
    w: 1,
    read: [0.48893, 0.65501],
    write: [1.5049, 10.927],
    fresh: [0.436631, 0.583414, 0.926274, 0.999622],
  },
  {
    disk: true,
    r: 1,
    w: 2,
    read: [0.48893, 0.65501],
    write: [2.769, 20.95],
    fresh: [0.712852, 0.772476, 0.956213, 0.999645],
  },
] as const

const TIMES = [0, 1, 10, 100] as const

/** Probabilistically bounded staleness: three nodes, of which r and w have to answer. */
function published({ disk, r, w, read, write, fresh }: (typeof PUBLISHED)[number]): VerifyCase {
  return {
    id: `PBS-${disk ? 'DISK' : 'SSD'}-R${r}W${w}`,
    family: 'quorum staleness',
    title: `LinkedIn's ${disk ? 'disks' : 'SSDs'}, N = 3, R = ${r}, W = ${w}`,
    source: 'Bailis et al., VLDB 5(8) 2012; exact values by Monte Carlo, 1e8 trials',
    scenario: partialText({
      name: 'partial-quorum',
      requests: 3_000_000,
      store: {
        n: 3,
        r,
        w,
        read: { before: SSD, after: SSD },
        write: { before: disk ? DISK : SSD, after: SSD },
      },
      after: [
        [0, 12],
        [1, 12],
        [10, 6],
        [100, 2],
      ],
      write: 36,
      read: 32,
    }),
    quick: false,
    figures: () => [
      of('read_p50_ms', read[0], relative(0.02), inMs(m.latencyQuantile('shop.read', 0.5))),
      of('read_p999_ms', read[1], relative(0.04), inMs(m.latencyQuantile('shop.read', 0.999))),
      of('write_p50_ms', write[0], relative(0.02), inMs(m.latencyQuantile('shop.write', 0.5))),
      of('write_p999_ms', write[1], relative(0.04), inMs(m.latencyQuantile('shop.write', 0.999))),
      ...TIMES.map((ms, i) =>
        of(`P_consistent_${ms}ms`, fresh[i] ?? 0, absolute(0.002), complement(stale(`shop.after-${nameOf(ms)}`))),
      ),
    ],
  }
}

/** Writes that take exponential times, reads that take none and ask nodes at random. */
function exponential(id: string, times: readonly number[]): VerifyCase {
  const of3 = { n: 3, r: 1, w: 1 }
  return {
    id,
    family: 'quorum staleness',
    title: 'Exponential propagation, mean 10 ms, N = 3, one random node read',
    source: 'memorylessness: 1 - (2/3) exp(-t / 10 ms)',
    scenario: partialText({
      name: 'exponential-propagation',
      requests: 1_000_000,
      store: { ...of3, ask: 'r', read: '0s', write: 'exp(10ms)' },
      after: times.map((ms): readonly [number, number] => [ms, 100 / times.length]),
      write: 0,
      read: 0,
    }),
    quick: true,
    figures: () =>
      times.map((ms) =>
        of(
          `P_consistent_${ms}ms`,
          quorums.freshAfter(of3, 0.1, ms),
          absolute(0.004),
          complement(stale(`shop.after-${nameOf(ms)}`)),
        ),
      ),
  }
}

const DEPTHS = [1, 2, 3, 5, 10] as const

/** Writes that reach w random nodes for ever, reads that ask r at random: how many versions they miss. */
function nonExpanding(id: string, { r, w }: { readonly r: number; readonly w: number }): VerifyCase {
  const of3 = { n: 3, r, w }
  return {
    id,
    family: 'quorum staleness',
    title: `Writes that go to W = ${w} random nodes of 3 and no further, reads of R = ${r} random ones`,
    source: 'Bailis et al., VLDB 5(8) 2012, equations 1 and 2',
    scenario: scenarioText({
      name: 'non-expanding-quorum',
      // So long before it is measured that no read still finds what was there at the start.
      run: runLength.ofRequests(600_000, RATE, 5),
      app: {
        shop: {
          owns: { data: { keys: 100 } },
          operations: { write: [{ write: 'data' }], read: [{ read: 'data' }] },
        },
      },
      deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
      stores: { kv: { ...BARE_QUORUM, ...of3, ask: 'r', tell: 'w', read: '0s', write: '0s' } },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: `poisson(${RATE}/s)`, mix: { 'shop.write': '50%', 'shop.read': '50%' } } },
    }),
    quick: w === 1 && r === 1,
    figures: () => DEPTHS.map((k) => of(`k${k}`, quorums.within(of3, k), absolute(0.003), within(k))),
  }
}

/** The share of all reads that missed fewer than k acknowledged versions. */
function within(k: number): Measure {
  return (runs) => {
    let [looked, behind] = [0, 0]
    for (const { consistency } of runs.get('default') ?? []) {
      for (const { tally } of consistency?.records ?? []) {
        looked += tally.looked[Anomaly.staleRead] ?? 0
        // Between two whole numbers, so that no bucket is divided.
        behind += tally.missed.count * (shareAbove(tally.missed, k - 0.5) ?? 0)
      }
    }
    return 1 - behind / looked
  }
}

/** Probabilistically bounded staleness: what reads of quorums that do not overlap miss, in time and in versions. */
export const stalenessCases: readonly VerifyCase[] = [
  ...PUBLISHED.map(published),
  nonExpanding('PBS-K-1', { r: 1, w: 1 }),
  nonExpanding('PBS-K-2', { r: 1, w: 2 }),
  nonExpanding('PBS-K-3', { r: 2, w: 1 }),
  exponential('PBS-EXP-1', [0, 5, 10, 20, 50]),
]
