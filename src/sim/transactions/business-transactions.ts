import type { Blocks } from '../calls/blocks.ts'
import type { Bodies } from '../calls/bodies.ts'
import type { DataObserver } from '../data-fact.ts'
import type { Frame } from '../frame.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import { StepKind } from '../plan.ts'
import type { Step } from '../step.ts'
import type { BusinessWorld } from './business-world.ts'
import { Effects } from './effects.ts'
import { Once } from './once/once.ts'
import { Outboxes } from './outbox/outboxes.ts'

/** The business transactions of a world, as steps see them: `transact` and `once`. */
export class BusinessTransactions implements Blocks {
  readonly #world: BusinessWorld
  readonly #once: Once
  readonly #outboxes: Outboxes

  constructor(world: BusinessWorld) {
    this.#world = world
    this.#once = new Once(world)
    this.#outboxes = new Outboxes(world)
    world.messaging.outboxes = this.#outboxes
    if (world.plan.programs.some(({ counted }) => counted))
      world.client.witness = new Effects(world, this.#once.absorbed)
  }

  /** Sees what becomes of business transactions from now on; `null` for nobody. */
  set observer(observer: DataObserver | null) {
    this.#world.reporter.to = observer
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (step.kind === StepKind.once) return this.#once.block(frame, step, bodies)
    throw new SimulationBug('no business transactions yet')
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    if (step.kind === StepKind.once) return this.#once.failed(frame, step, outcome, bodies)
    throw new SimulationBug('no business transactions yet')
  }

  /** A row of a record that is kept beyond its keys has been committed. */
  rowCommitted(record: number, key: number): void {
    this.#outboxes.committed(record, key)
  }

  /** The run begins. */
  start(): void {
    this.#outboxes.start()
  }

  /** An instance, of whatever unit, has crashed. */
  crashed(instance: number): void {
    this.#once.crashed(instance)
    this.#outboxes.crashed(instance)
  }

  /** … and has started again. */
  restarted(instance: number): void {
    this.#outboxes.restarted(instance)
  }
}
