import { ATTEMPT, type Frame, FrameKind, FrameState, NEVER, Waiting } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import { Outcome } from '../outcome.ts'
import { PARTS, Part } from '../parts.ts'
import type { Instance } from '../services/instance.ts'
import type { Edge } from './edge.ts'
import { type GiveUp, wasteOf } from './give-up.ts'
import type { Guards } from './guard/guards.ts'
import type { ReadyList } from './ready-list.ts'

/** Counters of a unit at the probe. */
export interface UnitInstruments {
  readonly answersUnwanted: number
  /** By cause, see `Waste`. */
  readonly wastedCpu: readonly number[]
}

/** What stopping needs of the world. */
export interface StoppingParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly units: readonly UnitInstruments[]
}

/** What stopping needs of the callers' side. */
export interface CallersSide {
  readonly probe: Probe
  readonly ready: ReadyList
  readonly guards: Guards
  /** Ends a call for its caller, who no longer waits. */
  giveUp(call: Frame, outcome: number, how: GiveUp, waste: number): void
  /** Tells the probe how a call has ended. */
  report(call: Frame, outcome: number, edge: Edge, parts: Float64Array, base: number): void
}

/** Stops work that nobody waits for, at servers and inside units, with everything that it waits for itself. */
export class Stopping {
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #units: readonly UnitInstruments[]
  readonly #side: CallersSide
  /** The split of a call whose time was thrown away. */
  readonly #thrownAway = new Float64Array(PARTS)

  constructor(parts: StoppingParts, side: CallersSide) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#units = parts.units
    this.#side = side
  }

  /** Stops what a frame is doing, and everything it waits for. `waste`: why its work is in vain. */
  stopWork(frame: Frame, outcome: number, how: GiveUp, waste: number = wasteOf(outcome)): void {
    if (frame.waiting === Waiting.cpu) (this.#instances[frame.instance] as Instance).cpu.cancel(frame, this.#side.probe)
    else if (frame.waiting === Waiting.wake) {
      frame.wake = NEVER
      this.#engine.disown()
    } else if (frame.waiting === Waiting.cargo) frame.cargo?.withdrawn(frame)
    for (let child = frame.child; child !== null; child = frame.child) this.#stop(child, outcome, how, waste)
  }

  /** Ends a call, or a frame inside the unit, for which nobody waits any more; an attempt exactly as `how` says. */
  abandon(frame: Frame, outcome: number, how: GiveUp, waste: number = wasteOf(outcome)): void {
    if (frame.series === ATTEMPT) this.#side.giveUp(frame, outcome, how, waste)
    else this.#stop(frame, outcome, how, waste)
  }

  /** Ends what a frame waits for. Only calls that are cancelled by their own policy get a cancellation. */
  #stop(child: Frame, outcome: number, how: GiveUp, waste: number): void {
    if (child.kind !== FrameKind.remote && child.kind !== FrameKind.guarded) {
      this.#stopInside(child, outcome, how, waste)
      return
    }
    const { cancel } = (this.#edges[child.edge] as Edge).plan
    const own = how === 'send-cancellation' && !cancel ? 'let-run' : how
    if (outcome === Outcome.deadline) child.origin = child.edge
    if (child.kind === FrameKind.remote) this.#side.giveUp(child, outcome, own, waste)
    else this.#stopGuarded(child, outcome, own, waste)
  }

  /** Ends a call with policies, and its attempts. */
  #stopGuarded(call: Frame, outcome: number, how: GiveUp, waste: number): void {
    this.#side.guards.drop(call, outcome, how, waste)
    this.#thrownAway[Part.retry] = this.#engine.now - call.start
    this.#side.report(call, outcome, this.#edges[call.edge] as Edge, this.#thrownAway, 0)
    call.cargo?.dropped(call, outcome)
    call.passage = -1
    this.#frames.orphan(call)
    this.#frames.give(call)
  }

  /** Stops the work for a call at its server, when the server learns that nobody waits for it. */
  stopAtServer(call: Frame, outcome: number, how: GiveUp): void {
    const server = this.#instances[call.instance] as Instance
    const now = this.#engine.now
    const { parts } = this.#frames
    if (call.state === FrameState.requestOnTheWay) {
      call.doomed = true
      return
    }
    if (call.state === FrameState.queued) server.withdraw(call, this.#side.probe)
    else if (call.state === FrameState.active || call.state === FrameState.granted) {
      if (call.state === FrameState.granted) this.#side.ready.remove(call)
      this.stopWork(call, outcome, how, call.waste)
      this.countWasted(call)
      // One that has been granted a slot has not taken it yet, and one that is set aside has none.
      const next = call.holdsSlot || call.state === FrameState.granted ? server.release(this.#side.probe) : null
      if (next !== null) this.#side.ready.add(next)
      if (call.state === FrameState.active && !call.holdsSlot) server.takeBack(this.#side.probe)
      call.holdsSlot = false
      server.leave(call, -1)
    } else return
    this.#side.probe.ended(server.instruments.visits, now, call.arrivedAt, outcome, parts, call.base)
    call.cargo?.left(call, Outcome.cancelled)
    this.#frames.give(call)
  }

  /** Stops a call inside the unit or a branch. */
  #stopInside(frame: Frame, outcome: number, how: GiveUp, waste: number): void {
    this.stopWork(frame, outcome, how, waste)
    frame.cargo?.withdrawn(frame)
    if (frame.parent !== null) frame.parent.used += frame.used
    if (frame.series >= 0) {
      this.#thrownAway[Part.retry] = this.#engine.now - frame.start
      this.#side.probe.ended(frame.series, this.#engine.now, frame.start, outcome, this.#thrownAway, 0)
    }
    frame.passage = -1
    this.#frames.orphan(frame)
    this.#frames.give(frame)
  }

  /** Counts the cpu that a unit has spent on a visit for nobody; its callees count their own. */
  countWasted(call: Frame): void {
    const unit = this.#units[(this.#instances[call.instance] as Instance).unit] as UnitInstruments
    this.#side.probe.counted(unit.wastedCpu[call.waste] as number, this.#engine.now, call.used)
  }
}
