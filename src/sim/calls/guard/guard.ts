import { type Frame, FrameKind } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { PARTS } from '../../parts.ts'
import type { Step } from '../../step.ts'
import type { GiveUp } from '../give-up.ts'
import type { BreakerCells } from './breaker-cells.ts'
import { buildLayers, type Layers } from './build-layers.ts'
import type { Guarding } from './guarding.ts'
import type { Passage } from './passage.ts'

/** What protects the calls of one edge. */
export class Guard {
  readonly #guarding: Guarding
  readonly #layers: Layers

  constructor(guarding: Guarding, cells: BreakerCells, fallback: Step | null) {
    this.#guarding = guarding
    this.#layers = buildLayers(guarding, cells, fallback)
  }

  /**
   * Begins a call that has been made ready. `path`: that of its caller. `instead`: the passage that it is a fallback
   * for, or `null`. Returns the frame that can go on because it has ended at once.
   */
  begin(call: Frame, step: Step, path: number, instead: Passage | null): Frame | null {
    const root = this.#guarding.passages.takeRoot(this.#layers.root, call, step)
    root.path = path
    root.outer = instead
    call.passage = root.index
    // As of a frame inside the unit of the caller, which pays for the protocol.
    call.instance = call.caller
    call.origin = -1
    call.retryAfter = 0
    return this.#layers.root.enter(root)
  }

  /** An attempt, or the call of a fallback, has ended with the split of its time. Takes the frame back. */
  ended(frame: Frame, outcome: number): Frame | null {
    const { passages, frames } = this.#guarding
    const passage = passages.at(frame.passage)
    const { call } = passage
    const { parts } = frames
    parts.copyWithin(call.base, frame.base, frame.base + PARTS)
    call.origin = frame.origin
    if (frame.cargo !== null) call.cargo?.broughtBack(frame.cargo)
    call.retryAfter = outcome === Outcome.throttled ? frame.retryAfter : 0
    // Work inside the unit is that of the caller.
    if (frame.kind === FrameKind.local) call.used += frame.used
    frame.passage = -1
    passage.frame = null
    frames.orphan(frame)
    frames.give(frame)
    return passage.layer.ended(passage, outcome)
  }

  /** The timeout of an attempt, or of the call of a fallback, over `edge` has run out, and it has been given up. */
  timedOut(passage: Passage, edge: number): Frame | null {
    const { call } = passage
    this.#guarding.forget(call)
    call.origin = edge
    passage.frame = null
    return passage.layer.ended(passage, Outcome.timeout)
  }

  /** An attempt begins at its server. */
  began(attempt: Frame): void {
    this.#layers.hedge?.began(attempt)
  }

  /** A cancellation has reached the server of an attempt that is not given up: it is tied. */
  untied(attempt: Frame): Frame | null {
    return this.#layers.hedge?.untied(attempt) ?? null
  }

  /** Whether it protects calls from this unit. */
  isOf(unit: number): boolean {
    return this.#guarding.edge.plan.from === unit
  }

  /**
   * A calling instance starts anew. What it shares with others lives elsewhere and lasts, as does what its sidecar
   * knows.
   */
  restarted(caller: number): void {
    const { plan, edge } = this.#guarding
    if (plan.scope === 'shared' || plan.sidecar !== null) return
    for (const layer of this.#layers.all) layer.restarted(edge.callerRow(caller))
  }

  /** Ends all that a call does, for nobody waits for it any more. */
  drop(call: Frame, outcome: number, how: GiveUp, waste: number): void {
    this.#guarding.drop(this.#guarding.passages.at(call.passage), outcome, how, waste)
  }
}
