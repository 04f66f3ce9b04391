/**
 * Elementary functions to 250 bits, in integers, and the distance of a double from them. Slow and plain: what `dmath`
 * is measured against.
 */
const BITS = 320n
const ONE = 1n << BITS

/** A real number as an integer multiple of 2^-320. */
export type Fixed = bigint

/** The double as it is, without rounding, for magnitudes above 2^-200. */
export function fixed(x: number): Fixed {
  let scaled = x
  let shift = BITS
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    shift--
  }
  return shift >= 0n ? BigInt(scaled) << shift : BigInt(scaled) >> -shift
}

export function multiply(a: Fixed, b: Fixed): Fixed {
  return (a * b) >> BITS
}

/** log(x) for x > 0 by 2 artanh((m - 1) / (m + 1)) after halving or doubling m into [3/4, 3/2]. */
export function exactLog(x: Fixed): Fixed {
  let m = x
  let halvings = 0n
  while (m > (3n * ONE) / 2n) {
    m >>= 1n
    halvings++
  }
  while (m < (3n * ONE) / 4n) {
    m <<= 1n
    halvings--
  }
  return artanh2(m) + halvings * artanh2(2n * ONE)
}

/** e^x by halving x twenty times, Taylor's series, and squaring as often. */
export function exactExp(x: Fixed): Fixed {
  const small = x >> 20n
  let term = ONE
  let sum = ONE
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = multiply(term, small) / k
    sum += term
  }
  for (let i = 0; i < 20; i++) sum = multiply(sum, sum)
  return sum
}

/** How far `y` lies from the exact value, in units of the last place of the double nearest to it. */
export function ulps(y: number, exact: Fixed): number {
  if (exact === 0n) return y === 0 ? 0 : Infinity
  const unit = ulp(Math.abs(Number(exact) / Number(ONE)))
  return Math.abs(Number(((fixed(y) - exact) * 1_000_000n) / fixed(unit))) / 1_000_000
}

export const exactOne: Fixed = ONE

function ulp(x: number): number {
  let unit = 2 ** Math.floor(Math.log2(x))
  if (unit > x) unit /= 2
  if (unit * 2 <= x) unit *= 2
  return unit * 2 ** -52
}

function artanh2(m: Fixed): Fixed {
  const z = ((m - ONE) << BITS) / (m + ONE)
  const square = multiply(z, z)
  let power = z
  let sum = 0n
  for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd
    power = multiply(power, square)
  }
  return 2n * sum
}
