import type { BlameData } from './blame-data.ts'
import { COARSE_PER_OCTAVE } from './latency-scale.ts'

/**
 * Where the time of good answers went: sums of the parts, apart for each bucket of the coarse latency scale, so that
 * the slow ones can be told from the rest. Allocates only when a latency opens an octave never seen before.
 */
export class Blame {
  readonly #parts: number
  #sums = new Float64Array(0)
  /** The coarse bucket of the first row of `#sums`; a multiple of the buckets of an octave. */
  #first = 0
  #rows = 0

  /** `parts`: how many parts a latency is split into. */
  constructor(parts: number) {
    this.#parts = parts
  }

  /** Adds the parts `parts[base] …` of an answer whose latency is in `bucket` of the coarse scale. */
  add(bucket: number, parts: Float64Array, base: number): void {
    // Negative: an answer in no time, which has no parts to blame.
    if (bucket < 0) return
    let row = bucket - this.#first
    if (row < 0 || row >= this.#rows) row = this.#grow(bucket)
    if (this.#parts === 10) addTen(this.#sums, row * 10, parts, base)
    else addAny(this.#sums, row * this.#parts, parts, base, this.#parts)
  }

  /** What was added so far, as plain data. */
  data(): BlameData {
    const buckets: number[] = []
    const sums: number[] = []
    for (let row = 0; row < this.#rows; row++) {
      const at = row * this.#parts
      let used = false
      for (let p = 0; p < this.#parts; p++) used ||= this.#sums[at + p] !== 0
      if (!used) continue
      buckets.push(this.#first + row)
      for (let p = 0; p < this.#parts; p++) sums.push(this.#sums[at + p] as number)
    }
    return { parts: this.#parts, buckets, sums }
  }

  #grow(bucket: number): number {
    const octave = bucket - (bucket % COARSE_PER_OCTAVE)
    const end = this.#first + this.#rows
    const first = this.#rows === 0 ? octave : Math.min(this.#first, octave)
    const rows = Math.max(end, octave + COARSE_PER_OCTAVE) - first
    const sums = new Float64Array(rows * this.#parts)
    sums.set(this.#sums, this.#rows === 0 ? 0 : (this.#first - first) * this.#parts)
    this.#sums = sums
    this.#first = first
    this.#rows = rows
    return bucket - first
  }
}

/** The number of parts the world has. Written out, because the loop takes three times as long. */
function addTen(sums: Float64Array, at: number, parts: Float64Array, base: number): void {
  ;(sums[at] as number) += parts[base] as number
  ;(sums[at + 1] as number) += parts[base + 1] as number
  ;(sums[at + 2] as number) += parts[base + 2] as number
  ;(sums[at + 3] as number) += parts[base + 3] as number
  ;(sums[at + 4] as number) += parts[base + 4] as number
  ;(sums[at + 5] as number) += parts[base + 5] as number
  ;(sums[at + 6] as number) += parts[base + 6] as number
  ;(sums[at + 7] as number) += parts[base + 7] as number
  ;(sums[at + 8] as number) += parts[base + 8] as number
  ;(sums[at + 9] as number) += parts[base + 9] as number
}

function addAny(sums: Float64Array, at: number, parts: Float64Array, base: number, count: number): void {
  for (let i = 0; i < count; i++) (sums[at + i] as number) += parts[base + i] as number
}
