import { LinkedQueue } from './linked-queue.ts'
import { NumberMap } from './number-map.ts'

interface Item<T> {
  readonly number: number
  value: T
  next: Item<T> | null
  before: Item<T> | null
}

/** Values by number, in the order in which they were put, for what comes and goes all the time: see `NumberMap`. */
export class NumberedList<T> {
  readonly #items = new NumberMap<Item<T>>()
  readonly #order = new LinkedQueue<Item<T>>()

  get size(): number {
    return this.#items.size
  }

  /** `number`: an integer from 0 to 2^53 - 1, as in all methods. */
  get(number: number): T | undefined {
    return this.#items.get(number)?.value
  }

  /** Puts a value at the end, or in the place of the one that has this number. */
  set(number: number, value: T): void {
    const known = this.#items.get(number)
    if (known !== undefined) {
      known.value = value
      return
    }
    const item: Item<T> = { number, value, next: null, before: null }
    this.#items.set(number, item)
    this.#order.join(item)
  }

  /** Returns whether it was there. */
  delete(number: number): boolean {
    const item = this.#items.get(number)
    if (item === undefined) return false
    this.#items.delete(number)
    this.#order.leave(item)
    return true
  }

  clear(): void {
    for (let item = this.#order.first; item !== null; item = this.#order.first) this.delete(item.number)
  }

  /** All that are in it now. */
  values(): T[] {
    const values: T[] = []
    for (let item = this.#order.first; item !== null; item = item.next) values.push(item.value)
    return values
  }
}
