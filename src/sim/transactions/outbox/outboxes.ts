import type { Bodies } from '../../calls/bodies.ts'
import type { Frame } from '../../frame.ts'
import { MessageKind } from '../../message-fact.ts'
import type { EventPlan } from '../../message-plan.ts'
import type { Message } from '../../messaging/message.ts'
import type { Outboxes as OutboxesOf } from '../../messaging/messaging.ts'
import type { Step } from '../../step.ts'
import type { BusinessWorld } from '../business-world.ts'
import { Outbox } from './outbox.ts'

/**
 * The transactional outboxes of a world: one for each record of rows. A message is noted as a row, in the local
 * transaction around its `publish` step if there is one, so that it exists exactly if what it tells of does; a relay
 * publishes it afterwards, at least once.
 */
export class Outboxes implements OutboxesOf {
  readonly #world: BusinessWorld
  /** By record of the rows. */
  readonly #outboxes = new Map<number, Outbox>()

  constructor(world: BusinessWorld) {
    this.#world = world
    for (const event of world.plan.events ?? []) {
      const { outbox } = event.producer
      if (outbox !== null) this.#outboxes.set(outbox.record, new Outbox(world, event, outbox))
    }
  }

  note(frame: Frame, step: Step, message: Message, _bodies: Bodies): boolean {
    const event = (this.#world.plan.events as readonly EventPlan[])[message.event] as EventPlan
    const outbox = this.#outboxes.get(event.producer.outbox?.record ?? -1) as Outbox
    this.#tell(message)
    // Behind the step stands the insert of its row.
    const insert = frame.program.steps[frame.at + 1] as Step
    frame.pc = frame.at + 2
    return this.#world.stores.accessAt(frame, insert, outbox.note(step, message))
  }

  /** A row has been committed, or deleted. */
  committed(record: number, key: number): void {
    this.#outboxes.get(record)?.committed(key)
  }

  /** The run begins. */
  start(): void {
    for (const outbox of this.#outboxes.values()) outbox.start()
  }

  /** An instance has crashed. */
  crashed(instance: number): void {
    for (const outbox of this.#outboxes.values()) outbox.crashed(instance)
  }

  /** … and has started again. */
  restarted(instance: number): void {
    for (const outbox of this.#outboxes.values()) outbox.restarted(instance)
  }

  #tell(message: Message): void {
    const { reporter } = this.#world.messaging
    if (reporter.to === null) return
    const fact = reporter.fact(MessageKind.noted, this.#world.engine.now, message)
    fact.instance = message.producer
    reporter.tell(fact)
  }
}
