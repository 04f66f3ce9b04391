import type { Bodies } from '../calls/bodies.ts'
import type { MessageSteps } from '../calls/message-steps.ts'
import type { DataObserver } from '../data-fact.ts'
import type { Frame } from '../frame.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import type { Step } from '../step.ts'
import type { Broker } from './broker.ts'
import { createBroker } from './create-broker.ts'
import type { MessageWorld } from './message-world.ts'

/** All that carries messages in a world, and what steps want of it. */
export class Messaging implements MessageSteps {
  readonly #world: MessageWorld
  readonly #brokers: readonly Broker[]

  constructor(world: MessageWorld) {
    this.#world = world
    this.#brokers = (world.plan.brokers ?? []).map((broker, b) => createBroker(world, b, broker))
  }

  /** Sees what happens to messages from now on; `null` for nobody. */
  set observer(observer: DataObserver | null) {
    this.#world.reporter.to = observer
  }

  publish(_frame: Frame, _step: Step, _bodies: Bodies): boolean {
    throw new SimulationBug('nothing publishes yet')
  }

  /** The run begins. */
  start(): void {
    for (const broker of this.#brokers) broker.start()
  }

  /** An instance, of whatever unit, has crashed. */
  crashed(instance: number): void {
    for (const broker of this.#brokers) broker.crashed(instance)
  }

  /** … and has started again. */
  restarted(instance: number): void {
    for (const broker of this.#brokers) broker.restarted(instance)
  }
}
