import { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'

/**
 * The cargo of a frame that stands at the `transact` step of a program of calls while a statement of the coordinator is
 * under way: when that has ended, the interpreter comes by here.
 */
export class BlockTurn extends Cargo<Frame> {
  readonly #over: (frame: Frame, outcome: number) => void

  /** `over` gives the frame back. */
  constructor(over: (frame: Frame, outcome: number) => void) {
    super()
    this.#over = over
  }

  /** The statement has ended with `outcome`. */
  over(frame: Frame, outcome: number): void {
    this.#over(frame, outcome)
  }

  deliver(): number {
    return Outcome.ok
  }

  ended(): null {
    return null
  }
}
