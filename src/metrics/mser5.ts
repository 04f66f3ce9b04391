/** How much of the start of a series to leave out. */
export interface Truncation {
  /** Observations to drop from the front: a multiple of 5, the least value of the statistic. */
  readonly cut: number
  /**
   * False when the best cut lies in the second half, or when there are too few observations: then the series has not
   * settled, and no cut is trustworthy.
   */
  readonly conclusive: boolean
}

const BATCH = 5
/** The statistic of a handful of batches is small by chance; the last five never begin the rest. */
const BATCHES_LEFT = 5
const BATCHES_MIN = 10

/**
 * MSER-5: of all truncation points, the one that makes the mean of the remaining observations most certain. With the
 * means Y of n batches of five observations, it is the d that minimises
 *
 *     (1 / (n - d)^2) * sum over i > d of (Y_i - mean of Y_{d+1} … Y_n)^2
 *
 * K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69(6), 1997; K.
 * P. White, M. J. Cobb and S. C. Spratt, "A comparison of five steady-state truncation heuristics for simulation",
 * Winter Simulation Conference 2000. As they advise, an optimum in the second half of the series is no answer.
 */
export function mser5(observations: readonly number[]): Truncation {
  const batches = batchMeans(observations)
  const n = batches.length
  if (n < BATCHES_MIN) return { cut: 0, conclusive: false }
  let best = 0
  let least = Number.POSITIVE_INFINITY
  let mean = 0
  let squares = 0
  // From the end to the front, one more batch at a time (Welford's update).
  for (let d = n - 1; d >= 0; d--) {
    const left = n - d
    const deviation = (batches[d] as number) - mean
    mean += deviation / left
    squares += deviation * ((batches[d] as number) - mean)
    const statistic = squares / (left * left)
    // Of equal values the earlier cut: a constant series needs none.
    if (left >= BATCHES_LEFT && statistic <= least) {
      least = statistic
      best = d
    }
  }
  return { cut: best * BATCH, conclusive: best <= n / 2 }
}

function batchMeans(observations: readonly number[]): number[] {
  const means: number[] = []
  for (let at = 0; at + BATCH <= observations.length; at += BATCH) {
    let sum = 0
    for (let i = at; i < at + BATCH; i++) sum += observations[i] as number
    means.push(sum / BATCH)
  }
  return means
}
