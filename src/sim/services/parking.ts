import { EventKind } from '../event-kind.ts'
import { type Frame, FrameState } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import { Part } from '../parts.ts'
import type { Troubles } from './troubles.ts'

/** One thing that a pause has put off. */
interface Parked {
  readonly kind: number
  readonly index: number
  /** Stands in place of the number of the event that was expected: who has lost interest has overwritten it. */
  readonly ticket: number
  /** When it was due, ns. */
  readonly due: number
}

/** A call on its way through a policy, as far as a pause of its caller is concerned. */
export interface Passing {
  readonly call: Frame
  wake: number
  timerSlot: number
}

/** Something that a node waits for, as far as a pause of its instance is concerned. */
export interface Waking {
  readonly instance: number
  wake: number
}

/** What is put off at one instance. */
interface Queue {
  readonly troubles: Troubles
  readonly parked: Parked[]
  /** What has no event of its own. */
  readonly actions: (() => void)[]
}

/** The first ticket; numbers above it have other meanings where event numbers stand. */
const FIRST_TICKET = -16
/** No instance: what happens at a workload. */
const NOWHERE = -1

/**
 * Keeps what would happen in instances that stand still, and lets it happen when they go on: as events at that time, in
 * the order in which they were due.
 */
export class Parking {
  /** Instances that stand still now; with 0 nobody need ask. */
  standing = 0

  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #passing: (index: number) => Passing
  readonly #waking: (index: number) => Waking
  /** What is put off at each instance that stands still, by index. */
  readonly #parked: (Queue | null)[] = []
  #ticket = FIRST_TICKET

  /** `passing`: the calls on their way through policies, by index; `waking`: what nodes wait for, by slot. */
  constructor(
    engine: Engine,
    frames: FramePool,
    passing: (index: number) => Passing,
    waking: (index: number) => Waking,
  ) {
    this.#engine = engine
    this.#frames = frames
    this.#passing = passing
    this.#waking = waking
  }

  /** An instance stands still from now on. */
  stand(instance: number, troubles: Troubles): void {
    this.standing++
    this.#parked[instance] = { troubles, parked: [], actions: [] }
  }

  /** Whether an instance (-1: a workload) stands still. */
  stands(instance: number): boolean {
    return instance >= 0 && (this.#parked[instance] ?? null) !== null
  }

  /** Puts off the event being dispatched if it acts in an instance that stands still; returns whether it has. */
  takesEvent(kind: number, index: number): boolean {
    switch (kind) {
      case EventKind.request:
      case EventKind.wake:
      case EventKind.waitOver: {
        const frame = this.#frames.at(index)
        return frame.wake === this.#engine.sequence && this.#takesWake(kind, frame, frame.instance)
      }
      case EventKind.answer: {
        const frame = this.#frames.at(index)
        return frame.wake === this.#engine.sequence && this.#takesWake(kind, frame, frame.caller)
      }
      case EventKind.resumed: {
        const frame = this.#frames.at(index)
        return frame.wake === this.#engine.sequence && this.takesReady(frame)
      }
      case EventKind.cancel: {
        const frame = this.#frames.at(index)
        if (frame.cancelWake !== this.#engine.sequence || !this.stands(frame.instance)) return false
        frame.cancelWake = this.#put(frame.instance, kind, index)
        return true
      }
      case EventKind.timeout: {
        const frame = this.#frames.at(index)
        if (!this.stands(frame.caller)) return false
        frame.timeoutSlot = this.#put(frame.caller, kind, index)
        return true
      }
      case EventKind.passage: {
        const passing = this.#passing(index)
        if (passing.wake !== this.#engine.sequence || !this.stands(passing.call.caller)) return false
        passing.wake = this.#put(passing.call.caller, kind, index)
        return true
      }
      case EventKind.passageTimer: {
        const passing = this.#passing(index)
        if (!this.stands(passing.call.caller)) return false
        passing.timerSlot = this.#put(passing.call.caller, kind, index)
        return true
      }
      case EventKind.node: {
        const waking = this.#waking(index)
        if (waking.wake !== this.#engine.sequence || !this.stands(waking.instance)) return false
        waking.wake = this.#put(waking.instance, kind, index)
        return true
      }
      default:
        return false
    }
  }

  /** Puts off what a frame would do after the current event; returns whether it has. */
  takesReady(frame: Frame): boolean {
    switch (frame.state) {
      case FrameState.requestOnTheWay:
        return this.#takesWake(EventKind.request, frame, frame.instance)
      case FrameState.answerOnTheWay:
        return this.#takesWake(EventKind.answer, frame, frame.caller)
      case FrameState.waitingForPool:
        return this.#takesWake(EventKind.resumed, frame, frame.caller)
      default:
        return this.#takesWake(EventKind.resumed, frame, frame.instance)
    }
  }

  /** An instance goes on, or is no more: what was put off happens now. */
  goOn(instance: number): void {
    const queue = this.#parked[instance]
    this.#parked[instance] = null
    this.standing--
    for (const one of queue?.parked ?? []) this.#release(one)
    for (const action of queue?.actions ?? []) action()
  }

  /** Does `action` when the instance, which stands still, goes on or is no more. */
  putOff(instance: number, action: () => void): void {
    const queue = this.#parked[instance]
    queue?.actions.push(action)
    queue?.troubles.putOff()
  }

  /** Lets happen what was put off, unless nobody waits for it any more. */
  #release({ kind, index, ticket, due }: Parked): void {
    const engine = this.#engine
    const code = eventCode(kind, index)
    if (kind === EventKind.passage || kind === EventKind.passageTimer) {
      const passing = this.#passing(index)
      if (passing.wake === ticket) passing.wake = engine.schedule(0, code)
      else if (passing.timerSlot === ticket) passing.timerSlot = engine.arm(engine.lane(0), code)
      return
    }
    if (kind === EventKind.node) {
      const waking = this.#waking(index)
      if (waking.wake === ticket) waking.wake = engine.schedule(0, code)
      return
    }
    const frame = this.#frames.at(index)
    if (frame.wake === ticket) {
      this.#blame(frame, kind, engine.now - due)
      frame.wake = engine.schedule(0, code)
    } else if (frame.cancelWake === ticket) frame.cancelWake = engine.schedule(0, code)
    else if (frame.timeoutSlot === ticket) frame.timeoutSlot = engine.arm(engine.lane(0), code)
  }

  /** Books the time for which a frame was put off: a request waited at the server's door, all else for the cpu. */
  #blame(frame: Frame, kind: number, time: number): void {
    if (kind === EventKind.waitOver || frame.state === FrameState.granted) return
    if (frame.state === FrameState.waitingForPool) return
    const { parts } = this.#frames
    const at = frame.base + (kind === EventKind.request ? Part.queue : Part.cpuWait)
    parts[at] = (parts[at] as number) + time
    frame.phaseStart += time
  }

  #takesWake(kind: number, frame: Frame, instance: number): boolean {
    if (instance === NOWHERE || !this.stands(instance)) return false
    frame.wake = this.#put(instance, kind, frame.index)
    return true
  }

  #put(instance: number, kind: number, index: number): number {
    const ticket = --this.#ticket
    const queue = this.#parked[instance]
    queue?.parked.push({ kind, index, ticket, due: this.#engine.now })
    queue?.troubles.putOff()
    return ticket
  }
}
