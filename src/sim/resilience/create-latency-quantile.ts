import type { LatencyQuantile } from './latency-quantile.ts'

/** Each doubling of a duration is split into so many buckets, so a value is off by at most 1/64 of itself. */
const SPLIT = 32
const SPLIT_BITS = 5
/** Up to 2^53 ns. */
const BUCKETS = (53 - SPLIT_BITS + 1) * SPLIT
const FEWEST = 10
const WINDOW = 1000
const LARGEST_WINDOW = 50000

/**
 * The `quantile` (in (0, 1), by nearest rank) of the latest 1,000 durations; of more, up to 50,000, where the quantile
 * is so high that ten of a thousand would not lie above it. It is known from 10 durations on, or as soon as one can be
 * expected above it. Kept as a histogram: exact below 64 ns, else off by at most 1/64 of the value.
 */
export function createLatencyQuantile(quantile: number): LatencyQuantile {
  return new WindowedQuantile(quantile)
}

class WindowedQuantile implements LatencyQuantile {
  readonly #quantile: number
  readonly #fewest: number
  readonly #counts = new Uint32Array(BUCKETS)
  /** Buckets of the latest durations; a ring. */
  readonly #latest: Uint16Array
  #next = 0
  #known = 0
  /** The bucket that the quantile was in last, and how many durations lie in buckets before it. */
  #bucket = 0
  #before = 0

  constructor(quantile: number) {
    const above = 1 / (1 - quantile)
    this.#quantile = quantile
    this.#latest = new Uint16Array(Math.min(LARGEST_WINDOW, Math.max(WINDOW, Math.ceil(10 * above))))
    this.#fewest = Math.min(this.#latest.length, Math.max(FEWEST, Math.ceil(above)))
  }

  add(duration: number): void {
    const latest = this.#latest
    if (this.#known === latest.length) this.#count(latest[this.#next] as number, -1)
    else this.#known++
    const bucket = bucketOf(duration)
    latest[this.#next] = bucket
    this.#count(bucket, 1)
    this.#next = this.#next + 1 === latest.length ? 0 : this.#next + 1
  }

  value(): number {
    if (this.#known < this.#fewest) return 0
    const counts = this.#counts
    const rank = Math.max(1, Math.ceil(this.#quantile * this.#known))
    while (this.#before >= rank) this.#before -= counts[--this.#bucket] as number
    while (this.#before + (counts[this.#bucket] as number) < rank) this.#before += counts[this.#bucket++] as number
    return middleOf(this.#bucket)
  }

  #count(bucket: number, change: number): void {
    this.#counts[bucket] = (this.#counts[bucket] as number) + change
    if (bucket < this.#bucket) this.#before += change
  }
}

/** 0 … 63 stand for themselves; beyond, the highest six bits name the bucket. */
function bucketOf(duration: number): number {
  if (duration < 2 * SPLIT) return duration
  const high = Math.floor(duration / 4294967296)
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(duration)
  const shift = bits - SPLIT_BITS - 1
  return shift * SPLIT + Math.floor(duration / (POWERS[shift] as number))
}

function middleOf(bucket: number): number {
  if (bucket < 2 * SPLIT) return bucket
  const shift = Math.floor(bucket / SPLIT) - 1
  const width = POWERS[shift] as number
  return (bucket - shift * SPLIT) * width + Math.floor(width / 2)
}

const POWERS: readonly number[] = Array.from({ length: 48 }, (_, i) => {
  let power = 1
  for (let k = 0; k < i; k++) power *= 2
  return power
})
