import { exp, log } from '../dmath.ts'

const SQRT_PI = 1.772453850905516
const SQRT_TWO_PI = 2.5066282746310007
/** Below this the power series is taken, from here on the continued fraction. */
const SERIES_BELOW = 2

/** The density of the normal law with mean 0 and variance 1. */
export function normalDensity(z: number): number {
  return gaussian(z * Math.SQRT1_2) / SQRT_TWO_PI
}

/** P(Z <= z) for a normal Z with mean 0 and variance 1; relative error below 2e-13 for z >= -37. */
export function normalCdf(z: number): number {
  return z < 0 ? 0.5 * erfc(-z * Math.SQRT1_2) : 1 - 0.5 * erfc(z * Math.SQRT1_2)
}

/**
 * The z with P(Z <= z) = p, p in [0, 1]; absolute error below 1e-14 (|z| + 1) for p >= 1e-300. Begins with the rational
 * approximation 26.2.23 of Abramowitz and Stegun (error below 4.5e-4) and refines it with Halley's method.
 */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p === 0) return -Infinity
  const t = Math.sqrt(-2 * log(p))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  let z = above / below - t
  for (let i = 0; i < 3; i++) {
    const step = (normalCdf(z) - p) / normalDensity(z)
    z -= step / (1 + 0.5 * z * step)
  }
  return z
}

/** 1 - erf(x) for x >= 0. */
function erfc(x: number): number {
  return x < SERIES_BELOW ? 1 - erfSeries(x) : erfcFraction(x)
}

/** erf(x) = 2 / sqrt(pi) e^(-x²) (x + 2 x³ / 3 + 4 x⁵ / 15 + …), all terms positive (NIST DLMF 7.6.2). */
function erfSeries(x: number): number {
  const twice = 2 * x * x
  let term = x
  let sum = x
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= twice / odd
    sum += term
  }
  return ((2 * gaussian(x)) / SQRT_PI) * sum
}

/**
 * erfc(x) = e^(-x²) / sqrt(pi) · 1 / (x + (1/2) / (x + (2/2) / (x + (3/2) / …))) (NIST DLMF 7.9.1), from the far end.
 */
function erfcFraction(x: number): number {
  let fraction = x
  for (let k = 60; k >= 1; k--) fraction = x + (0.5 * k) / fraction
  return gaussian(x) / (SQRT_PI * fraction)
}

/** e^(-x²), the square split so that its rounding does not count (W. J. Cody's device). */
function gaussian(x: number): number {
  const coarse = Math.trunc(x * 16) / 16
  return exp(-coarse * coarse) * exp(-(x - coarse) * (x + coarse))
}
