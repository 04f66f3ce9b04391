import { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'

/** Who has made a statement in a frame of its own. */
export interface StatementOwner {
  /** It has ended, below `parent`: gives the frame back. `then`: what it wanted to do with that. */
  over(frame: Frame, outcome: number, parent: Frame, then: ((outcome: number) => void) | null): void
}

/**
 * The cargo of a frame that stands at the `transact` step of a program of calls while a statement of the coordinator is
 * under way: when that has ended, the interpreter comes by here.
 */
export class BlockTurn extends Cargo<Frame> {
  readonly #owner: StatementOwner
  readonly #parent: Frame
  readonly #then: ((outcome: number) => void) | null

  /** `parent`: the frame above that of the statement; `then` is for its owner. */
  constructor(owner: StatementOwner, parent: Frame, then: ((outcome: number) => void) | null) {
    super()
    this.#owner = owner
    this.#parent = parent
    this.#then = then
  }

  /** The statement has ended with `outcome`. */
  over(frame: Frame, outcome: number): void {
    this.#owner.over(frame, outcome, this.#parent, this.#then)
  }

  deliver(): number {
    return Outcome.ok
  }

  ended(): null {
    return null
  }
}
