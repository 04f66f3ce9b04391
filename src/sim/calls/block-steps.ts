import type { Frame } from '../frame.ts'
import { StepKind } from '../plan.ts'
import type { Step } from '../step.ts'
import type { Blocks } from './blocks.ts'
import type { Bodies } from './bodies.ts'

/** Whose business each kind of block is: transactions and leases are the stores', the others business transactions'. */
export class BlockSteps implements Blocks {
  readonly #data: Blocks
  readonly #business: Blocks

  constructor(data: Blocks, business: Blocks) {
    this.#data = data
    this.#business = business
  }

  static has({ kind }: Step): boolean {
    return kind === StepKind.begin || kind === StepKind.lease || kind === StepKind.transact || kind === StepKind.once
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    return this.#of(step).block(frame, step, bodies)
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    return this.#of(step).failed(frame, step, outcome, bodies)
  }

  #of({ kind }: Step): Blocks {
    return kind === StepKind.transact || kind === StepKind.once ? this.#business : this.#data
  }
}
