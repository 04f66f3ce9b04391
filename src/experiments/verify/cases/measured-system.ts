import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { measures } from '../measures.ts'
import type { DocumentValue } from '../scenario-text.ts'
import type { CaseFigure } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

/**
 * Real Node 20 processes talking HTTP/1.1 over loopback, measured in several runs. Each interval says where the mean
 * over many runs of the same length must lie: the mean of the measured runs, plus or minus 2.6 standard errors, the
 * set-up's own error and a floor of 1 % (or 1 ms). Copied from the measurements' record (R1 to R3, R5, R7 and R8 of
 * "Measured running systems"). Milliseconds, except for counts and rates.
 */
export interface Accepted {
  readonly mean: readonly [number, number]
  readonly p50: readonly [number, number]
  /** Absent where the record says nothing of it. */
  readonly p90?: readonly [number, number]
  readonly p95: readonly [number, number]
  readonly p99: readonly [number, number]
}

export const SOURCE = 'measured running systems: Node 20, HTTP/1.1 over loopback'
/** Half of the mean cost of one call over loopback, 0.7 ms, each way. */
const HALF_A_HOP = '350us'
/** The references ask for 30 or more. */
const SEEDS = 60

export interface Run {
  /** Seconds. */
  readonly duration: number
  readonly warmup: number
}

/** From empty, with time for all to end. */
export function runText({ duration, warmup }: Run): { readonly [key: string]: DocumentValue } {
  return { duration: `${duration}s`, warmup: `${warmup}s`, seed: 1, replications: SEEDS, drain: '600s' }
}

/** The mean over the runs of what each run says: also of percentiles, which must not be pooled here. */
function overRuns(measure: Measure): Measure {
  return (runs) => {
    const each = [...runs].flatMap(([variant, list]) => list.map((run) => measure(new Map([[variant, [run]]]))))
    return each.reduce((sum, value) => sum + value, 0) / each.length
  }
}

/** Latencies of an operation that users call, ms. */
export function latencyFigures(operation: string, accepted: Accepted): CaseFigure[] {
  const m = measures()
  return [
    within('lat.mean', accepted.mean, figure.inMs(m.latencyMean(operation))),
    within('lat.p50', accepted.p50, figure.inMs(m.latencyQuantile(operation, 0.5))),
    ...(accepted.p90 === undefined
      ? []
      : [within('lat.p90', accepted.p90, figure.inMs(m.latencyQuantile(operation, 0.9)))]),
    within('lat.p95', accepted.p95, figure.inMs(m.latencyQuantile(operation, 0.95))),
    within('lat.p99', accepted.p99, figure.inMs(m.latencyQuantile(operation, 0.99))),
  ]
}

/** A figure whose mean over the runs lies in an interval. */
export function within(metric: string, interval: readonly [number, number], measure: Measure): CaseFigure {
  return figure.of(metric, (interval[0] + interval[1]) / 2, { within: interval }, overRuns(measure))
}

/** Half of a call each way. */
export const NETWORK: { readonly [key: string]: DocumentValue } = {
  ...BARE_NETWORK,
  'same-zone': HALF_A_HOP,
  client: HALF_A_HOP,
}
