import type { Frame } from '../../frame.ts'
import { Delivery } from '../delivery.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import type { QueueEntry } from './queue-entry.ts'

/** Who has sent a delivery. */
export interface DeliveryOwner {
  /** The consumer's answer has come, or its connection is gone: `outcome`. */
  answered(delivery: PushedDelivery, outcome: number): void
}

/** A message that a queue has pushed to a consumer; the answer of its handler is the acknowledgement. */
export class PushedDelivery extends Delivery {
  override readonly oneWay: boolean
  readonly entry: QueueEntry
  /** When it was sent, ns. */
  readonly sentAt: number
  /** The call that is under way with it; `null` when it is over. */
  call: Frame | null = null
  readonly #owner: DeliveryOwner

  /** `acknowledged`: whether somebody waits for the acknowledgement. */
  constructor(
    world: MessageWorld,
    owner: DeliveryOwner,
    entry: QueueEntry,
    place: { readonly subscription: number; readonly consumer: number; readonly acknowledged: boolean },
  ) {
    super(world, entry.message as Message, place.subscription, entry.deliveries, place.consumer)
    this.#owner = owner
    this.entry = entry
    this.oneWay = !place.acknowledged
    this.sentAt = world.engine.now
  }

  get consumer(): number {
    return this.aim
  }

  override issued(call: Frame): void {
    super.issued(call)
    this.call = call
  }

  override ended(_call: Frame, outcome: number): Frame | null {
    this.call = null
    this.#owner.answered(this, outcome)
    return null
  }

  override dropped(): void {
    this.call = null
  }

  /** Nobody waits for it any more: its answer, should it come, means nothing. */
  giveUp(outcome: number): void {
    const { call } = this
    if (call === null) return
    this.call = null
    this.world.client.giveUp(call, outcome, 'let-run')
  }
}
