const DEPTH_MAX = 40

/** The integral of a function over [low, high], by adaptive Simpson's rule to about `accuracy` absolute. */
export function integrate(f: (x: number) => number, low: number, high: number, accuracy: number): number {
  const [left, middle, right] = [f(low), f((low + high) / 2), f(high)]
  return refine(f, low, high, left, middle, right, simpson(low, high, left, middle, right), accuracy, DEPTH_MAX)
}

function simpson(low: number, high: number, left: number, middle: number, right: number): number {
  return ((high - low) / 6) * (left + 4 * middle + right)
}

function refine(
  f: (x: number) => number,
  low: number,
  high: number,
  left: number,
  middle: number,
  right: number,
  whole: number,
  accuracy: number,
  depth: number,
): number {
  const centre = (low + high) / 2
  const leftMiddle = f((low + centre) / 2)
  const rightMiddle = f((centre + high) / 2)
  const first = simpson(low, centre, left, leftMiddle, middle)
  const second = simpson(centre, high, middle, rightMiddle, right)
  const error = first + second - whole
  if (depth === 0 || Math.abs(error) <= 15 * accuracy) return first + second + error / 15
  return (
    refine(f, low, centre, left, leftMiddle, middle, first, accuracy / 2, depth - 1) +
    refine(f, centre, high, middle, rightMiddle, right, second, accuracy / 2, depth - 1)
  )
}
