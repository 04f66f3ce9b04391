import { Anomaly } from '../../../metrics/consistency/anomaly.ts'
import { EMPTY_HISTOGRAM, meanOf, mergeHistograms, quantileOf } from '../../../metrics/histogram-data.ts'
import { levelMean } from '../../../metrics/level-data.ts'
import { figure } from '../figure.ts'
import type { CaseRuns, Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute } = figure
const NS = 1e-9

interface ReplicatedText {
  readonly name: string
  readonly run: DocumentValue
  readonly clients: { readonly [field: string]: DocumentValue }
  /** What clients do, all as often and each with a key of its own; they write where nothing is said. */
  readonly operations?: { readonly [operation: string]: DocumentValue }
  /** What replicas do beside following. */
  readonly store: { readonly [field: string]: DocumentValue }
  readonly variants?: DocumentValue
}

const KEYS = 100_000
const WRITES: DocumentValue = [{ write: 'stock', key: 'id' }]

/** Somebody who writes to a store that takes no time but for its replicas. */
function replicatedText(text: ReplicatedText): string {
  const { name, run, clients, operations = { write: WRITES }, store, variants } = text
  const each = `${100 / Object.keys(operations).length}%`
  return scenarioText({
    name,
    run,
    app: {
      shop: {
        owns: { stock: { keys: KEYS } },
        operations,
      },
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    stores: {
      db: { kind: 'sql', holds: 'all', connections: 10_000, concurrency: 10_000, read: '0s', write: '0s', ...store },
    },
    network: BARE_NETWORK,
    workload: {
      clients: {
        ...clients,
        mix: Object.fromEntries(Object.keys(operations).map((operation) => [`shop.${operation}`, each])),
        inputs: { id: `uniform of ${KEYS}` },
      },
    },
    ...(variants === undefined ? {} : { variants }),
  })
}

/** A figure of the times from commits to their application by a replica, in seconds. */
function lag(read: (histogram: typeof EMPTY_HISTOGRAM) => number | null): Measure {
  return (runs: CaseRuns) => {
    const waits = (runs.get('default') ?? []).flatMap((run) => run.waits.filter((w) => w.name === 'replication-lag'))
    const all = waits.reduce((sum, { durations }) => mergeHistograms(sum, durations), EMPTY_HISTOGRAM)
    return (read(all) ?? Number.NaN) * NS
  }
}

/** Commits that a replica has not applied, of all replicas together: what is lost if it takes over at once. */
const backlog: Measure = (runs) => {
  const all = runs.get('default') ?? []
  const levels = all.flatMap((run) => run.levels.filter(({ name }) => name === 'replication-backlog'))
  return levels.reduce((sum, { data, instances }) => sum + (levelMean(data) ?? 0) * instances, 0) / all.length
}

const asynchronous: VerifyCase = {
  id: 'R-LAG-1',
  family: 'replication lag',
  title: '800 writes/s, which a replica applies one after the other in Exp(1 ms)',
  source: 'M/M/1; what is not applied: number in system, which a crash at any time finds (PASTA)',
  scenario: replicatedText({
    name: 'replication-lag',
    run: runLength.ofQueue({ rate: 800, rho: 0.8, accuracy: 0.01 }),
    clients: { arrivals: 'poisson(800/s)' },
    store: { replicas: 1, replication: { wait: 'async', apply: 'exp(1ms)' } },
  }),
  quick: false,
  figures: () => [
    of('lag_mean_s', 0.005, relative(0.04), lag(meanOf)),
    of(
      'lag_p99_s',
      0.02302585092994,
      relative(0.04),
      lag((histogram) => quantileOf(histogram, 0.99)),
    ),
    of('writes_lost_on_crash_mean', 4, relative(0.04), backlog),
  ],
}

const COMMITS = [
  ['n3', 2, 0.005],
  ['n5', 4, 0.005833333333333],
  ['n7', 6, 0.006166666666667],
] as const

const majority: VerifyCase = {
  id: 'R-COMMIT-1',
  family: 'commit latency',
  title: 'A leader waits for half of its 2, 4 and 6 followers, each of which takes Exp(10 ms)',
  source: 'order statistics of exponentials',
  scenario: replicatedText({
    name: 'commit-latency',
    run: { duration: '2000s', warmup: '1s', replications: 10 },
    // So rarely that followers are idle again.
    clients: { users: 1, think: '200ms' },
    store: { replicas: 2, replication: { wait: 'majority', for: 'applied', apply: 'exp(10ms)' } },
    variants: Object.fromEntries(COMMITS.map(([name, replicas]) => [name, { stores: { db: { replicas } } }])),
  }),
  quick: true,
  figures: () =>
    COMMITS.map(([name, , expected]) =>
      of(`mean_${name}_s`, expected, relative(0.02), measures(name).latencyMean('shop.write')),
    ),
}

const READ_AFTER_MS = [0, 50, 100, 500] as const
const LAG_MS = 100
const REPLICAS = 2

/** The share of the reads of an operation that miss what its own request has written. */
function missed(operation: string): Measure {
  return (runs) => {
    const tallies = (runs.get('default') ?? []).flatMap(({ consistency }) =>
      (consistency?.records ?? []).flatMap(({ operations }) =>
        operations.flatMap(({ name, tally }) => (name === operation ? [tally] : [])),
      ),
    )
    const count = (of: 'looked' | 'found'): number =>
      tallies.reduce((sum, tally) => sum + (tally[of][Anomaly.readYourWrites] ?? 0), 0)
    return count('found') / count('looked')
  }
}

const ownWrites: VerifyCase = {
  id: 'R-LAG-2',
  family: 'replication lag',
  title: 'Reading what one has just written from a leader or one of two replicas that lag behind by Exp(100 ms)',
  source: 'a replica is asked with probability 2/3, and is behind with exp(-t / 100 ms)',
  scenario: replicatedText({
    name: 'read-your-writes',
    run: { duration: '15000s', warmup: '10s', replications: 20, limits: { events: 1_000_000_000 } },
    // So rarely that replicas are idle again.
    clients: { users: 1, think: '1800ms' },
    operations: Object.fromEntries(
      READ_AFTER_MS.map((ms) => [
        `after-${ms}ms`,
        [
          { write: 'stock', key: 'id' },
          ...(ms > 0 ? [{ io: `${ms}ms` }] : []),
          { read: 'stock', key: 'id', from: 'any' },
        ],
      ]),
    ),
    store: { replicas: REPLICAS, replication: { wait: 'async', apply: `exp(${LAG_MS}ms)` } },
  }),
  quick: false,
  figures: () =>
    READ_AFTER_MS.map((ms) =>
      of(
        `P_missed_after_${ms}ms`,
        (REPLICAS / (REPLICAS + 1)) * Math.exp(-ms / LAG_MS),
        absolute(0.005),
        missed(`shop.after-${ms}ms`),
      ),
    ),
}

/** What follows a leader. */
export const replicationCases: readonly VerifyCase[] = [asynchronous, ownWrites, majority]
