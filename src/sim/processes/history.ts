import type { Act } from './act.ts'
import { type Difference, difference } from './difference.ts'
import type { Effect } from './handling.ts'

/** One step of one node. */
export interface Moment extends Act {
  /** What its handler has sent and answered. */
  readonly sent: readonly Effect[]
  /** Lines that its handler has written. */
  readonly log: readonly string[]
}

/**
 * The last steps of the nodes of a process, with a place in them at which one stands: first at the end. States are
 * kept as they are; what they share is kept once.
 */
export class ProcessHistory {
  readonly #most: number
  readonly #moments: Moment[] = []
  #next = 0
  #place = -1
  #log: string[] = []

  /** Keeps at most `most` steps, at least 1; older ones are forgotten. */
  constructor(most: number) {
    this.#most = most
  }

  /** Steps that are kept. */
  get length(): number {
    return this.#moments.length
  }

  /** Steps of the whole run so far, also those forgotten. */
  get steps(): number {
    return this.#next
  }

  /** A step by its number in the run; `undefined` where it is not kept. */
  at(number: number): Moment | undefined {
    return this.#moments[number - this.#first]
  }

  /** The step that one stands after; `undefined` where nothing is kept. */
  get moment(): Moment | undefined {
    return this.at(this.#place)
  }

  /** Goes to a step by its number in the run, to stand after it; `undefined`, without moving, where it is not kept. */
  goTo(number: number): Moment | undefined {
    const moment = this.at(number)
    if (moment !== undefined) this.#place = number
    return moment
  }

  /** Goes one step back, unless one stands at the first that is kept; returns the step that one stands after now. */
  stepBack(): Moment | undefined {
    if (this.#place <= this.#first) return undefined
    this.#place--
    return this.moment
  }

  /** Goes one step forward, unless one stands at the last; returns the step that one stands after now. */
  stepForward(): Moment | undefined {
    if (this.#place >= this.#next - 1) return undefined
    this.#place++
    return this.moment
  }

  /** State of a node where one stands; `undefined` where no step of it is kept. */
  stateOf(node: number): unknown {
    for (let n = this.#place; n >= this.#first; n--) {
      const moment = this.at(n)
      if (moment?.node === node) return moment.after
    }
    for (let n = this.#place + 1; n < this.#next; n++) {
      const moment = this.at(n)
      if (moment?.node === node) return moment.before
    }
    return undefined
  }

  /** What the step has changed that one stands after. */
  changes(): readonly Difference[] {
    const { moment } = this
    return moment === undefined ? [] : difference(moment.before, moment.after)
  }

  /** A handler that runs now writes a line. */
  write(text: string): void {
    this.#log.push(text)
  }

  /** Takes a step down; one stands after it from now on. They come in the order of their numbers. */
  add(act: Act, sent: readonly Effect[]): void {
    // Twice as many as are asked for are kept at most, so that forgetting moves each step only once.
    if (this.#moments.length >= 2 * this.#most) this.#moments.splice(0, this.#most)
    this.#moments.push({ ...act, sent, log: this.#log })
    this.#next = act.number + 1
    this.#log = []
    this.#place = this.#next - 1
  }

  get #first(): number {
    return this.#next - this.#moments.length
  }
}
