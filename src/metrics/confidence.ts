import type { Estimate } from './estimate.ts'
import { studentT } from './student-t.ts'

/** Every interval of a result has this confidence. */
const CONFIDENCE = 0.95
/**
 * Fewer batches say too little about their own spread; 10 to 30 are advised (Schmeiser, Operations Research 30, 1982).
 */
export const BATCHES_MIN = 10
/** The one-sided 5 % point of the normal law, for the test of independence of the batches. */
const ONE_SIDED_5_PERCENT = 1.645

/** Mean and half-width of its interval over independent values; no width for fewer than two values. */
export interface Spread {
  readonly count: number
  readonly mean: number
  /** Half the width of the 95 % interval (Student t); `null` for a single value. */
  readonly halfWidth: number | null
  /** Sample standard deviation (divisor n - 1); 0 for a single value. */
  readonly deviation: number
}

/** Mean, deviation and interval of independent values of one law; `undefined` for none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const count = values.length
  const first = values[0]
  if (first === undefined) return undefined
  // Equal values are exact: their mean must not be a rounding beside them.
  if (values.every((value) => value === first)) {
    return { count, mean: first, halfWidth: count < 2 ? null : 0, deviation: 0 }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const deviation = Math.sqrt(squares / (count - 1))
  return { count, mean, halfWidth: (criticalT(count - 1) * deviation) / Math.sqrt(count), deviation }
}

const criticalTs: number[] = []

/** `studentT` for the confidence of all results, worked out once for each number of degrees of freedom. */
export function criticalT(freedom: number): number {
  const known = criticalTs[freedom]
  if (known !== undefined) return known
  const t = studentT(CONFIDENCE, freedom)
  // A search for a number of replications may ask for very many; those are not worth keeping.
  if (freedom < 1000) criticalTs[freedom] = t
  return t
}

/** The estimate from independent replications; `null` of none. */
export function replicationEstimate(values: readonly number[]): Estimate | null {
  const spread = spreadOf(values)
  return spread === undefined ? null : around(spread.mean, spread.halfWidth)
}

/**
 * The estimate from one run: its own figure, with the interval that the figures of consecutive batches of time give.
 * When neighbouring batches are still correlated (lag-1 autocorrelation above its one-sided 5 % point), pairs of them
 * are joined. Fewer than ten batches give no interval; nor do
 * batches that all have one value, and not the run's: those are rounded, and their true spread is not known.
 */
export function batchEstimate(whole: number, batches: readonly number[]): Estimate {
  const [first] = batches
  const rounded = first !== whole && batches.every((value) => value === first)
  if (batches.length < BATCHES_MIN || rounded) return around(whole, null)
  const joined = joinPairs(batches)
  const used = correlated(batches) && joined.length >= BATCHES_MIN ? joined : batches
  return around(whole, spreadOf(used)?.halfWidth ?? null)
}

function around(value: number, halfWidth: number | null): Estimate {
  if (halfWidth === null) return { value, low: null, high: null }
  return { value, low: value - halfWidth, high: value + halfWidth }
}

/** Whether each value resembles the one before more than chance allows. */
function correlated(values: readonly number[]): boolean {
  return autocorrelation(values) > ONE_SIDED_5_PERCENT / Math.sqrt(values.length)
}

/** Lag-1 autocorrelation, 0 for equal values. */
export function autocorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let products = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const deviation = (values[i] as number) - mean
    squares += deviation * deviation
    if (i > 0) products += deviation * ((values[i - 1] as number) - mean)
  }
  return squares === 0 ? 0 : products / squares
}

/** Means of neighbours; an odd one out at the start, nearest to the warm-up, is dropped. */
function joinPairs(values: readonly number[]): number[] {
  const pairs: number[] = []
  for (let i = values.length % 2; i + 1 < values.length; i += 2) {
    pairs.push(((values[i] as number) + (values[i + 1] as number)) / 2)
  }
  return pairs
}
