import { criticalT, spreadOf } from './confidence.ts'
import type { Estimate } from './estimate.ts'

/** `lower` or `higher` is better; `null` where neither is. */
export type Better = 'lower' | 'higher' | null
export type DifferenceVerdict = 'better' | 'worse' | 'different' | 'not shown'

/** One figure of two variants that met the same luck, replication by replication. */
export interface PairedDifference {
  /** Pairs used: replications in which both have a value. */
  readonly pairs: number
  /** Second minus first. */
  readonly difference: Estimate
  /** The difference as a share of the first's mean, taken as known; `null` where that mean is 0. */
  readonly relative: Estimate | null
  /**
   * `better` or `worse`: the interval of the difference does not contain 0; `different` where neither direction is
   * good; `not shown` otherwise, and where the difference is the same in every pair and less than the figure resolves.
   */
  readonly verdict: DifferenceVerdict
  /**
   * Half-width of the paired interval over that of two independent samples of the same size: below 1 when common random
   * numbers help. `null` for fewer than two pairs, or when nothing varies.
   */
  readonly pairedOverUnpaired: number | null
  /**
   * About how many replications would show a difference of this size; `null` when shown, or when no number is in reach.
   */
  readonly replicationsToShow: number | null
}

/** Doubles carry 2e-16 of a value, and a sum of a million of them still 1e-10: what is less apart is rounding. */
const ROUNDING = 1e-9
/** More replications than anybody would run. */
const REPLICATIONS_MAX = 1_000_000

/**
 * The second's values minus the first's, in pairs: entry i of both comes from replication i. A `null` in either leaves
 * the pair out; `undefined` when no pair is left. Values that differ by less than 1e-9 of the larger are equal.
 * `resolution` is the least step of the figure as a share of it, 0 where it has none.
 */
export function pairedDifference(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  better: Better,
  resolution: number = 0,
): PairedDifference | undefined {
  const a: number[] = []
  const b: number[] = []
  for (const [i, x] of first.entries()) {
    const y = second[i]
    if (x === null || y === null || y === undefined) continue
    a.push(x)
    b.push(y)
  }
  const base = spreadOf(a)
  const other = spreadOf(b)
  const spread = spreadOf(differences(a, b))
  if (base === undefined || other === undefined || spread === undefined) return undefined
  const { mean, halfWidth, deviation, count } = spread
  const difference = interval(mean, halfWidth)
  const unresolved = deviation === 0 && Math.abs(mean) < resolution * Math.max(base.mean, other.mean)
  const verdict = unresolved ? 'not shown' : verdictOf(difference, better)
  return {
    pairs: count,
    difference,
    relative: base.mean === 0 ? null : scaled(difference, 1 / Math.abs(base.mean)),
    verdict,
    pairedOverUnpaired: widthRatio(halfWidth, base.deviation, other.deviation, count),
    replicationsToShow: verdict === 'not shown' ? replicationsToShow(mean, deviation) : null,
  }
}

/** `b - a`, pair by pair: 0 where only rounding lies between, and all alike where only rounding keeps them apart. */
function differences(a: readonly number[], b: readonly number[]): readonly number[] {
  const pairs = a.map((x, i) => {
    const y = b[i] as number
    const rounding = ROUNDING * Math.max(Math.abs(x), Math.abs(y))
    return { rounding, apart: Math.abs(y - x) < rounding ? 0 : y - x }
  })
  const first = pairs[0]?.apart ?? 0
  const alike = pairs.every(({ apart, rounding }) => Math.abs(apart - first) < rounding)
  return pairs.map(({ apart }) => (alike ? first : apart))
}

function verdictOf({ low, high }: Estimate, better: Better): DifferenceVerdict {
  if (low === null || high === null || (low <= 0 && high >= 0)) return 'not shown'
  if (better === null) return 'different'
  return high < 0 === (better === 'lower') ? 'better' : 'worse'
}

/** Two independent samples of n: variance (sa^2 + sb^2) / n, 2 n - 2 degrees of freedom. */
function widthRatio(halfWidth: number | null, a: number, b: number, count: number): number | null {
  if (halfWidth === null) return null
  const unpaired = criticalT(2 * count - 2) * Math.sqrt((a * a + b * b) / count)
  return unpaired === 0 ? null : halfWidth / unpaired
}

/** The least n for which t(n - 1) deviation / sqrt(n) is below the difference. */
function replicationsToShow(difference: number, deviation: number): number | null {
  if (difference === 0 || deviation === 0) return null
  const ratio = deviation / Math.abs(difference)
  const shows = (n: number): boolean => criticalT(n - 1) * ratio < Math.sqrt(n)
  // With the normal law's 1.96 in place of t: never too many, and a few too few only for small n.
  let n = Math.max(2, Math.ceil(3.8414588 * ratio * ratio))
  if (n > REPLICATIONS_MAX) return null
  while (!shows(n)) n++
  return n
}

function interval(value: number, halfWidth: number | null): Estimate {
  if (halfWidth === null) return { value, low: null, high: null }
  return { value, low: value - halfWidth, high: value + halfWidth }
}

function scaled({ value, low, high }: Estimate, factor: number): Estimate {
  return {
    value: value * factor,
    low: low === null ? null : low * factor,
    high: high === null ? null : high * factor,
  }
}
