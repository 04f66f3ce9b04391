import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'

/** What the body carries that a message makes a participant run: it hears when that is stopped in the middle. */
export class Run extends Cargo<Frame> {
  readonly #stopped: () => void

  constructor(stopped: () => void) {
    super()
    this.#stopped = stopped
  }

  deliver(): number {
    return Outcome.ok
  }

  ended(): null {
    return null
  }

  override withdrawn(): void {
    this.#stopped()
  }
}
