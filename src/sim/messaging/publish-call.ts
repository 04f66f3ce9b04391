import { Cargo } from '../cargo.ts'
import { type Frame, Waste } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import type { Step } from '../step.ts'
import type { Batch } from './batch.ts'
import type { Broker } from './broker.ts'
import type { Message } from './message.ts'
import type { MessageWorld } from './message-world.ts'

/** Who sends batches. */
export interface BatchSender {
  readonly broker: Broker
  /** What the producer waits for. */
  readonly acks: 'none' | 'one' | 'all'
  /** The attempt has ended for the producer. */
  sent(call: PublishCall, frame: Frame, outcome: number): void
}

/** One attempt to bring a batch to its broker. */
export class PublishCall extends Cargo<Frame> {
  override readonly oneWay: boolean
  override readonly inOrder: boolean
  readonly batch: Batch
  readonly #sender: BatchSender
  readonly #bytes: number
  #call: Frame | null = null
  #sentAt = 0

  constructor(sender: BatchSender, batch: Batch) {
    super()
    this.#sender = sender
    this.batch = batch
    this.oneWay = sender.acks === 'none'
    this.inOrder = sender.broker.keepsOrder
    const { event, partition, producer } = batch
    this.aim = sender.broker.nodeFor(event, partition, producer)
    let sum = 0
    for (const { bytes } of batch.messages) sum += bytes
    this.#bytes = sum
  }

  /** Sends it as attempt number `attempt`, counted from 0. */
  send(world: MessageWorld, step: Step, attempt: number): void {
    const { client } = world
    const first = this.batch.messages[0] as Message
    this.#sentAt = world.engine.now
    client.carry(client.sender.of(first, this.batch.producer, first.context), null, step, this, attempt)
  }

  override issued(call: Frame): void {
    call.requestBytes = this.#bytes
    this.#call = call
  }

  /** The connection that it went over is closed; returns whether it was under way, and has failed with that. */
  cut({ client, engine }: MessageWorld): boolean {
    const call = this.#call
    if (call === null || this.#sentAt === engine.now) return false
    client.abandon(call, Outcome.reset, 'let-run', Waste.timeout)
    return true
  }

  override dropped(): void {
    this.#call = null
  }

  override lost(): void {
    this.#call = null
  }

  override deliver(call: Frame): number {
    return this.#sender.broker.accept(call, this.batch, this.#sender.acks === 'all')
  }

  override withdrawn(call: Frame): void {
    this.#sender.broker.withdraw(call)
  }

  override ended(call: Frame, outcome: number): Frame | null {
    this.#call = null
    this.#sender.broker.heard(this.batch.producer, call.instance, outcome)
    this.#sender.sent(this, call, outcome)
    return null
  }
}
