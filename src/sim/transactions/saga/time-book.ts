import { PARTS, Part } from '../../parts.ts'

/** A new array of numbers is made much quicker than a typed one. */
const NO_TIME: readonly number[] = Array.from({ length: PARTS }, () => 0)

/**
 * Where the time of a saga goes, for who waits for it: what its calls took, each in parts. Of calls at the same time
 * the first to end counts in full, and of the others what they took longer, split as the whole of them is.
 */
export class TimeBook {
  readonly parts: number[] = NO_TIME.slice()
  /** Time that is accounted for, ns since the start of the run. */
  #until: number

  constructor(start: number) {
    this.#until = start
  }

  /** Books what began at `start` and has ended now; its parts are at `base`, or it was in vain (`null`). */
  book(start: number, now: number, parts: Float64Array | null, base: number): void {
    this.pass(start)
    const took = now - start
    const counts = now - this.#until
    if (counts <= 0) return
    this.#until = now
    let left = counts
    if (parts !== null) {
      for (let i = 0; i < PARTS; i++) {
        const part = parts[base + i] as number
        const share = counts === took ? part : Math.min(left, Math.floor((part * counts) / took))
        this.#add(i, share)
        left -= share
      }
    }
    this.#add(Part.retry, left)
  }

  /** Nothing has happened until `now` but waiting for another attempt. */
  pass(now: number): void {
    if (now <= this.#until) return
    this.#add(Part.retry, now - this.#until)
    this.#until = now
  }

  #add(part: number, time: number): void {
    this.parts[part] = (this.parts[part] as number) + time
  }
}
