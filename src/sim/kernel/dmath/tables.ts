/**
 * Tables of `dmath`, worked out with integers when the module loads: exact on every machine, and nothing to copy
 * wrongly. A value is held as a sum of two doubles, the second of which carries the bits the first has no room for.
 */
const PRECISION = 160n
const ONE = 1n << PRECISION
const ONE_AS_DOUBLE = Number(ONE)

/** Parts of an octave in the table of 2^(j / 32). */
const EXP_STEPS = 32
/** 2^(j / 32) for j from 0 to 31. */
export const EXP_HIGH: Float64Array = new Float64Array(EXP_STEPS)
export const EXP_LOW: Float64Array = new Float64Array(EXP_STEPS)

/** The table of log(i / 64) begins at this i. */
export const LOG_FIRST = 45
const LOG_LAST = 91
/** log(i / 64), the high part rounded to a multiple of 2^-42, so that adding a multiple of LN2_HIGH to it is exact. */
export const LOG_HIGH: Float64Array = new Float64Array(LOG_LAST - LOG_FIRST + 1)
export const LOG_LOW: Float64Array = new Float64Array(LOG_LAST - LOG_FIRST + 1)

/** The smallest exponent in `POWER_OF_TWO`, that of the least subnormal double. */
export const EXPONENT_MIN: number = -1074
const EXPONENT_MAX = 1023
/** 2^e at index e - EXPONENT_MIN, for e from -1074 to 1023. */
export const POWER_OF_TWO: Float64Array = new Float64Array(EXPONENT_MAX - EXPONENT_MIN + 1)

/** log(2), the high part a multiple of 2^-42. */
export const LN2_HIGH: number = highBits(logarithm(2n, 1n))
export const LN2_LOW: number = lowBits(logarithm(2n, 1n))

/** log(2) / 32, the high part with 37 significant bits, so that its products with integers below 2^16 are exact. */
export const STEP_HIGH: number = highBits(logarithm(2n, 1n) / 32n)
export const STEP_LOW: number = lowBits(logarithm(2n, 1n) / 32n)

fillExponentials()
fillLogarithms()
fillPowersOfTwo()

function fillExponentials(): void {
  let root = 2n * ONE
  for (let roots = 1; roots < EXP_STEPS; roots *= 2) root = squareRoot(root * ONE)
  let value = ONE
  for (let j = 0; j < EXP_STEPS; j++) {
    const high = Number(value)
    EXP_HIGH[j] = high / ONE_AS_DOUBLE
    EXP_LOW[j] = Number(value - BigInt(high)) / ONE_AS_DOUBLE
    value = (value * root) / ONE
  }
}

function fillLogarithms(): void {
  for (let i = LOG_FIRST; i <= LOG_LAST; i++) {
    const value = logarithm(BigInt(i), 64n)
    LOG_HIGH[i - LOG_FIRST] = highBits(value)
    LOG_LOW[i - LOG_FIRST] = lowBits(value)
  }
}

function fillPowersOfTwo(): void {
  let power = Number.MIN_VALUE
  for (let i = 0; i < POWER_OF_TWO.length; i++) {
    POWER_OF_TWO[i] = power
    power *= 2
  }
}

/** log(numerator / denominator) = 2 artanh(z), z = (n - d) / (n + d), by its power series. */
function logarithm(numerator: bigint, denominator: bigint): bigint {
  const z = ((numerator - denominator) * ONE) / (numerator + denominator)
  const square = (z * z) / ONE
  let power = z
  let sum = 0n
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd
    power = (power * square) / ONE
  }
  return 2n * sum
}

/** The greatest integer whose square is at most `value`, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let root = value
  for (let next = (root + 1n) / 2n; next < root; next = (root + value / root) / 2n) root = next
  return root
}

function highBits(value: bigint): number {
  const shift = PRECISION - 42n
  return Number((value + (1n << (shift - 1n))) >> shift) / 4398046511104
}

function lowBits(value: bigint): number {
  return Number(value - BigInt(highBits(value) * 4398046511104) * (ONE >> 42n)) / ONE_AS_DOUBLE
}
