import { type BlameData, blameMeans, mergeBlame, slowestBlame } from '../blame-data.ts'
import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import type { RunSummary, SeriesSummary } from '../run-summary.ts'

/** What became of the calls (or visits) of one or more series, in one replication or in one batch of it. */
export interface CallFold {
  /** Length of the measured time, seconds. */
  readonly seconds: number
  readonly offered: number
  /** Of the offered: ended well, failed, cancelled by the caller. */
  readonly good: number
  readonly failed: number
  readonly cancelled: number
  /** Of the offered: without an answer when the run stopped. */
  readonly unfinished: number
  /** Whether requests under way at the end of the load had the chance to end. */
  readonly drained: boolean
  /** Good answers that came in the measured time. */
  readonly goodEnds: number
  /** Latencies of the good ones. */
  readonly latency: HistogramData
  /** Times to failure by reason, `cancelled` apart; `null` in a batch, which does not tell reasons apart. */
  readonly failures: ReadonlyMap<string, HistogramData> | null
  /** Failures by outcome and the place where it was decided, as `failedAtName` names them; `null` in a batch. */
  readonly failedAt: ReadonlyMap<string, number> | null
  /** Means of the parts of good latencies, ns, of all and of the slowest; `null` in a batch, and without parts. */
  readonly blame: { readonly all: readonly number[]; readonly slowest: readonly number[] } | null
}

/** Which answers count as the slowest. */
const SLOWEST = 0.01

/** What a caller gives up without blaming anybody: a parallel step was decided without the answer. */
export const CANCELLED = 'cancelled'

/** The fold of all activities of some series of one replication. */
export function foldCalls(series: readonly SeriesSummary[], summary: RunSummary): CallFold {
  const failures = new Map<string, HistogramData>()
  const failedAt = new Map<string, number>()
  let latency = EMPTY_HISTOGRAM
  let blame: BlameData | null = null
  let offered = 0
  let goodEnds = 0
  let cancelled = 0
  for (const one of series) {
    offered += one.offered
    goodEnds += one.goodEnds
    latency = mergeHistograms(latency, one.good)
    if (one.blame !== null) blame = blame === null ? one.blame : mergeBlame(blame, one.blame)
    for (const { outcome, origin, count } of one.failedAt) {
      const name = failedAtName(summary, outcome, origin)
      failedAt.set(name, (failedAt.get(name) ?? 0) + count)
    }
    for (const [outcome, histogram] of one.failures.entries()) {
      const reason = summary.outcomes[outcome]
      if (histogram === null || reason === undefined) continue
      if (reason === CANCELLED) cancelled += histogram.count
      else failures.set(reason, mergeHistograms(failures.get(reason) ?? EMPTY_HISTOGRAM, histogram))
    }
  }
  let failed = 0
  for (const histogram of failures.values()) failed += histogram.count
  return {
    // A run that a limit stopped in its warm-up has measured nothing.
    seconds: Math.max(0, summary.until - summary.from) / 1e9,
    offered,
    good: latency.count,
    failed,
    cancelled,
    unfinished: offered - latency.count - failed - cancelled,
    drained: summary.drained,
    goodEnds,
    latency,
    failures,
    failedAt,
    blame: splitOf(blame, latency),
  }
}

/** `timeout at shop -> payments`; the outcome alone where no single place decided it. */
function failedAtName({ outcomes, origins }: RunSummary, outcome: number, origin: number): string {
  const reason = outcomes[outcome] ?? ''
  const place = origins[origin]
  return place === undefined ? reason : `${reason} at ${place}`
}

function splitOf(blame: BlameData | null, latency: HistogramData): CallFold['blame'] {
  if (blame === null) return null
  const all = blameMeans(blame, latency)
  const slowest = slowestBlame(blame, latency, SLOWEST)
  return all === null || slowest === null ? null : { all, slowest }
}

/** Outcomes that cost the callee nothing: the call was turned away at the door. */
const TURNED_AWAY: readonly string[] = [
  'refused',
  'queue-full',
  'breaker-open',
  'bulkhead-full',
  'rate-limited',
  'shed',
  'throttled',
  'unresolved',
  'concurrency-limited',
]

/** Calls that got past the door; `null` in a batch. */
export function admittedOf(fold: CallFold): number | null {
  if (fold.failures === null) return null
  return TURNED_AWAY.reduce((admitted, reason) => admitted - (fold.failures?.get(reason)?.count ?? 0), fold.offered)
}

/**
 * The calls that availability judges: good and failed ones, and, where the run went on after the load, those that got
 * no answer even then. Cancelled calls are in neither.
 */
export function judgedOf(fold: CallFold): number {
  return fold.good + fold.failed + (fold.drained ? fold.unfinished : 0)
}

/** Good answers over judged calls, from 0 to 1; `null` without calls. */
export function availabilityOf(fold: CallFold): number | null {
  const judged = judgedOf(fold)
  return judged === 0 ? null : fold.good / judged
}
