/** Throws `RangeError` unless `value` lies in (0, Infinity). */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) outside(name, '(0, Infinity)', value)
}

/** Throws `RangeError` unless `value` lies in [least, Infinity). */
export function requireAtLeast(name: string, value: number, least: number): void {
  if (!(value >= least && value < Infinity)) outside(name, `[${least}, Infinity)`, value)
}

/** Throws `RangeError` unless `value` is finite. */
export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) outside(name, '(-Infinity, Infinity)', value)
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
