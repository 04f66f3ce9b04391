import { ComponentSteps } from '../data/component-steps.ts'
import { MessageCause, MessageKind } from '../message-fact.ts'
import type { BrokerPlan, EventPlan, SubscriptionPlan } from '../message-plan.ts'
import { Outcome } from '../outcome.ts'
import type { Program } from '../step.ts'
import { Delivery } from './delivery.ts'
import type { Message } from './message.ts'
import type { MessageWorld } from './message-world.ts'

/** A message in the memory of the process that has published it: what becomes of it there is all that becomes of it. */
class Handed extends Delivery {
  protected override over(did: number): void {
    const { reporter, engine } = this.world
    if (reporter.to === null) return
    const fact = reporter.fact(did === Outcome.ok ? MessageKind.settled : MessageKind.dropped, engine.now, this.message)
    fact.subscription = this.subscription
    fact.instance = this.aim
    fact.outcome = did
    if (did !== Outcome.ok) fact.cause = did === Outcome.crashed ? MessageCause.lostNode : MessageCause.rejected
    reporter.tell(fact)
  }
}

/**
 * Events inside one process: handlers run in the background, in the instance that has published, and a message is gone
 * with that instance or with a handler that fails.
 */
export class Bus {
  readonly #world: MessageWorld
  readonly #steps: ComponentSteps

  constructor(world: MessageWorld, plan: BrokerPlan) {
    this.#world = world
    this.#steps = new ComponentSteps(world.programs, plan.name)
  }

  /** Hands a message to all who handle it. */
  publish(event: EventPlan, message: Message): void {
    const { engine, reporter, plan, programs, instances } = this.#world
    const instance = message.producer
    if (reporter.to !== null) {
      const fact = reporter.fact(
        event.subscriptions.length > 0 ? MessageKind.stored : MessageKind.dropped,
        engine.now,
        message,
      )
      fact.instance = instance
      if (event.subscriptions.length === 0) fact.cause = MessageCause.unroutable
      reporter.tell(fact)
    }
    const unit = instances[instance]?.unit ?? -1
    for (const s of event.subscriptions) {
      const { program } = (plan.subscriptions as readonly SubscriptionPlan[])[s] as SubscriptionPlan
      const step = this.#steps.find(unit, (programs[program] as Program).name)
      new Handed(this.#world, message, s, 1, instance).send(step, instance)
    }
  }
}
