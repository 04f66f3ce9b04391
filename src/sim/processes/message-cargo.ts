import { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { ProcessMessage } from '../process-plan.ts'

/** Who gets messages. */
export interface Mailbox {
  /** A message has come to a node, an instance of its unit; `parent`: number of the act that sent it. */
  receive(instance: number, from: number, message: ProcessMessage, parent: number): void
}

/** A message on its way from node to node. Nobody waits for it, and its sender hears nothing of it. */
export class MessageCargo extends Cargo<Frame> {
  override readonly oneWay = true
  readonly #from: number
  readonly #message: ProcessMessage
  readonly #bytes: number
  readonly #parent: number
  readonly #mailbox: Mailbox

  /**
   * `aim`: the instance it goes to; `from`: the number of the node that sends it; `bytes`: -1 for the usual; `parent`:
   * the number of the act that sends it.
   */
  constructor(
    aim: number,
    { from, message, bytes, parent }: { from: number; message: ProcessMessage; bytes: number; parent: number },
    mailbox: Mailbox,
  ) {
    super()
    this.aim = aim
    this.#from = from
    this.#message = message
    this.#bytes = bytes
    this.#parent = parent
    this.#mailbox = mailbox
  }

  override issued(call: Frame): void {
    if (this.#bytes >= 0) call.requestBytes = this.#bytes
  }

  deliver(call: Frame): number {
    this.#mailbox.receive(call.instance, this.#from, this.#message, this.#parent)
    return Outcome.ok
  }

  ended(): Frame | null {
    return null
  }
}
