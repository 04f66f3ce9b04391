import { invariant } from '../sim/kernel/invariant.ts'
import type { LevelInstrument } from '../sim/kernel/probe.ts'
import type { LevelData } from './level-data.ts'
import { COARSE_BUCKETS, EXACT_LEVELS, levelBucketOf } from './level-scale.ts'

/** Fields of a level in `#state`, eight to a level so that a level lies in one cache line. */
const STRIDE = 8
const SINCE = 0
/** When the running busy period began; -1 when none runs, or when it began before the measured time. */
const BUSY_SINCE = 1
const PERIODS = 2
const PERIOD_SUM = 3
const PERIOD_SQUARES = 4

/** Time spent at levels of 64 and more. Made when a level first gets there. */
class HighLevels {
  readonly times: Float64Array = new Float64Array(COARSE_BUCKETS)
  area = 0
  squares = 0
  full = 0
  max = 0
}

/**
 * All levels of a run, weighted by time: how long each stood at which value, and its busy periods (from leaving 0 to
 * coming back). Sums, maxima and shares follow from the times, so that the hot path adds one number.
 */
export class Levels {
  readonly #count: number
  readonly #capacities: Float64Array
  readonly #values: Int32Array
  readonly #state: Float64Array
  readonly #times: Float64Array
  readonly #high: (HighLevels | undefined)[]

  /** Every level starts at 0 at time 0. */
  constructor(instruments: readonly LevelInstrument[]) {
    this.#count = instruments.length
    this.#capacities = Float64Array.from(instruments, (instrument) => instrument.capacity)
    this.#values = new Int32Array(this.#count)
    this.#state = new Float64Array(this.#count * STRIDE)
    this.#times = new Float64Array(this.#count * EXACT_LEVELS)
    this.#high = instruments.map(() => undefined)
    for (let level = 0; level < this.#count; level++) this.#state[level * STRIDE + BUSY_SINCE] = -1
  }

  /** The level became `value`, an integer from 0 to below 2^31. Times of one level never go back. */
  set(level: number, now: number, value: number): void {
    const state = this.#state
    const at = level * STRIDE
    const old = this.#values[level] as number
    const lasted = now - (state[at + SINCE] as number)
    this.#values[level] = value
    if (lasted > 0) {
      state[at + SINCE] = now
      if (old < EXACT_LEVELS) (this.#times[level * EXACT_LEVELS + old] as number) += lasted
      else this.#spendHigh(level, old, lasted)
    }
    if (old === 0) state[at + BUSY_SINCE] = now
    else if (value === 0) this.#endBusy(at, now)
  }

  /** Brings every level's times up to `now`. */
  settle(now: number): void {
    for (let level = 0; level < this.#count; level++) {
      const since = this.#state[level * STRIDE + SINCE] as number
      invariant(now >= since, 'levels are settled no earlier than they changed')
      // A level set to itself ends no busy period, and begins none that lasts.
      this.set(level, now, this.#values[level] as number)
    }
  }

  /** Forgets everything before `now`, to which the levels must be settled, except the values. */
  restart(): void {
    this.#times.fill(0)
    this.#high.fill(undefined)
    for (let at = 0; at < this.#state.length; at += STRIDE) {
      this.#state[at + BUSY_SINCE] = -1
      this.#state.fill(0, at + PERIODS, at + PERIOD_SQUARES + 1)
    }
  }

  /** The integral of a level over the time since the last restart, up to which it is settled; level times ns. */
  area(level: number): number {
    let area = 0
    const at = level * EXACT_LEVELS
    for (let value = 1; value < EXACT_LEVELS; value++) area += value * (this.#times[at + value] as number)
    return area + (this.#high[level]?.area ?? 0)
  }

  /** The value now. */
  value(level: number): number {
    return this.#values[level] as number
  }

  /** What is known of a level since the last restart, up to the time to which it is settled, as plain data. */
  data(level: number): LevelData {
    const at = level * EXACT_LEVELS
    const times = Array.from(this.#times.subarray(at, at + EXACT_LEVELS))
    while (times.length > 0 && times.at(-1) === 0) times.pop()
    const high = this.#high[level]
    const highBuckets: number[] = []
    const highTimes: number[] = []
    for (const [bucket, time] of high?.times.entries() ?? []) {
      if (time === 0) continue
      highBuckets.push(bucket)
      highTimes.push(time)
    }
    const state = this.#state.subarray(level * STRIDE, (level + 1) * STRIDE)
    return {
      times,
      highBuckets,
      highTimes,
      highArea: high?.area ?? 0,
      highSquares: high?.squares ?? 0,
      highFull: high?.full ?? 0,
      max: high?.max ?? Math.max(0, times.length - 1),
      busyPeriods: state[PERIODS] as number,
      busySum: state[PERIOD_SUM] as number,
      busySquares: state[PERIOD_SQUARES] as number,
    }
  }

  #spendHigh(level: number, value: number, lasted: number): void {
    const high = (this.#high[level] ??= new HighLevels())
    ;(high.times[levelBucketOf(value)] as number) += lasted
    const area = value * lasted
    high.area += area
    high.squares += value * area
    if (value >= (this.#capacities[level] as number)) high.full += lasted
    if (value > high.max) high.max = value
  }

  #endBusy(at: number, now: number): void {
    const state = this.#state
    const since = state[at + BUSY_SINCE] as number
    state[at + BUSY_SINCE] = -1
    const lasted = now - since
    if (since < 0 || lasted === 0) return
    ;(state[at + PERIODS] as number)++
    ;(state[at + PERIOD_SUM] as number) += lasted
    ;(state[at + PERIOD_SQUARES] as number) += lasted * lasted
  }
}
