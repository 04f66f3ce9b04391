import type { Frame } from '../../frame.ts'
import type { FramePool } from '../../frame-pool.ts'
import type { Engine } from '../../kernel/engine.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { Step } from '../../step.ts'
import type { Edge } from '../edge.ts'
import type { GiveUp } from '../give-up.ts'
import { BreakerCells } from './breaker-cells.ts'
import { Guard } from './guard.ts'
import type { GuardInstruments } from './guard-instruments.ts'
import { type Calls, Guarding } from './guarding.ts'
import type { Passage } from './passage.ts'
import { Passages } from './passages.ts'

export interface GuardsParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly edges: readonly Edge[]
  readonly seed: string
  /** By edge; `null` where it has no policies … */
  readonly instruments: readonly (GuardInstruments | null)[]
  /** … and where it has no fallback that makes a call. */
  readonly fallbacks: readonly (Step | null)[]
}

/** The policies of all edges, and the events that they wait for. */
export class Guards {
  readonly #guards: readonly (Guard | null)[]
  readonly #passages: Passages
  readonly #cells: BreakerCells

  constructor(parts: GuardsParts, calls: Calls) {
    const { engine, frames, edges, seed, instruments, fallbacks } = parts
    const passages = new Passages(engine)
    const cells = new BreakerCells(engine)
    this.#passages = passages
    this.#cells = cells
    this.#guards = edges.map((edge, e) => {
      const plan = edge.plan.guard
      if (plan === null) return null
      const ids = instruments[e] ?? null
      invariant(ids !== null, 'an edge with policies has no instruments')
      const guarding = new Guarding({ engine, frames, passages, calls, seed }, edge, plan, ids, e)
      return new Guard(guarding, cells, fallbacks[e] ?? null)
    })
  }

  /** Passages in use; for measurements. */
  get passages(): number {
    return this.#passages.inUse
  }

  /** The passage with this index. */
  at(passage: number): Passage {
    return this.#passages.at(passage)
  }

  /** What protects the calls of an edge; `null` for nothing. */
  of(edge: number): Guard | null {
    return this.#guards[edge] as Guard | null
  }

  /** The call that a passage, by its index, belongs to. */
  callOf(passage: number): Frame {
    return this.#passages.at(passage).call
  }

  /** Whether a passage expects the event with this sequence number. */
  expects(passage: number, sequence: number): boolean {
    return this.#passages.at(passage).wake === sequence
  }

  /** An event for a passage. Returns the frame that can go on because of it, as the other methods do. */
  wake(index: number, sequence: number): Frame | null {
    const passage = this.#passages.at(index)
    // It may have ended, and even be in use again, since the event was scheduled.
    if (passage.wake !== sequence) return null
    passage.wake = -1
    return passage.layer.woken(passage)
  }

  /** The timer of a passage. */
  timer(index: number): Frame | null {
    const passage = this.#passages.at(index)
    passage.timerSlot = -1
    return passage.layer.timedOut(passage)
  }

  /** A circuit breaker may change its state without a call. */
  breakerTimer(index: number, sequence: number): void {
    const cell = this.#cells.at(index)
    if (cell.wake === sequence) cell.timer()
  }

  /** An attempt, or the call of a fallback, has ended. */
  ended(frame: Frame, outcome: number): Frame | null {
    return this.#guardIn(frame.passage).ended(frame, outcome)
  }

  /** The timeout of a call over `edge`, made in this passage, has run out, and it has been given up. */
  timedOut(passage: number, edge: number): Frame | null {
    return this.#guardIn(passage).timedOut(this.#passages.at(passage), edge)
  }

  /** An attempt begins at its server. */
  began(attempt: Frame): void {
    this.#guardIn(attempt.passage).began(attempt)
  }

  /** A cancellation has reached the server of an attempt that is not given up. */
  untied(attempt: Frame): Frame | null {
    return this.#guardIn(attempt.passage).untied(attempt)
  }

  /** An instance of a unit starts anew, after a crash: so does what protects its calls. */
  restarted(unit: number, instance: number): void {
    for (const guard of this.#guards) if (guard?.isOf(unit) === true) guard.restarted(instance)
  }

  /** Ends all that a call with policies does. */
  drop(call: Frame, outcome: number, how: GiveUp, waste: number): void {
    this.#guardIn(call.passage).drop(call, outcome, how, waste)
  }

  #guardIn(passage: number): Guard {
    return this.#guards[this.#passages.at(passage).call.edge] as Guard
  }
}
