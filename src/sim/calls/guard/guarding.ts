import type { Frame } from '../../frame.ts'
import type { FramePool } from '../../frame-pool.ts'
import type { Engine } from '../../kernel/engine.ts'
import type { Probe } from '../../kernel/probe.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import { PARTS, type Part } from '../../parts.ts'
import type { GuardPlan } from '../../policy-plan.ts'
import type { Step } from '../../step.ts'
import type { CallMaker } from '../call-maker.ts'
import type { Edge } from '../edge.ts'
import type { GiveUp } from '../give-up.ts'
import type { GuardInstruments } from './guard-instruments.ts'
import type { Passage } from './passage.ts'
import type { Passages } from './passages.ts'

/** What policies ask of the client side of calls. */
export interface Calls {
  readonly probe: Probe
  readonly make: Pick<CallMaker, 'expiryOf'>
  /** Sends an attempt that has been made ready; `lane` is that of its timeout, or -1. */
  send(attempt: Frame, lane: number): void
  /** Ends a call, or a frame inside the unit, for which nobody waits any more. */
  abandon(frame: Frame, outcome: number, how: GiveUp, waste: number): void
  /** Sends a cancellation after an attempt that is still wanted. */
  cancelTied(attempt: Frame): void
  /** Makes the call of a fallback, which tells `passage` when it has ended. */
  callInstead(passage: Passage, step: Step): Frame | null
  /** Settles what the call of a frame with policies has come to; returns the frame that waited for it. */
  finish(call: Frame, outcome: number): Frame | null
}

export interface GuardingParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly passages: Passages
  readonly calls: Calls
  readonly seed: string
}

/** What the layers of one edge have in common. */
export class Guarding {
  readonly engine: Engine
  readonly frames: FramePool
  readonly passages: Passages
  readonly calls: Calls
  readonly edge: Edge
  readonly plan: GuardPlan
  readonly instruments: GuardInstruments
  /** Where its refusals and timeouts are decided: the edge, among the catalogue's origins. */
  readonly origin: number
  readonly #seed: string

  constructor(parts: GuardingParts, edge: Edge, plan: GuardPlan, instruments: GuardInstruments, origin: number) {
    this.engine = parts.engine
    this.frames = parts.frames
    this.passages = parts.passages
    this.calls = parts.calls
    this.#seed = parts.seed
    this.edge = edge
    this.plan = plan
    this.instruments = instruments
    this.origin = origin
  }

  /** The stream of one policy of the edge, for the `row`-th of its states. */
  stream(policy: string, row: number): Stream {
    return new Stream(streamKey(this.#seed, `${policy}/${this.edge.plan.name}/${row}`))
  }

  /** Which of the states, by caller, serves this call. */
  row(call: Frame): number {
    return this.plan.scope === 'shared' ? 0 : this.edge.callerRow(call.caller)
  }

  /** Ends what a layer has refused before it made a passage of it. */
  refuse(outer: Passage, outcome: number): Frame | null {
    this.decided(outer.call)
    return outer.layer.ended(outer, outcome)
  }

  /** Takes note that the outcome of a call was decided here, and that no attempt's time belongs to it. */
  decided(call: Frame): void {
    call.origin = this.origin
    this.forget(call)
  }

  /** Takes the split of the last attempt out of a call, whose time will all be `retry`. */
  forget(call: Frame): void {
    this.frames.parts.fill(0, call.base, call.base + PARTS)
  }

  /** Adds to a part of a call. */
  spend(call: Frame, part: (typeof Part)[keyof typeof Part], time: number): void {
    const { parts } = this.frames
    parts[call.base + part] = (parts[call.base + part] as number) + time
  }

  /** Ends all that is inside a passage, for nobody waits for it any more. */
  dropInside(passage: Passage, outcome: number, how: GiveUp, waste: number): void {
    for (let { inner } = passage; inner !== null; inner = passage.inner) this.drop(inner, outcome, how, waste)
    const { frame } = passage
    if (frame === null) return
    passage.frame = null
    this.calls.abandon(frame, outcome, how, waste)
  }

  /** Ends a passage and all that is inside it. */
  drop(passage: Passage, outcome: number, how: GiveUp, waste: number): void {
    passage.layer.parting(passage)
    this.dropInside(passage, outcome, how, waste)
    passage.layer.dropped(passage)
    this.passages.give(passage)
  }
}
