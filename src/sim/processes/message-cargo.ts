import { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { ProcessMessage } from '../process-plan.ts'

/** Who gets messages. */
export interface Mailbox {
  /** A message has come to a node, an instance of its unit. */
  receive(instance: number, from: number, message: ProcessMessage): void
}

/** A message on its way from node to node. Nobody waits for it, and its sender hears nothing of it. */
export class MessageCargo extends Cargo<Frame> {
  override readonly oneWay = true
  readonly #from: number
  readonly #message: ProcessMessage
  readonly #bytes: number
  readonly #mailbox: Mailbox

  /** `aim`: the instance it goes to; `from`: the number of the node that sends it; `bytes`: -1 for the usual. */
  constructor(aim: number, from: number, message: ProcessMessage, bytes: number, mailbox: Mailbox) {
    super()
    this.aim = aim
    this.#from = from
    this.#message = message
    this.#bytes = bytes
    this.#mailbox = mailbox
  }

  override issued(call: Frame): void {
    if (this.#bytes >= 0) call.requestBytes = this.#bytes
  }

  deliver(call: Frame): number {
    this.#mailbox.receive(call.instance, this.#from, this.#message)
    return Outcome.ok
  }

  ended(): Frame | null {
    return null
  }
}
