import type { Blocks } from '../calls/blocks.ts'
import type { Bodies } from '../calls/bodies.ts'
import type { DataObserver } from '../data-fact.ts'
import type { Frame } from '../frame.ts'
import { invariant } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import { StepKind } from '../plan.ts'
import type { Step } from '../step.ts'
import { BlockTurn } from './block-turn.ts'
import type { BusinessWorld } from './business-world.ts'
import { createRealisation } from './create-realisation.ts'
import { Effects } from './effects.ts'
import { Once } from './once/once.ts'
import { Outboxes } from './outbox/outboxes.ts'
import type { Realisation } from './realisation.ts'

/** The business transactions of a world, as steps see them: `transact` and `once`. */
export class BusinessTransactions implements Blocks {
  readonly #world: BusinessWorld
  readonly #once: Once
  readonly #outboxes: Outboxes
  /** By business transaction of the plan. */
  readonly #realisations: readonly Realisation[]

  constructor(world: BusinessWorld) {
    this.#world = world
    this.#once = new Once(world)
    this.#outboxes = new Outboxes(world)
    world.messaging.outboxes = this.#outboxes
    const { businesses = [] } = world.plan
    this.#realisations = businesses.map((plan, b) => createRealisation(world, b, plan))
    if (world.plan.programs.some(({ counted }) => counted))
      world.client.witness = new Effects(world, this.#once.absorbed)
  }

  /** Sees what becomes of business transactions from now on; `null` for nobody. */
  set observer(observer: DataObserver | null) {
    this.#world.reporter.to = observer
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (step.kind === StepKind.once) return this.#once.block(frame, step, bodies)
    if (!(frame.cargo instanceof BlockTurn)) return this.#of(step).block(frame, step, bodies)
    frame.cargo.over(frame, Outcome.ok)
    return null
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    if (step.kind === StepKind.once) return this.#once.failed(frame, step, outcome, bodies)
    if (!(frame.cargo instanceof BlockTurn)) return this.#of(step).failed(frame, step, outcome, bodies)
    frame.cargo.over(frame, outcome)
    return null
  }

  /** A row of a record that is kept beyond its keys has been committed. */
  rowCommitted(record: number, key: number): void {
    this.#outboxes.committed(record, key)
  }

  /** The run begins. */
  start(): void {
    this.#outboxes.start()
    for (const realisation of this.#realisations) realisation.start?.()
  }

  /** An instance, of whatever unit, has crashed. */
  crashed(instance: number): void {
    this.#outboxes.crashed(instance)
    for (const realisation of this.#realisations) realisation.crashed?.(instance)
  }

  /** … and has started again. */
  restarted(instance: number): void {
    this.#outboxes.restarted(instance)
    for (const realisation of this.#realisations) realisation.restarted?.(instance)
  }

  #of({ transact }: Step): Realisation {
    const realisation = this.#realisations[transact?.business ?? -1]
    invariant(realisation !== undefined, 'a step is about a business transaction that is none')
    return realisation
  }
}
