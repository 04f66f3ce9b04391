import type { CallCourse, Grid } from './run-course.ts'

/** A difference below this share of the control's figure is none. */
const EPSILON = 0.1
/** So many windows in a row, each and all together, must be back for a recovery. */
export const WINDOWS_BACK = 5
/** Counts and latencies may differ by so many standard deviations of a difference by chance. */
const DEVIATIONS = 2

/**
 * What the same requests met in the control run, window by window, and how far a run may be from it by chance: 10 %, or
 * two standard deviations where that is more. A count has the deviation of a Poisson count, the mean latency that of
 * the control's own windows over the measured time; both runs have it, and so their difference that times the root of
 * 2. After a surge they have no request in common any more. Where they have, the band is wider than it needed to be.
 */
export class ControlBand {
  readonly #run: CallCourse
  readonly #control: CallCourse
  readonly #noise: readonly [one: number, several: number]

  constructor(run: CallCourse, control: CallCourse, grid: Grid) {
    this.#run = run
    this.#control = control
    this.#noise = [latencyNoise(control, grid, 1), latencyNoise(control, grid, WINDOWS_BACK)]
  }

  /** What is judged. */
  get name(): string {
    return this.#run.name
  }

  /** Whether goodput and mean latency of window k are the control's, or of k and the following ones together. */
  isBack(k: number, size: 1 | typeof WINDOWS_BACK = 1): boolean {
    const good = total(this.#run.good, k, size)
    const expected = total(this.#control.good, k, size)
    if (good < expected - Math.max(EPSILON * expected, DEVIATIONS * Math.sqrt(2 * expected))) return false
    if (good === 0 || expected === 0) return true
    const latency = total(this.#run.latencySum, k, size) / good
    const usual = total(this.#control.latencySum, k, size) / expected
    return latency <= usual + Math.max(EPSILON * usual, DEVIATIONS * Math.SQRT2 * this.#noise[size === 1 ? 0 : 1])
  }

  /** Whether somebody who watches failures, goodput and latency sees in window k that something is wrong. */
  hasLeft(k: number): boolean {
    const first = Math.max(0, k - WINDOWS_BACK + 1)
    return !this.isBack(k) || this.#failsMore(k, 1) || this.#failsMore(first, k - first + 1)
  }

  /** Whether more fails in the given windows together than in the control, or good answers take longer. */
  isWorse(windows: readonly number[]): boolean {
    const sum = (of: readonly number[]): number => windows.reduce((all, k) => all + (of[k] ?? 0), 0)
    return tooMany(sum(this.#run.failed), sum(this.#control.failed)) || this.isBehind(windows)
  }

  /** Whether there are fewer good answers in the given windows together than in the control, or they take longer. */
  isBehind(windows: readonly number[]): boolean {
    const sum = (of: readonly number[]): number => windows.reduce((all, k) => all + (of[k] ?? 0), 0)
    const good = sum(this.#run.good)
    const expected = sum(this.#control.good)
    if (good < expected - Math.max(EPSILON * expected, DEVIATIONS * Math.sqrt(2 * expected))) return true
    if (good === 0 || expected === 0) return false
    const usual = sum(this.#control.latencySum) / expected
    const noise = (DEVIATIONS * Math.SQRT2 * this.#noise[0]) / Math.sqrt(windows.length)
    return sum(this.#run.latencySum) / good > usual + Math.max(EPSILON * usual, noise)
  }

  #failsMore(k: number, size: number): boolean {
    return tooMany(total(this.#run.failed, k, size), total(this.#control.failed, k, size))
  }
}

/** More failures than the control's and two deviations of the difference, where at least one is taken for chance. */
function tooMany(failed: number, usual: number): boolean {
  return failed - usual > DEVIATIONS * Math.sqrt(2 * usual + 1)
}

function total(values: readonly number[], k: number, size: number): number {
  let sum = 0
  for (let i = k; i < k + size; i++) sum += values[i] ?? 0
  return sum
}

/** Standard deviation of the mean latency of `size` windows together, over the measured time; 0 of fewer than two. */
function latencyNoise({ good, latencySum }: CallCourse, { first, count }: Grid, size: number): number {
  const means: number[] = []
  for (let k = first; k + size <= count; k += size) {
    const answers = total(good, k, size)
    if (answers > 0) means.push(total(latencySum, k, size) / answers)
  }
  if (means.length < 2) return 0
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length
  const squares = means.reduce((sum, one) => sum + (one - mean) * (one - mean), 0)
  return Math.sqrt(squares / (means.length - 1))
}
