/** The fraction is known to full precision long before. */
const FRACTION_STEPS = 10_000
const CONVERGED = 1e-16
const TINY = 1e-300
const PI = 3.141592653589793

/**
 * The t for which a Student t variable of `freedom` degrees lies in [-t, t] with probability `confidence`: 12.706 for
 * 0.95 and 1. `freedom` is an integer of at least 1, `confidence` in (0, 1). The relative error is below 1e-11.
 *
 * Bisection on P(|T| > t) = I_x(freedom / 2, 1 / 2) with x = freedom / (freedom + t^2), the regularised incomplete beta
 * function (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1). For whole degrees of freedom its powers
 * and its beta function need only products and a root, so the result is the same bits everywhere.
 */
export function studentT(confidence: number, freedom: number): number {
  if (!Number.isInteger(freedom) || freedom < 1) {
    throw new RangeError(`degrees of freedom are an integer of at least 1, not ${freedom}`)
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`a confidence lies between 0 and 1, both exclusive, not ${confidence}`)
  }
  const outside = 1 - confidence
  const beta = betaWithHalf(freedom)
  let low = 0
  let high = 1
  while (outsideOf(high, freedom, beta) > outside) {
    low = high
    high *= 2
  }
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (outsideOf(middle, freedom, beta) > outside) low = middle
    else high = middle
  }
}

/** P(|T| > t). */
function outsideOf(t: number, freedom: number, beta: number): number {
  const a = freedom / 2
  const square = t * t
  const x = freedom / (freedom + square)
  const rest = square / (freedom + square)
  const front = (halfPower(x, freedom) * Math.sqrt(rest)) / beta
  // The fraction converges fast on this side of the mean of the beta law, its mirror image on the other.
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / a
  return 1 - (front * betaFraction(rest, 0.5, a)) / 0.5
}

/** B(freedom / 2, 1 / 2), from B(1/2, 1/2) = pi or B(1, 1/2) = 2 and B(a + 1, b) = B(a, b) a / (a + b). */
function betaWithHalf(freedom: number): number {
  const even = freedom % 2 === 0
  let beta = even ? 2 : PI
  for (let twice = even ? 2 : 1; twice < freedom; twice += 2) beta *= twice / (twice + 1)
  return beta
}

/** x^(halves / 2), by squaring. */
function halfPower(x: number, halves: number): number {
  let power = halves % 2 === 0 ? 1 : Math.sqrt(x)
  let square = x
  for (let left = Math.floor(halves / 2); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square
    square *= square
  }
  return power
}

/**
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8) by the modified Lentz method.
 */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= FRACTION_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const step = d * c
    value *= step
    if (Math.abs(step - 1) <= CONVERGED) break
  }
  return value
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}
