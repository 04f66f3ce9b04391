import { Anomaly } from '../../../metrics/consistency/anomaly.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import { quorums } from '../theory/quorums.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute, complement, inMs } = figure
const m = measures()
/** Nothing else keeps a statement waiting, and nothing mends what is out of date. */
const BARE_STORE: { readonly [field: string]: DocumentValue } = {
  kind: 'quorum',
  holds: 'all',
  coordinator: 'client',
  'read-repair': false,
  'hinted-handoff': false,
  timeout: '1000s',
  connections: 1_000_000,
  concurrency: 1_000_000,
}
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
    stores: { kv: { ...BARE_STORE, ...store } },
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

interface Published {
  readonly id: string
  readonly disk: boolean
  readonly r: number
  readonly w: number
  /** Median and 99.9 % quantile, ms. */
  readonly read: readonly [number, number]
  readonly write: readonly [number, number]
  /** P(consistent) 0, 1, 10 and 100 ms after the acknowledgement. */
  readonly fresh: readonly [number, number, number, number]
}

const TIMES = [0, 1, 10, 100] as const

/** Probabilistically bounded staleness: three nodes, of which r and w have to answer. */
function published({ id, disk, r, w, read, write, fresh }: Published): VerifyCase {
  return {
    id,
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

/** Each call to a node fails with the same probability, by itself. */
function available(
  id: string,
  { n, need, each, requests }: { n: number; need: number; each: number; requests: number },
): VerifyCase {
  const expected = quorums.availability(n, need, each)
  return {
    id,
    family: 'quorum availability',
    title: `${need} of ${n} nodes have to answer, each does with probability ${each}`,
    source: 'binomial law',
    scenario: scenarioText({
      name: 'quorum-availability',
      run: runLength.ofRequests(requests, RATE, 1),
      app: { shop: { owns: { data: { keys: 1000 } }, operations: { read: [{ read: 'data' }] } } },
      deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
      stores: { kv: { ...BARE_STORE, n, r: need, w: need, read: '0s', write: '0s', timeout: '10ms' } },
      // A node that is asked has to hear of it, and to be heard.
      network: { ...BARE_NETWORK, 'same-zone': { delay: '0.1ms', loss: `${100 * (1 - Math.sqrt(each))}%` } },
      workload: { clients: { arrivals: `poisson(${RATE}/s)`, call: 'shop.read' } },
    }),
    quick: need === 3 && each < 0.95,
    figures: () => [
      of(
        'available',
        expected,
        // Three standard deviations of a share of so many.
        absolute(3 * Math.sqrt((expected * (1 - expected)) / requests)),
        m.outcomeShare('shop.read', 'ok'),
      ),
    ],
  }
}

const CUT = { between: ['kv/0', 'kv/1', 'kv/2'], and: ['kv/3', 'kv/4'] }

/** Five nodes split into three and two; clients reach any node, which asks the others. */
const cap: VerifyCase = {
  id: 'R-CAP-1',
  family: 'quorum availability',
  title: 'A partition of five nodes into 3 and 2: quorums of 3 against sloppy quorums of 1',
  source: 'definition: what comes to the smaller side',
  scenario: scenarioText({
    name: 'cap-partition',
    run: { duration: '30s', warmup: '0s', replications: 20, drain: 'auto' },
    app: {
      shop: {
        owns: { data: { keys: 1000 } },
        operations: { write: [{ write: 'data', key: 'id' }], read: [{ read: 'data', key: 'id' }] },
      },
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    stores: {
      kv: {
        ...BARE_STORE,
        n: 5,
        r: 3,
        w: 3,
        coordinator: 'node',
        read: '1ms',
        write: '1ms',
        timeout: '10ms',
      },
    },
    network: BARE_NETWORK,
    workload: {
      writers: { arrivals: 'constant(100/s)', call: 'shop.write', inputs: { id: 'uniform of 1000' } },
      readers: { arrivals: 'constant(900/s)', call: 'shop.read', inputs: { id: 'uniform of 1000' } },
    },
    faults: [{ id: 'split', partition: CUT, at: '0s', for: '30s' }],
    variants: { CP: {}, AP: { stores: { kv: { r: 1, w: 1, sloppy: true } } } },
  }),
  quick: false,
  figures: () => [
    of('CP_rejected_share', 0.4, relative(0.03), complement(measures('CP').outcomeShare('shop.write', 'ok'))),
    of('CP_rejected_reads', 0.4, relative(0.03), complement(measures('CP').outcomeShare('shop.read', 'ok'))),
    of('AP_rejected_share', 0, absolute(1e-9), complement(measures('AP').outcomeShare('shop.write', 'ok'))),
    of('AP_rejected_reads', 0, absolute(1e-9), complement(measures('AP').outcomeShare('shop.read', 'ok'))),
  ],
}

/** Stores that wait for some of the nodes that keep a key. */
export const quorumCases: readonly VerifyCase[] = [
  published({
    id: 'PBS-SSD-R1W1',
    disk: false,
    r: 1,
    w: 1,
    read: [0.48893, 0.65509],
    write: [0.48893, 0.65516],
    fresh: [0.973592, 0.995004, 1, 1],
  }),
  published({
    id: 'PBS-SSD-R1W2',
    disk: false,
    r: 1,
    w: 2,
    read: [0.48893, 0.65509],
    write: [0.51458, 1.6327],
    fresh: [0.978283, 0.995865, 1, 1],
  }),
  published({
    id: 'PBS-SSD-R2W1',
    disk: false,
    r: 2,
    w: 1,
    read: [0.51458, 1.632],
    write: [0.48893, 0.65516],
    fresh: [0.999419, 0.99998, 1, 1],
  }),
  published({
    id: 'PBS-DISK-R1W1',
    disk: true,
    r: 1,
    w: 1,
    read: [0.48893, 0.65501],
    write: [1.5049, 10.927],
    fresh: [0.436631, 0.583414, 0.926274, 0.999622],
  }),
  published({
    id: 'PBS-DISK-R1W2',
    disk: true,
    r: 1,
    w: 2,
    read: [0.48893, 0.65501],
    write: [2.769, 20.95],
    fresh: [0.712852, 0.772476, 0.956213, 0.999645],
  }),
  exponential('PBS-EXP-1', [0, 5, 10, 20, 50]),
  available('R-AV-1', { n: 3, need: 2, each: 0.99, requests: 1_000_000 }),
  available('R-AV-2', { n: 5, need: 3, each: 0.99, requests: 3_000_000 }),
  available('R-AV-4', { n: 5, need: 3, each: 0.9, requests: 400_000 }),
  cap,
]
