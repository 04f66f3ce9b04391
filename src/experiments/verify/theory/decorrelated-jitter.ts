/**
 * The backoff of Polly v8 and cockatiel ("decorrelated jitter V2"): with t = k + U for the k-th delay (from 0) and U
 * uniform, delay k is (f(t) - f(previous t)) base / 1.4, where f(t) = 2^t tanh(sqrt(4 t)). All of the first n delays
 * together telescope to f(n - 1 + U) base / 1.4. Times in the unit of `base`.
 */
export function decorrelatedJitter(base: number): DecorrelatedJitter {
  const unit = base / 1.4
  const meanTotal = (delays: number): number => (delays === 0 ? 0 : unit * mean((u) => peak(delays - 1 + u)))
  return {
    meanTotal,
    meanDelay: (delay) => meanTotal(delay) - meanTotal(delay - 1),
    totalQuantile: (delays, p) => unit * peak(delays - 1 + p),
  }
}

export interface DecorrelatedJitter {
  /** Of the first `delays` together. */
  readonly meanTotal: (delays: number) => number
  /** Of one of them, counted from 1. */
  readonly meanDelay: (delay: number) => number
  readonly totalQuantile: (delays: number, p: number) => number
}

function peak(t: number): number {
  return Math.pow(2, t) * Math.tanh(Math.sqrt(4 * t))
}

const POINTS = 200_000

/** Over [0, 1], by midpoints: fine enough for the root's steep start, too. */
function mean(of: (u: number) => number): number {
  let sum = 0
  for (let i = 0; i < POINTS; i++) sum += of((i + 0.5) / POINTS)
  return sum / POINTS
}
