import type { Source } from '../../kernel/source.ts'
import { uniformInteger } from '../../kernel/uniform-integer.ts'
import type { Eviction } from './eviction.ts'

/** Any entry goes, all with the same probability. */
export class RandomEviction implements Eviction {
  readonly #source: Source
  /** The slots in use, in no order, and by slot the place among them. */
  readonly #slots: number[] = []
  readonly #places: number[] = []

  constructor(source: Source) {
    this.#source = source
  }

  added(slot: number): void {
    this.#places[slot] = this.#slots.push(slot) - 1
  }

  used(): void {}

  removed(slot: number): void {
    const place = this.#places[slot] as number
    const last = this.#slots.pop() as number
    if (last === slot) return
    this.#slots[place] = last
    this.#places[last] = place
  }

  asked(): void {}

  victim(): number {
    return this.#slots[uniformInteger(this.#source, this.#slots.length)] as number
  }

  cleared(): void {
    this.#slots.length = 0
  }
}
