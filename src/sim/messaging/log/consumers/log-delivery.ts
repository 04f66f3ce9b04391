import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import { Delivery } from '../../delivery.ts'
import type { Message } from '../../message.ts'
import type { MessageWorld } from '../../message-world.ts'
import type { LogTransaction } from '../replicas/log-transaction.ts'
import { TransactionScope } from '../replicas/transaction-scope.ts'

/** What a delivery is about. */
export interface DeliveryOf {
  readonly message: Message
  readonly subscription: number
  /** How often the subscription has got it, with this time. */
  readonly count: number
  /** Instance of the consumer. */
  readonly consumer: number
  /** What its handler publishes is part of this; `null` for nothing. */
  readonly transaction: LogTransaction | null
}

/** A consumer hands a message of a log to its handler, in the same instance. */
export class LogDelivery extends Delivery {
  readonly #transaction: LogTransaction | null
  /** Told once how the handler has ended; `null` afterwards. */
  #done: ((did: number) => void) | null

  constructor(world: MessageWorld, of: DeliveryOf, done: (did: number) => void) {
    super(world, of.message, of.subscription, of.count, of.consumer)
    this.#transaction = of.transaction
    this.#done = done
  }

  override issued(call: Frame): void {
    super.issued(call)
    if (this.#transaction === null || call.context === null) return
    call.context = new TransactionScope(call.context, this.#transaction)
  }

  protected override over(did: number): void {
    const done = this.#done
    this.#done = null
    // The consumer has crashed with it.
    if (did !== Outcome.crashed) done?.(did)
  }

  override ended(_call: Frame, outcome: number): Frame | null {
    // It has perhaps not got as far as the handler.
    this.over(outcome)
    return null
  }
}
