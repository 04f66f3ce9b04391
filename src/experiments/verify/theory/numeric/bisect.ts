/**
 * The x in [low, high] at which a non-decreasing function passes `target`, by bisection to the last bit the interval
 * allows. Throws RangeError when the target is not between the function's values at the two ends.
 */
export function bisect(rising: (x: number) => number, target: number, low: number, high: number): number {
  if (rising(low) > target || rising(high) < target) {
    throw new RangeError(`bisect: ${target} is not between f(${low}) = ${rising(low)} and f(${high}) = ${rising(high)}`)
  }
  let left = low
  let right = high
  for (;;) {
    const middle = left + (right - left) / 2
    if (middle <= left || middle >= right) return right
    if (rising(middle) < target) left = middle
    else right = middle
  }
}
