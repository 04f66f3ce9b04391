import type { Eviction } from './eviction.ts'

/**
 * The key that was asked for least often goes (LFU), of several the one that has been least often for longest. Counts
 * cover all keys and the whole run, and a key that was asked for less often than every entry is not kept at all: the
 * "perfect" LFU, which comes to hold the most popular keys. A heap: O(log n) for each entry used.
 */
export class FrequencyEviction implements Eviction {
  /** By key: how often it was asked for. */
  readonly #asked = new Map<number, number>()
  /** Slots, those of the smallest counts first, and by slot its place in the heap, its count and its key. */
  readonly #heap: number[] = []
  readonly #places: number[] = []
  readonly #counts: number[] = []
  /** By slot: when its count last changed, by a count of all such changes. */
  readonly #changed: number[] = []
  #changes = 0

  added(slot: number, key: number): void {
    this.#counts[slot] = this.#asked.get(key) ?? 0
    this.#changed[slot] = ++this.#changes
    this.#place(slot, this.#heap.push(slot) - 1)
    this.#up(this.#heap.length - 1)
  }

  used(slot: number): void {
    this.#counts[slot] = (this.#counts[slot] as number) + 1
    this.#changed[slot] = ++this.#changes
    this.#down(this.#places[slot] as number)
  }

  removed(slot: number): void {
    const place = this.#places[slot] as number
    const last = this.#heap.pop() as number
    if (last === slot) return
    this.#place(last, place)
    this.#up(place)
    this.#down(this.#places[last] as number)
  }

  asked(key: number): void {
    this.#asked.set(key, (this.#asked.get(key) ?? 0) + 1)
  }

  victim(key: number): number {
    const least = this.#heap[0] as number
    return (this.#asked.get(key) ?? 0) < (this.#counts[least] as number) ? -1 : least
  }

  cleared(): void {
    this.#heap.length = 0
  }

  #place(slot: number, place: number): void {
    this.#heap[place] = slot
    this.#places[slot] = place
  }

  #before(one: number, other: number): boolean {
    const difference = (this.#counts[one] as number) - (this.#counts[other] as number)
    return difference < 0 || (difference === 0 && (this.#changed[one] as number) < (this.#changed[other] as number))
  }

  #up(from: number): void {
    const slot = this.#heap[from] as number
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = this.#heap[above] as number
      if (!this.#before(slot, parent)) break
      this.#place(parent, place)
      place = above
    }
    this.#place(slot, place)
  }

  #down(from: number): void {
    const slot = this.#heap[from] as number
    const { length } = this.#heap
    let place = from
    for (let child = 2 * place + 1; child < length; child = 2 * place + 1) {
      if (child + 1 < length && this.#before(this.#heap[child + 1] as number, this.#heap[child] as number)) child++
      const below = this.#heap[child] as number
      if (!this.#before(below, slot)) break
      this.#place(below, place)
      place = child
    }
    this.#place(slot, place)
  }
}
