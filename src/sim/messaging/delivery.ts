import { Cargo } from '../cargo.ts'
import type { Frame } from '../frame.ts'
import { MessageKind } from '../message-fact.ts'
import { Outcome } from '../outcome.ts'
import type { Step } from '../step.ts'
import type { Message } from './message.ts'
import type { MessageWorld } from './message-world.ts'

/**
 * A message on its way to its handler: pushed by a broker, or handed over within the instance that has fetched it. Each
 * delivery draws anew what its handler needs, and the same whatever has brought it.
 */
export abstract class Delivery extends Cargo<Frame> {
  readonly message: Message
  readonly subscription: number
  /** How often the subscription has got it, with this time. */
  readonly delivery: number
  protected readonly world: MessageWorld
  #absorbed = false
  #isOver = false

  /** `consumer`: the instance whose handler gets it. */
  constructor(world: MessageWorld, message: Message, subscription: number, delivery: number, consumer: number) {
    super()
    this.world = world
    this.message = message
    this.subscription = subscription
    this.delivery = delivery
    this.aim = consumer
    this.key = message.key
  }

  /** Sends it by the call of `step`, from the instance `from`. */
  send(step: Step, from: number): void {
    const { client } = this.world
    const { message } = this
    client.carry(client.sender.of(message, from, message.context), null, step, this, this.delivery - 1)
  }

  override issued(call: Frame): void {
    call.requestBytes = this.message.bytes
  }

  override admit(_call: Frame): boolean {
    this.#tell(MessageKind.delivered, Outcome.ok)
    return true
  }

  /** Handlers have no such step. */
  override deliver(_call: Frame): number {
    return Outcome.ok
  }

  override left(_call: Frame, did: number): void {
    this.#end(did)
  }

  #end(did: number): void {
    this.#isOver = true
    const good = this.#absorbed ? MessageKind.absorbed : MessageKind.handled
    this.#tell(did === Outcome.ok ? good : MessageKind.failed, did)
    this.over(did)
  }

  override absorbed(): void {
    this.#absorbed = true
  }

  /** At the consumer: the handler has come to its end with `did`, or was stopped (`crashed`, `cancelled`). */
  protected over(_did: number): void {}

  /** Turned away at the door, it has not been visited. */
  override ended(_call: Frame, outcome: number): Frame | null {
    if (!this.#isOver) this.#end(outcome)
    return null
  }

  #tell(kind: MessageKind, outcome: number): void {
    const { reporter, engine } = this.world
    if (reporter.to === null) return
    const fact = reporter.fact(kind, engine.now, this.message)
    fact.subscription = this.subscription
    fact.delivery = this.delivery
    fact.instance = this.aim
    fact.outcome = outcome
    reporter.tell(fact)
  }
}
