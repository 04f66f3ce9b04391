import { levelMean } from '../../../metrics/level-data.ts'
import type { CaseRun } from '../case-run.ts'
import { counterOf } from '../course-measures.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { scenarioText } from '../scenario-text.ts'
import { hashRing } from '../theory/hash-ring.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute, relative } = figure
const KEYS = 100_000
const SHARDS = 10

interface Ringed {
  readonly id: string
  /** Points of each shard on the ring. */
  readonly points: number
  /** Every run draws a ring of its own. */
  readonly rings: number
  /** Whether an eleventh shard joins in the variant `grows`. */
  readonly joins: boolean
  readonly figures: () => readonly CaseFigure[]
}

/** A store of ten shards that are read evenly. */
function ringed({ id, points, rings, joins, figures }: Ringed): VerifyCase {
  const shards = { count: SHARDS, by: 'consistent', 'virtual-nodes': points }
  // Fast enough for all keys that a shard could ever get.
  const grow = { at: '1ms', to: SHARDS + 1, rate: '1000000/s' }
  return {
    id,
    family: 'consistent hashing',
    title: `${SHARDS} shards of a ring, points of each: ${points}${joins ? '; and one that joins' : ''}`,
    source: 'Dirichlet spacings: the share of a shard has the law Beta(V, (n - 1) V)',
    scenario: scenarioText({
      name: 'consistent-hashing',
      run: { duration: '1s', warmup: '0s', replications: rings, drain: 'auto' },
      app: { shop: { owns: { data: { keys: KEYS } }, operations: { read: [{ read: 'data' }] } } },
      deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
      stores: {
        db: { kind: 'sql', holds: 'all', connections: 1000, concurrency: 1000, read: '0s', write: '0s', shards },
      },
      network: BARE_NETWORK,
      workload: { clients: { arrivals: 'constant(10/s)', call: 'shop.read' } },
      variants: { stays: {}, ...(joins ? { grows: { stores: { db: { shards: { ...shards, grow } } } } } : {}) },
    }),
    quick: false,
    figures,
  }
}

/** What each shard has of all keys, in one run. */
function sharesOf(run: CaseRun): readonly number[] {
  const keys = run.levels.filter(({ name }) => name === 'shard-keys').map(({ data }) => levelMean(data) ?? Number.NaN)
  return keys.map((some) => some / KEYS)
}

const over =
  (variant: string, read: (runs: readonly CaseRun[]) => number): Measure =>
  (runs) =>
    read(runs.get(variant) ?? [])

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const meanShare = over('stays', (runs) => mean(runs.flatMap(sharesOf)))

/** Standard deviation of the shares over their mean; of all rings, as that of one is biased. */
const cvShare = over('stays', (runs) => {
  const relativeShares = runs.flatMap(sharesOf).map((share) => share * SHARDS - 1)
  return Math.sqrt(mean(relativeShares.map((by) => by * by)))
})

const maxShare = over('stays', (runs) => mean(runs.map((run) => Math.max(...sharesOf(run)))))

const maxOverMean: Measure = (runs) => maxShare(runs) * SHARDS

const moved = over('grows', (runs) => mean(runs.map((run) => counterOf(run, 'keys-moved', { store: 'db' }) / KEYS)))

/** What consistent hashing shares out, and what it moves. */
export const hashRingCases: readonly VerifyCase[] = [
  ringed({
    id: 'C-HASH-1',
    points: 100,
    rings: 250,
    joins: true,
    figures: () => [
      of('mean_share', 1 / SHARDS, absolute(1e-6), meanShare),
      of('cv_share', hashRing.deviation(SHARDS, 100), relative(0.05), cvShare),
      of('max_over_mean', 1.1593349087276, relative(0.01), maxOverMean),
      of('keys_moved', 1 / (SHARDS + 1), relative(0.05), moved),
    ],
  }),
  ringed({
    id: 'C-HASH-2',
    points: 1,
    rings: 600,
    joins: false,
    figures: () => [
      of('mean_share', 1 / SHARDS, absolute(1e-6), meanShare),
      of('cv_share', hashRing.deviation(SHARDS, 1), relative(0.05), cvShare),
      of('max_share', hashRing.largestOfOne(SHARDS), relative(0.05), maxShare),
    ],
  }),
]
