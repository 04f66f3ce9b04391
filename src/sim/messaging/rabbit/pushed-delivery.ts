import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { Delivery } from '../delivery.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { Retransmission } from './retransmission.ts'

/** `did` of a delivery whose handler has not come to its end. */
const NOT_OVER = -1

/** Who has sent a delivery. */
export interface DeliveryOwner {
  /** The consumer's answer has come, or its connection is gone: `outcome`. */
  answered(delivery: PushedDelivery, outcome: number): void
  /** It, or its answer, is lost on the way. */
  lost(delivery: PushedDelivery): void
}

/** A message that a queue has pushed to a consumer; the answer of its handler is the acknowledgement. */
export class PushedDelivery extends Delivery {
  override readonly oneWay: boolean
  override readonly inOrder = true
  /** Which of the queue's entries it is. */
  readonly position: number
  /** Which connection to the consumer it goes over. */
  readonly connection: number
  /** When it was sent, ns. */
  readonly sentAt: number
  /** What the handler has come to. */
  did: number = NOT_OVER
  readonly #owner: DeliveryOwner
  #call: Frame | null = null
  #retransmission: Retransmission | null = null

  /** `acknowledged`: whether somebody waits for the acknowledgement. */
  constructor(
    world: MessageWorld,
    owner: DeliveryOwner,
    entry: { readonly message: Message; readonly position: number; readonly deliveries: number },
    place: {
      readonly subscription: number
      readonly consumer: number
      readonly connection: number
      readonly acknowledged: boolean
    },
  ) {
    super(world, entry.message, place.subscription, entry.deliveries, place.consumer)
    this.#owner = owner
    this.position = entry.position
    this.connection = place.connection
    this.oneWay = !place.acknowledged
    this.sentAt = world.engine.now
  }

  get consumer(): number {
    return this.aim
  }

  /** Whether its handler has come to its end, and was not stopped. */
  get isHandled(): boolean {
    return this.did !== NOT_OVER && this.did !== Outcome.crashed && this.did !== Outcome.cancelled
  }

  override issued(call: Frame): void {
    super.issued(call)
    this.#call = call
  }

  protected override over(did: number): void {
    this.did = did
  }

  override ended(_call: Frame, outcome: number): Frame | null {
    this.#call = null
    if (!this.oneWay) this.#owner.answered(this, outcome)
    return null
  }

  override dropped(): void {
    this.#call = null
  }

  override lost(): void {
    this.#call = null
    if (this.did === NOT_OVER || (this.isHandled && !this.oneWay)) this.#owner.lost(this)
  }

  /** How long to wait before it, or its answer, is sent again, ns. */
  nextWait(): number {
    this.#retransmission ??= new Retransmission()
    return this.#retransmission.next()
  }

  /** Nobody waits for it any more: its answer, should it come, means nothing. */
  giveUp(outcome: number): void {
    const call = this.#call
    this.#call = null
    if (call !== null) this.world.client.giveUp(call, outcome, 'let-run')
  }
}
