import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Transaction } from './transaction.ts'

/** What the frame of the body carries: it hears when its caller is stopped in the middle. */
export class Body extends Cargo<Frame> {
  readonly #transaction: Transaction

  constructor(transaction: Transaction) {
    super()
    this.#transaction = transaction
  }

  deliver(): number {
    return Outcome.ok
  }

  ended(): null {
    return null
  }

  override withdrawn(frame: Frame): void {
    this.#transaction.abandoned(frame.instance)
  }
}
