/**
 * Elementary functions with the same bits on every machine and engine. `Math.log`, `exp` and `pow` are approximations
 * that differ between V8 releases; here only + − × ÷, rounding to an integer and views of the bits are used, which
 * ECMA-262 defines exactly.
 *
 * Methods: P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic",
 * ACM TOMS 15 (1989) 144–157, and "… of the logarithm function …", ACM TOMS 16 (1990) 378–400; products in twice the
 * precision after T. J. Dekker, Numerische Mathematik 18 (1971) 224–242. Polynomials are plain truncated power series:
 * the tables leave so small a remainder that nothing better is needed.
 */
import {
  EXP_HIGH,
  EXP_LOW,
  EXPONENT_MIN,
  LN2_HIGH,
  LN2_LOW,
  LOG_FIRST,
  LOG_HIGH,
  LOG_LOW,
  POWER_OF_TWO,
  STEP_HIGH,
  STEP_LOW,
} from './dmath/tables.ts'

const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)
number[0] = 1
const HIGH_WORD = words[1] === 0 ? 0 : 1

const STEPS_PER_LN2 = 46.16624130844683
const EXP_MAX = 709.782712893384
const EXP_MIN = -745.1332191019412
const TWO_POW_54 = 18014398509481984
// Closer to 1 (for expm1: to 0) than this, a power series without tables loses less.
const NEAR_ONE = 0.0625
const SPLITTER = 134217729

/** e^x. Error below 0.6 ulp for normal results, at most 1 ulp for subnormal ones; `exp(0)` is 1. */
export function exp(x: number): number {
  if (x !== x) return x
  if (x > EXP_MAX) return Infinity
  if (x < EXP_MIN) return 0
  return expOfSum(x, 0)
}

/** e^x - 1, without cancellation near 0. Error below 1.1 ulp. */
export function expm1(x: number): number {
  if (x !== x || x === 0) return x
  if (x > EXP_MAX) return Infinity
  if (x < -40) return -1
  if (x > -NEAR_ONE && x < NEAR_ONE) return x + x * x * expm1Tail(x)
  const n = Math.round(x * STEPS_PER_LN2)
  const r = x - n * STEP_HIGH - n * STEP_LOW
  const high = EXP_HIGH[n & 31] ?? 0
  const low = (EXP_LOW[n & 31] ?? 0) + high * expm1Series(r)
  const exponent = n >> 5
  if (exponent > 56) return scale(high + (low - scale(1, -exponent)), exponent)
  return scale(high - scale(1, -exponent) + low, exponent)
}

/** The natural logarithm. Error below 0.7 ulp; `log(1)` is 0, `log(0)` is -Infinity, of negative numbers NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN
  if (x === Infinity) return x
  const f = x - 1
  if (f > -NEAR_ONE && f < NEAR_ONE) return logNearOne(f)
  return logOfSum(x, 0)
}

/** log(1 + x), without cancellation near 0. Error below 1 ulp; -Infinity at -1, NaN below. */
export function log1p(x: number): number {
  if (x > -NEAR_ONE && x < NEAR_ONE) return x === 0 ? x : logNearOne(x)
  if (!(x > -1)) return x === -1 ? -Infinity : Number.NaN
  const sum = 1 + x
  if (sum === Infinity) return x
  // What the sum lost, taken up again where it is added to the low part of the logarithm.
  const lost = x < 1 ? x - (sum - 1) : 1 - (sum - x)
  return logOfSum(sum, lost / sum)
}

/**
 * x^y for x >= 0; NaN for a negative base. Error below 0.6 ulp for normal results, so a power that is a double comes
 * out exactly; at most 1 ulp for subnormal results. `pow(x, 0)` and `pow(1, y)` are 1, also for NaN, as IEEE 754 has
 * it.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1
  if (!(x >= 0) || y !== y) return Number.NaN
  if (x === 0 || x === Infinity) return x > 0 === y > 0 ? Infinity : 0
  splitLog(x)
  const product = logHigh * y
  if (product > 1000) return Infinity
  if (product < -1000) return 0
  const tail = productError(logHigh, y, product) + logLow * y
  return product > EXP_MAX + 1 ? Infinity : product < EXP_MIN - 1 ? 0 : expOfSum(product, tail)
}

/** e^(x + tail) for a tail far smaller than x. */
function expOfSum(x: number, tail: number): number {
  const n = Math.round(x * STEPS_PER_LN2)
  const r = x - n * STEP_HIGH - n * STEP_LOW + tail
  const high = EXP_HIGH[n & 31] ?? 0
  const low = EXP_LOW[n & 31] ?? 0
  return scale(high + (low + high * expm1Series(r)), n >> 5)
}

