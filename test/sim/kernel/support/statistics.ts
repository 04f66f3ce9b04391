/**
 * Tests of significance, written apart from the simulator's own mathematics so that neither can hide the other's
 * mistakes. All return a p-value: how often a faultless generator would look at least this bad.
 */

/** One-sample Kolmogorov–Smirnov test against a continuous law: the asymptotic law, M. Stephens' correction (1970). */
export function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.toSorted()
  const n = sorted.length
  let distance = 0
  sorted.forEach((x, i) => {
    const share = cdf(x)
    distance = Math.max(distance, share - i / n, (i + 1) / n - share)
  })
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance
  let p = 0
  for (let j = 1; j <= 100; j++) p += 2 * (j % 2 === 1 ? 1 : -1) * Math.exp(-2 * j * j * lambda * lambda)
  return lambda < 0.2 ? 1 : Math.min(1, Math.max(0, p))
}

/** Pearson's chi-square test of counts against their expectations; cells expected below 5 are joined to the next. */
export function chiSquare(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let statistic = 0
  let cells = 0
  let observedHere = 0
  let expectedHere = 0
  for (let i = 0; i < counts.length; i++) {
    observedHere += counts[i] ?? 0
    expectedHere += expected[i] ?? 0
    if (expectedHere < 5) continue
    statistic += (observedHere - expectedHere) ** 2 / expectedHere
    cells++
    observedHere = 0
    expectedHere = 0
  }
  // What is left over at the end is rare, but a cell all the same: something seen there that was not expected counts.
  if (observedHere > 0 || expectedHere > 0) {
    statistic += (observedHere - expectedHere) ** 2 / Math.max(expectedHere, 1)
    cells++
  }
  return cells < 2 ? 1 : chiSquareTail(statistic, cells - 1)
}

/** Counts that should all be alike. */
export function chiSquareUniform(counts: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i] ?? 0
  return chiSquare(counts, new Float64Array(counts.length).fill(total / counts.length))
}

/** P(X >= statistic) for a chi-square X. */
export function chiSquareTail(statistic: number, degrees: number): number {
  return gammaTail(degrees / 2, statistic / 2)
}

/** P(|Z| >= |z|) for a standard normal Z. */
export function twoSided(z: number): number {
  return gammaTail(0.5, (z * z) / 2)
}

/** P(Z <= z) for a standard normal Z. */
export function normalCdf(z: number): number {
  return z < 0 ? twoSided(z) / 2 : 1 - twoSided(z) / 2
}

/** P(X <= x) for a gamma X with scale 1. */
export function gammaCdf(shape: number, x: number): number {
  return 1 - gammaTail(shape, x)
}

/** The sample correlation of two columns, as a z-score: normal when they are independent. */
export function correlationScore(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = Math.min(a.length, b.length)
  const [meanA, meanB] = [mean(a, n), mean(b, n)]
  let ab = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < n; i++) {
    const x = (a[i] ?? 0) - meanA
    const y = (b[i] ?? 0) - meanB
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return (ab / Math.sqrt(aa * bb)) * Math.sqrt(n)
}

export function mean(values: ArrayLike<number>, n: number = values.length): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i] ?? 0
  return sum / n
}

/** The upper regularised incomplete gamma function: a power series below a + 1, a continued fraction above. */
function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let k = 1; term > sum * 1e-16; k++) {
      term *= x / (a + k)
      sum += term
    }
    return 1 - front * sum
  }
  const depth = 200 + Math.ceil(20 * Math.sqrt(a))
  let fraction = 0
  for (let k = depth; k >= 1; k--) fraction = (k * (a - k)) / (x + 2 * k + 1 - a + fraction)
  return front / (x + 1 - a + fraction)
}

function logGamma(x: number): number {
  let shifted = x
  let correction = 0
  while (shifted < 20) {
    correction += Math.log(shifted)
    shifted++
  }
  const z = 1 / shifted
  const series = z * (1 / 12 - z * z * (1 / 360 - z * z * (1 / 1260 - z * z * (1 / 1680))))
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - correction
}
