import type { Eviction } from './eviction.ts'
import { grown } from './grown.ts'

/** No slot. */
const NONE = -1
const FIRST_SLOTS = 64

/** The oldest goes: counted from its last use (LRU), or from when it came (FIFO). Everything costs O(1). */
export class ListEviction implements Eviction {
  readonly #byUse: boolean
  /** By slot: its neighbours in the order. */
  #newer = new Int32Array(FIRST_SLOTS)
  #older = new Int32Array(FIRST_SLOTS)
  #newest = NONE
  #oldest = NONE

  /** `byUse`: a use makes an entry the newest again. */
  constructor(byUse: boolean) {
    this.#byUse = byUse
  }

  added(slot: number): void {
    if (slot >= this.#newer.length) {
      this.#newer = grown(this.#newer, slot)
      this.#older = grown(this.#older, slot)
    }
    this.#newer[slot] = NONE
    this.#older[slot] = this.#newest
    if (this.#newest === NONE) this.#oldest = slot
    else this.#newer[this.#newest] = slot
    this.#newest = slot
  }

  used(slot: number): void {
    if (!this.#byUse || slot === this.#newest) return
    this.removed(slot)
    this.added(slot)
  }

  removed(slot: number): void {
    const newer = this.#newer[slot] as number
    const older = this.#older[slot] as number
    if (newer === NONE) this.#newest = older
    else this.#older[newer] = older
    if (older === NONE) this.#oldest = newer
    else this.#newer[older] = newer
  }

  asked(): void {}

  victim(): number {
    return this.#oldest
  }

  cleared(): void {
    this.#newest = NONE
    this.#oldest = NONE
  }
}
