import { EXACT_LEVELS, levelBucketLow, levelBucketOf } from './level-scale.ts'

/**
 * How long a level stood at which value, as plain data. Times are whole nanoseconds, so merging (of instances, or of
 * replications) is exact: the merge tells how long *any* of them stood there.
 */
export interface LevelData {
  /** `times[k]`: ns spent at the integer level k, for k below 64; trailing zeros are left out. */
  readonly times: readonly number[]
  /** Buckets of levels of 64 and more (32 to an octave) where any time was spent, ascending … */
  readonly highBuckets: readonly number[]
  /** … and the ns spent in each. */
  readonly highTimes: readonly number[]
  /** Integral of the level, and of its square, over the time spent at 64 and more. */
  readonly highArea: number
  readonly highSquares: number
  /** Time at 64 and more that was also at the capacity or above it. */
  readonly highFull: number
  /** The highest value that lasted. */
  readonly max: number
  /**
   * Complete busy periods: from leaving 0 until the return to it. Number, sum of lengths (ns), sum of their squares.
   */
  readonly busyPeriods: number
  readonly busySum: number
  readonly busySquares: number
}

/** A level that was never observed. */
export const EMPTY_LEVEL: LevelData = {
  times: [],
  highBuckets: [],
  highTimes: [],
  highArea: 0,
  highSquares: 0,
  highFull: 0,
  max: 0,
  busyPeriods: 0,
  busySum: 0,
  busySquares: 0,
}

/** The times of both together. */
export function mergeLevels(a: LevelData, b: LevelData): LevelData {
  const length = Math.max(a.times.length, b.times.length)
  const high = new Map<number, number>()
  for (const data of [a, b]) {
    for (const [i, bucket] of data.highBuckets.entries()) {
      high.set(bucket, (high.get(bucket) ?? 0) + (data.highTimes[i] as number))
    }
  }
  const highBuckets = [...high.keys()].toSorted((x, y) => x - y)
  return {
    times: Array.from({ length }, (_, k) => (a.times[k] ?? 0) + (b.times[k] ?? 0)),
    highBuckets,
    highTimes: highBuckets.map((bucket) => high.get(bucket) as number),
    highArea: a.highArea + b.highArea,
    highSquares: a.highSquares + b.highSquares,
    highFull: a.highFull + b.highFull,
    max: Math.max(a.max, b.max),
    busyPeriods: a.busyPeriods + b.busyPeriods,
    busySum: a.busySum + b.busySum,
    busySquares: a.busySquares + b.busySquares,
  }
}

/** Time observed, ns. */
export function levelTime(level: LevelData): number {
  return sum(level.times) + sum(level.highTimes)
}

/** Time average; `null` of no time. */
export function levelMean(level: LevelData): number | null {
  const time = levelTime(level)
  return time === 0 ? null : levelArea(level) / time
}

/** Integral of the level over time, level times ns. */
export function levelArea(level: LevelData): number {
  return level.highArea + level.times.reduce((area, time, k) => area + k * time, 0)
}

/** Variance over time; `null` of no time. */
export function levelVariance(level: LevelData): number | null {
  const mean = levelMean(level)
  if (mean === null) return null
  let deviation = 0
  for (const [k, time] of level.times.entries()) deviation += (k - mean) * (k - mean) * time
  deviation += level.highSquares - 2 * mean * level.highArea + mean * mean * sum(level.highTimes)
  return Math.max(0, deviation / levelTime(level))
}

/**
 * Share of time at level `k` (an integer) or above: exact up to 64; above, the bucket that holds `k` counts as spread
 * evenly over its levels. `null` of no time.
 */
export function shareAtLeast(level: LevelData, k: number): number | null {
  const time = levelTime(level)
  if (time === 0) return null
  let above = 0
  for (let at = Math.max(0, k); at < level.times.length; at++) above += level.times[at] as number
  for (const [i, bucket] of level.highBuckets.entries()) {
    above += (level.highTimes[i] as number) * shareOfBucket(bucket, k)
  }
  return above / time
}

function shareOfBucket(bucket: number, k: number): number {
  if (k <= EXACT_LEVELS) return 1
  const own = levelBucketOf(k)
  if (bucket !== own) return bucket > own ? 1 : 0
  const low = levelBucketLow(bucket)
  const next = levelBucketLow(bucket + 1)
  return (next - k) / (next - low)
}

/** Share of time at `capacity` or above; 0 for an unbounded level, `null` of no time. */
export function shareFull(level: LevelData, capacity: number): number | null {
  const time = levelTime(level)
  if (time === 0) return null
  if (capacity > EXACT_LEVELS) return level.highFull / time
  return shareAtLeast(level, Math.ceil(capacity))
}

/** Mean and variance of the busy periods, ns and ns^2; `null` when none was seen whole. */
export function busyPeriodOf(level: LevelData): { mean: number; variance: number } | null {
  if (level.busyPeriods === 0) return null
  const mean = level.busySum / level.busyPeriods
  return { mean, variance: Math.max(0, level.busySquares / level.busyPeriods - mean * mean) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
