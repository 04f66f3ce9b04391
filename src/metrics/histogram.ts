import { invariant } from '../sim/kernel/invariant.ts'
import { type HistogramData, SUM_CARRY } from './histogram-data.ts'
import { BUCKETS_PER_OCTAVE, bucketOf, OCTAVES } from './latency-scale.ts'

/**
 * Counts durations in the buckets of the latency scale. Made for the hot path: `record` allocates nothing except when a
 * value opens an octave never seen before. Memory is bounded by the octaves used, 512 bytes each, at most 27 KiB.
 */
export class Histogram {
  #counts = new Uint32Array(0)
  /** The bucket counted by `#counts[0]`; a multiple of the buckets of an octave. */
  #first = 0
  /** Values below 1 ns, which is to say 0. */
  #zeros = 0
  #sum = 0
  #carries = 0
  #min = Number.POSITIVE_INFINITY
  #max = 0

  /** Adds a duration in ns, from 0 to below 2^53. */
  record(value: number): void {
    this.recordIn(bucketOf(value), value)
  }

  /** As `record`, for whoever knows `bucketOf(value)` already. */
  recordIn(bucket: number, value: number): void {
    if (value < 1) {
      invariant(value >= 0, 'a duration is never negative')
      this.#zeros++
      return
    }
    let at = bucket - this.#first
    if (at < 0 || at >= this.#counts.length) at = this.#grow(bucket, value)
    ;(this.#counts[at] as number)++
    const sum = this.#sum + value
    if (sum < SUM_CARRY) this.#sum = sum
    else this.#carry(value)
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
  }

  /** What was recorded so far, as plain data. */
  data(): HistogramData {
    const buckets: number[] = []
    const counts: number[] = []
    let count = this.#zeros
    for (let i = 0; i < this.#counts.length; i++) {
      const inBucket = this.#counts[i] as number
      if (inBucket === 0) continue
      buckets.push(this.#first + i)
      counts.push(inBucket)
      count += inBucket
    }
    const min = this.#zeros > 0 ? 0 : this.#min
    return {
      count,
      zeros: this.#zeros,
      sumCarries: this.#carries,
      sumRest: this.#sum,
      min: count === 0 ? 0 : min,
      max: this.#max,
      buckets,
      counts,
    }
  }

  /** Adds to a sum that leaves its range: first down, then up, so that nothing in between is beyond 2^53. */
  #carry(value: number): void {
    const rest = this.#sum - SUM_CARRY + value
    const twice = rest >= SUM_CARRY
    this.#carries += twice ? 2 : 1
    this.#sum = twice ? rest - SUM_CARRY : rest
  }

  /** Makes room for `bucket` and returns its place. */
  #grow(bucket: number, value: number): number {
    invariant(bucket < OCTAVES * BUCKETS_PER_OCTAVE, 'a duration is a number of nanoseconds below 2^53')
    invariant(value >= 1, 'a duration is a number')
    const octave = bucket - (bucket % BUCKETS_PER_OCTAVE)
    const old = this.#counts
    const end = this.#first + old.length
    const first = old.length === 0 ? octave : Math.min(this.#first, octave)
    const counts = new Uint32Array(Math.max(end, octave + BUCKETS_PER_OCTAVE) - first)
    counts.set(old, old.length === 0 ? 0 : this.#first - first)
    this.#counts = counts
    this.#first = first
    return bucket - first
  }
}
