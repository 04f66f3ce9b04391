import type { Bodies } from '../calls/bodies.ts'
import type { MessageSteps } from '../calls/message-steps.ts'
import type { DataObserver } from '../data-fact.ts'
import type { Frame } from '../frame.ts'
import { pathHash } from '../kernel/draws.ts'
import { MessageKind } from '../message-fact.ts'
import type { BrokerPlan, EventPlan } from '../message-plan.ts'
import type { Step } from '../step.ts'
import { AwaitedPublication } from './awaited-publication.ts'
import type { Broker } from './broker.ts'
import { Bus } from './bus.ts'
import { createBroker } from './create-broker.ts'
import { Message } from './message.ts'
import type { MessageReporter } from './message-reporter.ts'
import type { MessageWorld } from './message-world.ts'
import { Producers } from './producers.ts'
import type { Publication } from './publication.ts'

/** No key of its own. */
const NO_KEY = -1

/** What one broker of the plan is in the world. */
type Carrier = { readonly bus: Bus } | { readonly broker: Broker; readonly producers: Producers }

/** Where messages are noted that something else will send. */
export interface Outboxes {
  /** Notes a message; returns as `MessageSteps.publish`. */
  note(frame: Frame, step: Step, message: Message, bodies: Bodies): boolean
}

/** All that carries messages in a world, and what steps want of it. */
export class Messaging implements MessageSteps {
  /** Set by who has them; a plan without outboxes needs none. */
  outboxes: Outboxes | null = null
  readonly #world: MessageWorld
  readonly #carriers: readonly Carrier[]
  readonly #events: readonly EventPlan[]

  constructor(world: MessageWorld) {
    this.#world = world
    const { brokers = [], events = [] } = world.plan
    this.#events = events
    const hand = (publication: Publication): void => this.hand(publication)
    this.#carriers = brokers.map((broker, b) => carrier(world, b, broker, hand))
  }

  /** Sees what happens to messages from now on; `null` for nobody. */
  set observer(observer: DataObserver | null) {
    this.#world.reporter.to = observer
  }

  publish(frame: Frame, step: Step, bodies: Bodies): boolean {
    const index = step.publish?.event ?? -1
    const event = this.#events[index] as EventPlan
    const message = this.#make(frame, step, index)
    if (event.producer.outbox !== null && this.outboxes !== null) {
      return this.outboxes.note(frame, step, message, bodies)
    }
    const awaited = event.producer.acks !== 'none' && !('bus' in this.#carrierOf(event))
    const publication = awaited
      ? new AwaitedPublication(this.#world, frame, step, message, bodies)
      : { message, step, settled: () => {} }
    this.hand(publication)
    return !awaited
  }

  /**
   * Publishes a message that is at its producer now; who asks for it learns how that ends. `first`: it was not
   * published before.
   */
  hand(publication: Publication, first = true): void {
    const { message } = publication
    const event = this.#events[message.event] as EventPlan
    const { reporter, engine } = this.#world
    if (first) reporter.ofPublisher(MessageKind.published, engine.now, message)
    const carries = this.#carrierOf(event)
    if ('bus' in carries) carries.bus.publish(event, message)
    else carries.producers.publish(event, publication, message.producer)
  }

  /** Who is told what happens to messages. */
  get reporter(): MessageReporter {
    return this.#world.reporter
  }

  /** The run begins. */
  start(): void {
    for (const carries of this.#carriers) if ('broker' in carries) carries.broker.start()
  }

  /** An instance, of whatever unit, has crashed. */
  crashed(instance: number): void {
    for (const carries of this.#carriers) {
      if (!('broker' in carries)) continue
      carries.producers.crashed(instance)
      carries.broker.crashed(instance)
    }
  }

  /** … and has started again. */
  restarted(instance: number): void {
    for (const carries of this.#carriers) if ('broker' in carries) carries.broker.restarted(instance)
  }

  /** An instance is to end what it has and stop (`out`), or is not to any more; returns as `Broker.drained`. */
  drained(instance: number, out: boolean): boolean {
    let concerned = false
    for (const carries of this.#carriers) {
      if ('broker' in carries && carries.broker.drained(instance, out)) concerned = true
    }
    return concerned
  }

  #carrierOf({ broker }: EventPlan): Carrier {
    return this.#carriers[broker] as Carrier
  }

  #make(frame: Frame, step: Step, event: number): Message {
    const { client, draws, engine } = this.#world
    const { workload, request, instance, priority, context } = frame
    const path = pathHash(frame.path, step.hash, 0)
    return new Message({
      id: this.#world.nextMessage(),
      event,
      key: step.dataKey === null ? NO_KEY : step.dataKey.draw(draws, workload, request, path),
      bytes: client.make.size(step.request, step.keyHigh, step.keyLow, frame),
      publishedAt: engine.now,
      producer: instance,
      workload,
      request,
      path,
      priority,
      context: context?.outside ?? null,
    })
  }
}

function carrier(
  world: MessageWorld,
  index: number,
  plan: BrokerPlan,
  hand: (publication: Publication) => void,
): Carrier {
  if (plan.rules.kind === 'in-process') return { bus: new Bus(world, plan) }
  const broker = createBroker(world, index, plan, hand)
  return { broker, producers: new Producers(world, broker, plan) }
}
