import type { Cargo } from '../cargo.ts'
import { type Frame, FrameKind } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { pathHash } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import { Outcome } from '../outcome.ts'
import { Part } from '../parts.ts'
import type { Instance } from '../services/instance.ts'
import type { Step } from '../step.ts'
import type { Bodies } from './bodies.ts'
import type { Caller } from './caller.ts'
import type { Client } from './client.ts'
import type { Passage } from './guard/passage.ts'
import type { Visits } from './visits.ts'

/** What calls inside units need of the world. */
export interface InsideCallsParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly instances: readonly Instance[]
  readonly client: Client
  readonly bodies: Bodies
  readonly visits: Visits
  /** Cost of a call inside a unit, ns. */
  readonly inProcess: number
}

/** What runs the operations that are called. */
export interface InsideTurns {
  /** Ends a frame with a failure that is decided here; returns the frame that can go on because of that. */
  fail(frame: Frame, outcome: number): Frame | null
  /** Lets a frame wait so long, ns, without cpu; the time counts as `part`. */
  sleep(frame: Frame, wait: number, part: number): null
}

/** Calls inside a unit: a frame of the same instance, without messages, queues and policies. */
export class InsideCalls {
  readonly #parts: InsideCallsParts
  readonly #turns: InsideTurns

  constructor(parts: InsideCallsParts, turns: InsideTurns) {
    this.#parts = parts
    this.#turns = turns
  }

  /** Begins a call that hangs below its caller, if that waits. Returns what runs next, or `null`. */
  call(caller: Frame, step: Step, awaited: boolean): Frame | null {
    return this.#begin(this.#open(caller, awaited ? caller : null, step, 0), step)
  }

  /** The same for a fallback, whose passage is told when the call has ended. */
  callInstead(caller: Frame, step: Step, passage: Passage): Frame | null {
    const call = this.#open(caller, caller, step, 0)
    call.passage = passage.index
    passage.frame = call
    return this.#begin(call, step)
  }

  /** The same below `parent`, with cargo that learns how it ends; see `Client.carry`. */
  carry(caller: Caller, parent: Frame, step: Step, cargo: Cargo<Frame>, repetition: number): Frame | null {
    const call = this.#open(caller, parent, step, repetition)
    call.cargo = cargo
    cargo.issued(call)
    return this.#begin(call, step)
  }

  /** A call has ended with `outcome`, or what faults make of it. Returns the frame that can go on because of that. */
  ended(call: Frame, outcome: number): Frame | null {
    const { engine, frames, instances, client, visits } = this.#parts
    const { parent, cargo } = call
    const { troubles } = instances[call.instance] as Instance
    const ended = troubles === null ? outcome : troubles.atEnd(call.program.index, outcome)
    if (ended !== outcome) call.origin = visits.place(call)
    if (call.program.counted) client.witness?.worked(call, outcome)
    client.probe.ended(call.series, engine.now, call.start, ended, frames.parts, call.base)
    if (cargo !== null) return this.#unload(call, cargo, outcome, ended)
    if (parent !== null) {
      if (call.passage >= 0) return client.guards.ended(call, ended)
      parent.used += call.used
      client.settle(parent, call, ended)
    }
    frames.give(call)
    return parent
  }

  #open(caller: Caller, parent: Frame | null, step: Step, repetition: number): Frame {
    const { bodies, frames, client } = this.#parts
    const call = bodies.inside(FrameKind.local, caller, step.program, pathHash(caller.path, step.hash, repetition))
    if (repetition > 0) call.identity = pathHash(caller.path, step.hash, 0)
    if (parent !== null) frames.adopt(parent, call)
    call.series = step.series
    client.probe.began(step.series, call.start)
    return call
  }

  #begin(call: Frame, step: Step): Frame | null {
    const { instances, inProcess } = this.#parts
    const ending = instances[call.instance]?.troubles?.atBegin(step.program.index) ?? Outcome.ok
    if (ending !== Outcome.ok) return this.#turns.fail(call, ending)
    return inProcess > 0 ? this.#turns.sleep(call, inProcess, Part.inProcess) : call
  }

  /** Lets the cargo of a call settle who waited for it; `did`: what the operation itself has come to. */
  #unload(call: Frame, cargo: Cargo<Frame>, did: number, outcome: number): Frame | null {
    const { frames } = this.#parts
    if (call.parent !== null) call.parent.used += call.used
    cargo.left(call, did)
    const next = cargo.ended(call, outcome)
    frames.orphan(call)
    frames.give(call)
    return next
  }
}