/** e^r - 1 for |r| at most log(2) / 64; the next term is below 2^-58. */
function expm1Series(r: number): number {
  return r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))))
}

/** (e^x - 1 - x) / x² for |x| below 1/16. */
function expm1Tail(x: number): number {
  const high = 1 / 720 + x * (1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x * (1 / 3628800))))
  return 1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * high)))
}

/** y * 2^exponent with one rounding. */
function scale(y: number, exponent: number): number {
  if (exponent >= -1021 && exponent <= 1023) return y * (POWER_OF_TWO[exponent - EXPONENT_MIN] ?? 0)
  if (exponent > 1023) return y * 2 * (POWER_OF_TWO[exponent - 1 - EXPONENT_MIN] ?? Infinity)
  return y * (POWER_OF_TWO[exponent + 64 - EXPONENT_MIN] ?? 0) * 5.421010862427522e-20
}

/** log(1 + f) for |f| below 1/16, where 1 + f need not be a double: with s = f / (2 + f), f - (f²/2 - s (f²/2 + …)). */
function logNearOne(f: number): number {
  const s = f / (2 + f)
  const z = s * s
  const series = z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13))))))
  const half = 0.5 * f * f
  return f - (half - s * (half + series))
}

// Results of the reductions below; fields instead of objects, since these run inside samplers.
let exponentOf = 0
let fractionOf = 0
let logHigh = 0
let logLow = 0

/** x = fraction * 2^exponent, the fraction in [sqrt(1/2), sqrt(2)]. */
function reduce(x: number): void {
  let offset = -1023
  if (x < 2.2250738585072014e-308) {
    x *= TWO_POW_54
    offset -= 54
  }
  number[0] = x
  let exponent = ((words[HIGH_WORD] ?? 0) >>> 20) - 1023
  let fraction = x * (POWER_OF_TWO[-exponent - EXPONENT_MIN] ?? 0)
  if (fraction > Math.SQRT2) {
    fraction *= 0.5
    exponent++
  }
  exponentOf = exponent + offset + 1023
  fractionOf = fraction
}

/** log(x) + tail, for x not close to 1. */
function logOfSum(x: number, tail: number): number {
  reduce(x)
  const i = (fractionOf * 64 + 0.5) | 0
  const near = i / 64
  const s = (fractionOf - near) / (fractionOf + near)
  const z = s * s
  const high = exponentOf * LN2_HIGH + (LOG_HIGH[i - LOG_FIRST] ?? 0)
  const low = exponentOf * LN2_LOW + (LOG_LOW[i - LOG_FIRST] ?? 0) + tail
  return high + (low + 2 * s * (1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7)))))
}

/** log(x) as logHigh + logLow, with a relative error below 2^-65. */
function splitLog(x: number): void {
  reduce(x)
  const i = (fractionOf * 64 + 0.5) | 0
  const near = i / 64
  const f = fractionOf - near
  const sum = fractionOf + near
  const sumLow = near - (sum - fractionOf) + (fractionOf - (sum - (sum - fractionOf)))
  const s = f / sum
  const product = s * sum
  const sLow = (f - product - productError(s, sum, product) - s * sumLow) / sum
  const z = s * s
  const series = 2 * s * z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9))))
  const base = exponentOf * LN2_HIGH + (LOG_HIGH[i - LOG_FIRST] ?? 0)
  logHigh = base + 2 * s
  logLow = 2 * s - (logHigh - base) + (exponentOf * LN2_LOW + (LOG_LOW[i - LOG_FIRST] ?? 0) + (2 * sLow + series))
}

/** a * b - product, exactly, where product is the rounded a * b. */
function productError(a: number, b: number, product: number): number {
  const aSplit = a * SPLITTER
  const aHigh = aSplit - (aSplit - a)
  const aLow = a - aHigh
  const bSplit = b * SPLITTER
  const bHigh = bSplit - (bSplit - b)
  const bLow = b - bHigh
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow
}
