import { durationFigures } from '../figures/duration-figures.ts'
import { type Figure, ratio } from '../figures/figure.ts'
import { type HistogramData, meanOf, quantileOf } from '../histogram-data.ts'
import { BUCKETS_PER_OCTAVE } from '../latency-scale.ts'
import { ANOMALIES, Anomaly, COUNTS, type CountName } from './anomaly.ts'
import type { ConvergenceSummary } from './consistency-summary.ts'
import type { TallyData } from './tally.ts'

/** What the figures of one record, store or operation are read off. */
export interface ConsistencyOf {
  readonly tally: TallyData
  /** `null` of an operation, and of a run in which no fault ended. */
  readonly convergence: ConvergenceSummary | null
}

type Figures = Figure<ConsistencyOf>[]

/** Fewer or more of these is neither good nor bad. */
const NEUTRAL: readonly CountName[] = ['writes', 'commits', 'leases']

/**
 * Figures of a record, of a store, or of an operation's doings with a record. An anomaly that was never looked for is
 * `null`, not 0.
 */
export function consistencyFigures(): Figures {
  const counts = COUNTS.map((name, count): Figure<ConsistencyOf> => {
    const better = NEUTRAL.includes(name) ? null : 'lower'
    return { name: [name], kind: 'count', better, pick: ({ tally }) => tally.counts[count] ?? 0 }
  })
  return [
    { name: ['reads'], kind: 'count', better: null, pick: ({ tally }) => tally.looked[Anomaly.staleRead] ?? 0 },
    ...counts,
    ...ANOMALIES.flatMap((name, anomaly) => anomalyFigures(name, anomaly)),
    ...durationFigures<ConsistencyOf>(['staleness'], 'lower', ({ tally }) => tally.staleness),
    ...versionFigures(),
    ...durationFigures<ConsistencyOf>(['lag'], 'lower', ({ tally }) => tally.lag),
    ...durationFigures<ConsistencyOf>(['copies', 'window'], 'lower', ({ tally }) => tally.window),
    { name: ['copies', 'open'], kind: 'count', better: 'lower', pick: openOf },
    {
      name: ['convergence', 'max'],
      kind: 'duration',
      better: 'lower',
      pick: ({ convergence }) => (convergence === null ? null : convergence.after / 1e6),
    },
    {
      name: ['convergence', 'behind'],
      kind: 'count',
      better: 'lower',
      pick: ({ convergence }) => convergence?.behind ?? null,
    },
  ]
}

function anomalyFigures(name: string, anomaly: number): Figures {
  const looked = ({ tally }: ConsistencyOf): number => tally.looked[anomaly] ?? 0
  const found = ({ tally }: ConsistencyOf): number => tally.found[anomaly] ?? 0
  const count = (fold: ConsistencyOf): number | null => (looked(fold) === 0 ? null : found(fold))
  const checked: Figure<ConsistencyOf> = { name: ['checked', name], kind: 'count', better: null, pick: looked }
  if (anomaly !== Anomaly.staleRead) return [{ name: [name], kind: 'count', better: 'lower', pick: count }, checked]
  return [
    { name: [name, 'count'], kind: 'count', better: 'lower', pick: count },
    {
      name: [name, 'share'],
      kind: 'share',
      better: 'lower',
      pick: (fold) => ratio(found(fold), looked(fold)),
      trials: looked,
    },
    checked,
  ]
}

/** How many acknowledged versions a stale read missed. */
function versionFigures(): Figures {
  const figure = (name: string, pick: (missed: HistogramData) => number | null): Figure<ConsistencyOf> => ({
    name: ['missedVersions', name],
    kind: 'count',
    better: 'lower',
    pick: ({ tally }) => pick(tally.missed),
  })
  return [
    figure('mean', meanOf),
    { ...figure('p99', (missed) => quantileOf(missed, 0.99)), resolution: 1 / BUCKETS_PER_OCTAVE },
    figure('max', ({ count, max }) => (count === 0 ? null : max)),
  ]
}

function openOf({ tally }: ConsistencyOf): number | null {
  return tally.window.count === 0 && tally.open === 0 ? null : tally.open
}
