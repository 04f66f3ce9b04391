import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Cell } from './cell.ts'

/** Where it is delivered. */
export interface Receiver {
  /** A node gets what another one has of a key. */
  receive(instance: number, record: number, key: number, cell: Cell): void
}

/** What one node tells another about a key, on its way. `over` is called once, with how that has ended. */
export class Transfer extends Cargo<Frame> {
  readonly #receiver: Receiver
  readonly #record: number
  readonly #cell: Cell
  #over: ((outcome: number) => void) | null

  constructor(
    receiver: Receiver,
    aim: number,
    what: { readonly record: number; readonly key: number; readonly cell: Cell },
    over: ((outcome: number) => void) | null,
  ) {
    super()
    this.aim = aim
    this.key = what.key
    this.#receiver = receiver
    this.#record = what.record
    this.#cell = what.cell
    this.#over = over
  }

  override again(): Transfer {
    return new Transfer(this.#receiver, this.aim, { record: this.#record, key: this.key, cell: this.#cell }, null)
  }

  deliver(call: Frame): number {
    this.#receiver.receive(call.instance, this.#record, this.key, this.#cell)
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
    const over = this.#over
    this.#over = null
    over?.(outcome)
  }
}
