import type { Bodies } from '../calls/bodies.ts'
import type { ReadyList } from '../calls/ready-list.ts'
import { Cargo, DEFERRED } from '../cargo.ts'
import { type Frame, FrameKind, Waiting } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { pathHash } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import { Outcome } from '../outcome.ts'
import { PARTS, Part } from '../parts.ts'
import type { Step } from '../step.ts'
import type { Message } from './message.ts'
import type { Publication } from './publication.ts'

/** What handing a frame back needs of the world. */
export interface AwaitedParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly ready: ReadyList
}

/**
 * A message whose publisher waits for the broker: a branch below its frame stands for the wait, so that the frame can
 * be stopped as in any other wait, and the message goes on. It is the cargo of that branch, and hears so of its end.
 */
export class AwaitedPublication extends Cargo<Frame> implements Publication {
  readonly message: Message
  readonly step: Step
  readonly #parts: AwaitedParts
  #waiter: Frame | null

  constructor(parts: AwaitedParts, frame: Frame, step: Step, message: Message, bodies: Bodies) {
    super()
    this.#parts = parts
    this.step = step
    this.message = message
    const waiter = bodies.inside(FrameKind.branch, frame, frame.program, pathHash(frame.path, step.hash, 0))
    parts.frames.adopt(frame, waiter)
    frame.need = 1
    frame.branches = 1
    frame.succeeded = 0
    frame.failed = 0
    frame.waiting = Waiting.children
    // It stands at the step, so that its failure is one of the step, and goes on with the end of the program.
    waiter.at = frame.at
    waiter.pc = frame.program.steps.length - 1
    waiter.waiting = Waiting.cargo
    waiter.cargo = this
    this.#waiter = waiter
  }

  override deliver(): number {
    return DEFERRED
  }

  override ended(): null {
    return null
  }

  /** The code that waits has been stopped. */
  override withdrawn(): void {
    this.#waiter = null
  }

  settled(outcome: number, call: Frame | null, retried: boolean): void {
    const waiter = this.#waiter
    if (waiter === null) return
    this.#waiter = null
    // An optional step goes on with its waiter, and the wait was in vain.
    if (outcome === Outcome.ok) this.#account(waiter, call, retried)
    else this.#account(waiter, null, true)
    waiter.waiting = Waiting.nothing
    waiter.failure = outcome
    if (outcome !== Outcome.ok) waiter.origin = call?.origin ?? -1
    this.#parts.ready.add(waiter)
  }

  /** Where the time of the wait went: into the call that decided, and before it into others or into waiting for it. */
  #account(waiter: Frame, call: Frame | null, retried: boolean): void {
    const { engine, frames } = this.#parts
    const { parts } = frames
    let rest = engine.now - waiter.start
    if (call !== null) {
      for (let i = 0; i < PARTS; i++) {
        const part = parts[call.base + i] as number
        parts[waiter.base + i] = (parts[waiter.base + i] as number) + part
        rest -= part
      }
    }
    const before = waiter.base + (retried ? Part.retry : Part.pool)
    parts[before] = (parts[before] as number) + rest
  }
}
