import type { RateSegment } from '../../sim/plan.ts'
import type { DiurnalArrivals } from '../scenario.ts'

/** Straight pieces a period is made of. */
const PIECES = 24
const SQRT_2 = Math.sqrt(2)
const SQRT_6 = Math.sqrt(6)
/** cos of 0, 15, 30 … 90 degrees, exactly, because a sine function would differ between machines. */
const COSINES: readonly number[] = [
  1,
  (SQRT_6 + SQRT_2) / 4,
  Math.sqrt(3) / 2,
  SQRT_2 / 2,
  0.5,
  (SQRT_6 - SQRT_2) / 4,
  0,
]
const SHARPEST = PIECES - 1

/** The greatest ratio of peak to mean a wave can have: about 8.6. */
export const SHARPEST_PEAK: number = 1 / meanOfPower(SHARPEST)

/**
 * A wave with the given mean over a period and the given peak, as straight pieces of a 24th of the period (an hour of a
 * day), cut to the run:
 *
 * rate(t) = trough + (peak - trough) * ((1 + cos(2 pi (t - peakAt) / period)) / 2)^n
 *
 * n = 1 is the plain cosine, enough for a peak up to twice the mean. A higher peak would need a negative trough, so n
 * is the least exponent that leaves it at 0 or above: the day gets a narrower peak and keeps its mean. The mean of the
 * power is (2n)! / (4^n n!^2), and 24 equal pieces have exactly that mean for n below 24. Needs peak / mean from 1 to
 * `SHARPEST_PEAK`.
 */
export function diurnalSegments(wave: DiurnalArrivals, duration: number): RateSegment[] {
  const { mean, peak, period } = wave
  let exponent = 1
  while (exponent < SHARPEST && peak * meanOfPower(exponent) > mean) exponent += 1
  const share = meanOfPower(exponent)
  const trough = Math.max(0, (mean - peak * share) / (1 - share))
  const heights = Array.from(
    { length: PIECES },
    (_, piece) => trough + (peak - trough) * power(raised(piece), exponent),
  )
  const knot = (index: number): number => Math.round(wave['peak-at'] + (index * period) / PIECES)
  const height = (index: number): number => heights[((index % PIECES) + PIECES) % PIECES] ?? 0

  const segments: RateSegment[] = []
  let index = -Math.ceil((wave['peak-at'] * PIECES) / period) - 1
  for (; knot(index) < duration; index += 1) {
    const left = knot(index)
    const right = knot(index + 1)
    const start = Math.max(left, 0)
    const end = Math.min(right, duration)
    if (start >= end) continue
    const at = (time: number): number =>
      height(index) + ((height(index + 1) - height(index)) * (time - left)) / (right - left)
    segments.push({ start, end, from: at(start), to: at(end) })
  }
  return segments
}

/** (1 + cos) / 2 after `piece` 24ths of the period. */
function raised(piece: number): number {
  const fromPeak = Math.min(piece, PIECES - piece)
  const cosine = fromPeak <= 6 ? (COSINES[fromPeak] ?? 0) : -(COSINES[12 - fromPeak] ?? 0)
  return (1 + cosine) / 2
}

/** Mean of ((1 + cos x) / 2)^n over a period. */
function meanOfPower(n: number): number {
  let mean = 1
  for (let k = 1; k <= n; k += 1) mean *= (2 * k - 1) / (2 * k)
  return mean
}

function power(base: number, exponent: number): number {
  let product = 1
  for (let k = 0; k < exponent; k += 1) product *= base
  return product
}
