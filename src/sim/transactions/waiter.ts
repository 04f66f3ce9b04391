import type { Bodies } from '../calls/bodies.ts'
import { Cargo } from '../cargo.ts'
import { type Frame, FrameKind, Waiting } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import { PARTS } from '../parts.ts'
import type { BusinessTransaction } from './business-transaction.ts'

/**
 * Below the frame that stands at a `transact` step: waits for what becomes of a transaction that goes on by itself. If
 * it is stopped, nobody waits any more, and that is all.
 */
export class Waiter extends Cargo<Frame> {
  readonly #of: BusinessTransaction
  #frame: Frame | null

  constructor(of: BusinessTransaction, frame: Frame, bodies: Bodies) {
    super()
    const { program, path, world } = of
    const waiter = bodies.inside(FrameKind.branch, frame, program, path)
    // It does nothing of its own but end.
    waiter.at = program.steps.length - 1
    waiter.pc = waiter.at
    waiter.origin = world.plan.edges.length + program.unit
    waiter.cargo = this
    world.frames.adopt(frame, waiter)
    frame.need = 1
    frame.branches = 1
    frame.succeeded = 0
    frame.failed = 0
    frame.waiting = Waiting.children
    this.#of = of
    this.#frame = waiter
  }

  /** The instance where somebody waits; -1 for none. */
  get instance(): number {
    return this.#frame?.instance ?? -1
  }

  /** Whether somebody waits. */
  get waits(): boolean {
    return this.#frame !== null
  }

  /** Tells who waits, if anybody does. `parts`: where the time has gone; `debt`: cpu work, ns, to be paid for it. */
  tell(outcome: number, parts: readonly number[], debt: number): void {
    const frame = this.#frame
    if (frame === null) return
    this.#frame = null
    const { frames, ready } = this.#of.world
    for (let i = 0; i < PARTS; i++) frames.parts[frame.base + i] = parts[i] as number
    frame.failure = outcome
    frame.debt = debt
    ready.add(frame)
  }

  deliver(): number {
    return Outcome.ok
  }

  ended(): null {
    return null
  }

  override withdrawn(): void {
    this.#frame = null
  }
}
