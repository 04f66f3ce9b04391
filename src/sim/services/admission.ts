import { EventKind } from '../event-kind.ts'
import { type Frame, NEVER } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import { invariant } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import type { AdmissionPlan } from '../policy-plan.ts'
import { createGate } from '../resilience/create-gate.ts'
import { type Gate, PASS, WAIT } from '../resilience/gate.ts'

/** What a frame waits for before it is admitted. */
export const AtGate = {
  nothing: 0,
  /** Room: it stands in the queue of the gate that it has not passed yet. */
  room: 1,
  /** Its cargo: what that needs is not there, for example a lock. */
  cargo: 3,
  /** Its turn: it has passed the gate, which has told it when to go on. */
  turn: 2,
} as const

/** What the gates need of their instance. */
export interface AdmissionParts {
  readonly engine: Engine
  /** A request that had to wait has passed all gates. */
  readonly passed: (frame: Frame) => void
  /** A request that had to wait is refused with an outcome; it has left all gates. */
  readonly refused: (frame: Frame, outcome: number) => void
  /** The state of a gate, by number, has changed. */
  readonly changed: (gate: number) => void
}

/** The gates in front of one instance, in order, and the requests that wait at them. */
export class Admission {
  /** Requests that wait at a gate. */
  waiting = 0
  readonly #gates: Gate[]
  readonly #queues: readonly FrameQueue[]
  readonly #learning: number
  readonly #plans: readonly AdmissionPlan[]
  readonly #parts: AdmissionParts
  /** Requests that have just got the place of another; they go on one after the other, however many there are. */
  readonly #next: Frame[] = []
  #goingOn = false

  constructor(plans: readonly AdmissionPlan[], parts: AdmissionParts) {
    this.#gates = plans.map((plan) => createGate(plan))
    this.#queues = plans.map(() => new FrameQueue())
    this.#learning = plans.findIndex(({ kind }) => kind === 'concurrency-limit')
    this.#plans = plans
    this.#parts = parts
    const limits = plans.filter(({ kind }) => kind === 'concurrency-limit')
    invariant(limits.length <= 1, 'a unit has more than one concurrency limit')
  }

  /** The instance starts anew, with nobody in it: the gates know nothing of what they had learnt. */
  restarted(): void {
    this.#gates.forEach((_, i) => {
      this.#gates[i] = createGate(this.#plans[i] as AdmissionPlan)
      this.#parts.changed(i)
    })
  }

  /** What a gate shows: who is in a bulkhead, what a concurrency limit has learnt, what is used up of a rate. */
  reading(gate: number): number {
    const { level, capacity } = this.#gates[gate] as Gate
    return this.#plans[gate]?.kind === 'concurrency-limit' ? capacity : level
  }

  /** A request comes: `PASS`, `WAIT`, or the outcome that refuses it; then it has left all gates. */
  enter(frame: Frame): number {
    frame.gatesPassed = 0
    return this.#goOn(frame)
  }

  /** A request that had passed all gates ends with `outcome`, or is given up (-1). */
  leave(frame: Frame, outcome: number): void {
    const { now } = this.#parts.engine
    const passed = frame.gatesPassed
    frame.gatesPassed = 0
    for (let i = 0; i < passed; i++) {
      const gate = this.#gates[i] as Gate
      if (gate.leave(now, outcome, i === this.#learning ? frame.ticket : 0)) {
        const next = this.#queues[i]?.takeFirst() ?? null
        invariant(next !== null, 'a gate lets in somebody who does not wait')
        this.#stopWaiting(next)
        next.gatesPassed++
        this.#next.push(next)
      }
      this.#parts.changed(i)
    }
    this.#goOnAll()
  }

  /** A request that waits at a gate is given up. */
  withdraw(frame: Frame): void {
    if (frame.atGate === AtGate.room) this.#leaveQueue(frame)
    this.#stopWaiting(frame)
    this.leave(frame, -1)
  }

  /** The time that a request may wait at a gate, or has to wait for its turn, is over. */
  waitOver(frame: Frame): void {
    frame.wake = NEVER
    if (frame.atGate === AtGate.turn) {
      this.#stopWaiting(frame)
      this.#next.push(frame)
      this.#goOnAll()
      return
    }
    this.#leaveQueue(frame)
    this.#stopWaiting(frame)
    this.leave(frame, Outcome.bulkheadFull)
    this.#parts.refused(frame, Outcome.bulkheadFull)
  }

  #goOn(frame: Frame): number {
    const { now } = this.#parts.engine
    for (let i = frame.gatesPassed; i < this.#gates.length; i++) {
      const gate = this.#gates[i] as Gate
      const answer = gate.enter(now)
      if (answer > PASS) {
        this.leave(frame, -1)
        return answer
      }
      if (answer === WAIT) {
        this.#queues[i]?.join(frame)
        this.#wait(frame, AtGate.room, gate.longestWait)
        return WAIT
      }
      frame.gatesPassed = i + 1
      if (i === this.#learning) frame.ticket = gate.ticket
      this.#parts.changed(i)
      if (gate.delay > 0) {
        this.#wait(frame, AtGate.turn, gate.delay)
        return WAIT
      }
    }
    return PASS
  }

  #goOnAll(): void {
    if (this.#goingOn) return
    this.#goingOn = true
    for (let frame = this.#next.shift(); frame !== undefined; frame = this.#next.shift()) {
      const answer = this.#goOn(frame)
      if (answer === PASS) this.#parts.passed(frame)
      else if (answer > PASS) this.#parts.refused(frame, answer)
    }
    this.#goingOn = false
  }

  #leaveQueue(frame: Frame): void {
    this.#queues[frame.gatesPassed]?.leave(frame)
    this.#gates[frame.gatesPassed]?.withdraw(this.#parts.engine.now)
  }

  #wait(frame: Frame, why: number, duration: number): void {
    frame.atGate = why
    this.waiting++
    if (duration === Number.POSITIVE_INFINITY) frame.wake = NEVER
    else frame.wake = this.#parts.engine.schedule(duration, eventCode(EventKind.waitOver, frame.index))
  }

  #stopWaiting(frame: Frame): void {
    frame.atGate = AtGate.nothing
    this.waiting--
    if (frame.wake === NEVER) return
    frame.wake = NEVER
    this.#parts.engine.disown()
  }
}
