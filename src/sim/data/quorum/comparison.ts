import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Cell } from './cell.ts'

/** What one node has of a key. */
export interface Entry {
  readonly record: number
  readonly key: number
  readonly cell: Cell
}

/** Two nodes that can be compared. */
export interface Comparer {
  /**
   * `from` has said what it has: the other sends what it lacks, and returns the keys of which it wants to have more.
   */
  compare(from: number, to: number, entries: readonly Entry[]): readonly Entry[]
  /** The comparison is over; `wanted`: what the other one lacks. */
  compared(from: number, to: number, wanted: readonly Entry[], outcome: number): void
}

/** One node on its way to another, to find out in what they differ. */
export class Comparison extends Cargo<Frame> {
  #wanted: readonly Entry[] = []
  readonly #comparer: Comparer
  readonly #from: number
  readonly #entries: readonly Entry[]
  /** Whether this is the call itself, not an attempt or copy of it. */
  #open: boolean

  constructor(comparer: Comparer, from: number, to: number, entries: readonly Entry[], open: boolean) {
    super()
    this.aim = to
    this.#comparer = comparer
    this.#from = from
    this.#entries = entries
    this.#open = open
  }

  override again(): Comparison {
    return new Comparison(this.#comparer, this.#from, this.aim, this.#entries, false)
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (attempt instanceof Comparison) this.#wanted = attempt.#wanted
  }

  deliver(call: Frame): number {
    this.#wanted = this.#comparer.compare(this.#from, call.instance, this.#entries)
    return Outcome.ok
  }

  ended(_call: Frame, outcome: number): null {
    this.#end(outcome)
    return null
  }

  override dropped(_call: Frame, outcome: number): void {
    this.#end(outcome)
  }

  #end(outcome: number): void {
    if (!this.#open) return
    this.#open = false
    this.#comparer.compared(this.#from, this.aim, this.#wanted, outcome)
  }
}
