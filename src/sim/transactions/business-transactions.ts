import type { Blocks } from '../calls/blocks.ts'
import type { Bodies } from '../calls/bodies.ts'
import type { DataObserver } from '../data-fact.ts'
import type { Frame } from '../frame.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import type { Step } from '../step.ts'
import type { BusinessWorld } from './business-world.ts'

/** The business transactions of a world, as steps see them: `transact` and `once`. */
export class BusinessTransactions implements Blocks {
  readonly #world: BusinessWorld

  constructor(world: BusinessWorld) {
    this.#world = world
  }

  /** Sees what becomes of business transactions from now on; `null` for nobody. */
  set observer(observer: DataObserver | null) {
    this.#world.reporter.to = observer
  }

  block(_frame: Frame, _step: Step, _bodies: Bodies): Frame | null {
    throw new SimulationBug('no business transactions yet')
  }

  failed(_frame: Frame, _step: Step, _outcome: number, _bodies: Bodies): Frame | null {
    throw new SimulationBug('no business transactions yet')
  }

  /** The run begins. */
  start(): void {}

  /** An instance, of whatever unit, has crashed. */
  crashed(_instance: number): void {}

  /** … and has started again. */
  restarted(_instance: number): void {}
}
