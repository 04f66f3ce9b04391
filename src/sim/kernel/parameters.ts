/** The greatest coefficient of variation a law takes: with a larger one its moments leave the range of doubles. */
export const CV_MOST = 1_000_000
/** The least shape of a law with a power tail, for the same reason. */
export const SHAPE_LEAST = 0.001

/** Throws `RangeError` unless `value` lies in (0, Infinity). */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) outside(name, '(0, Infinity)', value)
}

/** Throws `RangeError` unless `value` lies in [least, Infinity). */
export function requireAtLeast(name: string, value: number, least: number): void {
  if (!(value >= least && value < Infinity)) outside(name, `[${least}, Infinity)`, value)
}

/** Throws `RangeError` unless `value` lies in [least, most]. */
export function requireWithin(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) outside(name, `[${least}, ${most}]`, value)
}

/** Throws `RangeError` unless `value` is an integer in [least, most]. */
export function requireInteger(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    outside(name, `the integers of [${least}, ${most}]`, value)
  }
}

/** Throws `RangeError` unless `p` lies in [0, 1): where a quantile is asked for. */
export function requireProbability(p: number): void {
  if (!(p >= 0 && p < 1)) outside('p', '[0, 1)', p)
}

function outside(name: string, interval: string, value: number): never {
  throw new RangeError(`${name} must be in ${interval}, got ${value}`)
}
