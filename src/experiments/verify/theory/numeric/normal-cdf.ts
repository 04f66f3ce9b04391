const SQRT_PI = 1.772453850905516

/**
 * P(Z <= z) of the standard normal law, to about 1e-15 relative in both tails: the power series of erf near 0, the
 * continued fraction of erfc further out (Abramowitz & Stegun 7.1.6 and 7.1.14).
 */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const upperTail = (x < 2.5 ? 1 - erfSeries(x) : erfcFraction(x)) / 2
  return z > 0 ? 1 - upperTail : upperTail
}

function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 0; Math.abs(term) > 1e-18 * Math.abs(sum); n += 1) {
    term *= (2 * x * x) / (2 * n + 3)
    sum += term
  }
  return (2 / SQRT_PI) * Math.exp(-x * x) * sum
}

function erfcFraction(x: number): number {
  let value = x
  for (let k = 120; k >= 1; k -= 1) value = x + k / 2 / value
  return Math.exp(-x * x) / (SQRT_PI * value)
}
