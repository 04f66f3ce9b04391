import type { Distribution } from '../distribution.ts'
import { exp, expm1, log } from '../dmath.ts'
import { requireAtLeast, requireProbability } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'

/** A percentile as people measure it: at most the share `p` of all values lies below `value`. */
export interface Percentile {
  /** In [0, 1]: 0 is the minimum, 0.5 the median, 1 the maximum. */
  readonly p: number
  /** At least 0. */
  readonly value: number
}

/**
 * The law that has exactly these percentiles. `points` in order of rising p and never falling values; the maximum (p
 * = 1) must be among them. Where the minimum (p = 0) is not, it lies as far below the first point as the second lies
 * above it, as a ratio: first² / second, so p50=0.45, p90=0.61 begins at 0.33; with the maximum alone, at the
 * maximum.
 *
 * Between two points the logarithm of the value rises linearly with p. Times span decades: a straight line from a p99
 * of 2 ms to a maximum of 200 ms would put half of the slowest percent above 100 ms, which measured tails do not do.
 * From a value of 0, which has no logarithm, the value itself rises linearly.
 *
 * Throws `RangeError` when a value or the order is out of bounds or the maximum is missing.
 */
export function percentiles(points: readonly Percentile[], text?: string): Distribution {
  requireRising(points)
  const all = points[0]?.p === 0 ? points : [{ p: 0, value: minimumBelow(points) }, ...points]
  return new Percentiles(all, text ?? textOf(all))
}

function requireRising(points: readonly Percentile[]): void {
  let previous: Percentile | undefined
  for (const point of points) {
    if (!(point.p >= 0 && point.p <= 1) || (previous !== undefined && point.p <= previous.p)) {
      throw new RangeError(`percentiles must rise within [0, 1], got ${points.map(({ p }) => p).join(', ')}`)
    }
    requireAtLeast(`the value at ${nameOf(point.p)}`, point.value, previous?.value ?? 0)
    previous = point
  }
  if (previous?.p !== 1) throw new RangeError('percentiles need a maximum (p = 1)')
}

function minimumBelow([first, second]: readonly Percentile[]): number {
  if (first === undefined || second === undefined || first.value === 0) return first?.value ?? 0
  return first.value * (first.value / second.value)
}

function textOf(points: readonly Percentile[]): string {
  return `percentiles(${points.map(({ p, value }) => `${nameOf(p)}=${value}`).join(', ')})`
}

/** `min`, `p50`, `p99.9`, `max`. */
function nameOf(p: number): string {
  if (p === 0) return 'min'
  return p === 1 ? 'max' : `p${Number((p * 100).toPrecision(12))}`
}

/** The way from one point to the next. */
interface Segment {
  readonly p: number
  readonly width: number
  readonly value: number
  readonly rise: number
  /** log(value at the end / value at the start); 0 where the value is constant or rises linearly. */
  readonly logRise: number
}

class Percentiles implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #segments: readonly Segment[]

  constructor(points: readonly Percentile[], text: string) {
    this.text = text
    this.#segments = segmentsOf(points)
    let mean = 0
    for (const segment of this.#segments) mean += segment.width * meanOf(segment)
    let variance = 0
    for (const segment of this.#segments) {
      const off = meanOf(segment) - mean
      variance += segment.width * (varianceOf(segment) + off * off)
    }
    this.mean = mean
    this.variance = variance
  }

  sample(source: Source): number {
    return this.#at(uniform53(source))
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#at(p)
  }

  #at(p: number): number {
    let i = this.#segments.length - 1
    while (i > 0 && p < (this.#segments[i]?.p ?? 0)) i--
    const segment = this.#segments[i]
    if (segment === undefined) return this.mean
    const { value, rise, logRise } = segment
    const t = (p - segment.p) / segment.width
    // Rounding must not carry a value beyond the end of its segment.
    return Math.min(value + rise, logRise === 0 ? value + t * rise : value * exp(t * logRise))
  }
}

function segmentsOf(points: readonly Percentile[]): Segment[] {
  const segments: Segment[] = []
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1]
    const to = points[i]
    if (from === undefined || to === undefined) continue
    const logRise = from.value > 0 ? log(to.value / from.value) : 0
    segments.push({ p: from.p, width: to.p - from.p, value: from.value, rise: to.value - from.value, logRise })
  }
  return segments
}

function meanOf({ value, rise, logRise }: Segment): number {
  return logRise === 0 ? value + rise / 2 : (value * expm1(logRise)) / logRise
}

/**
 * Of value · e^(t · logRise) with t uniform; for small rises by its power series, where the difference would cancel.
 */
function varianceOf({ value, rise, logRise }: Segment): number {
  if (logRise === 0) return (rise * rise) / 12
  const square = logRise * logRise
  if (logRise < 0.03) return value * value * exp(logRise) * square * (1 / 12 + square * (1 / 180 + square / 6720))
  const first = expm1(logRise) / logRise
  return value * value * (expm1(2 * logRise) / (2 * logRise) - first * first)
}
