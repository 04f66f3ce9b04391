import { EventKind } from '../event-kind.ts'
import { type Frame, NEVER } from '../frame.ts'
import type { Draws, StepKey } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import { Outcome } from '../outcome.ts'
import type { QueuePlan } from '../plan.ts'
import { CoDel, type WatchedQueue } from './codel.ts'
import { type WaitingOrder, waitingOrder } from './waiting-order.ts'

/** Why a request was turned away while it waited, or when its turn came. */
const Shed = { codel: 0, patience: 1, hopeless: 2, expired: 3, evicted: 4 } as const
/** Names of the reasons, by number. */
export const SHED_NAMES: readonly string[] = ['codel', 'patience', 'hopeless', 'expired', 'evicted']

/** Which of the reasons a queue can have, by number. */
export function shedReasons(plan: QueuePlan): readonly boolean[] {
  const hopeless = plan.drop === 'hopeless'
  return [plan.codel !== null, plan.patience !== null, hopeless, hopeless, plan.discipline === 'priority']
}

/** What a waiting line needs of its instance. */
export interface WaitingLineParts {
  readonly engine: Engine
  readonly draws: Draws
  /** Names the draws of the patience. */
  readonly patienceKey: StepKey
  /** The time that deadlines are held against, ns. */
  readonly wallClock: () => number
  /** Tells that a request that had waited is turned away; it is out of the line. */
  readonly turnAway: (frame: Frame, outcome: number, why: number) => void
}

/**
 * Requests that wait for a slot, where the queue does more than plain first or last come, first served: other orders,
 * patience, controlled delay, and no beginning of what cannot be in time. Built only where a plan asks for any of that.
 */
export class WaitingLine implements WatchedQueue {
  readonly #plan: QueuePlan
  readonly #parts: WaitingLineParts
  readonly #order: WaitingOrder
  readonly #codel: CoDel | null
  /** Requests that have been served, and how long they held their slots together. */
  #served = 0
  #servedFor = 0

  constructor(plan: QueuePlan, parts: WaitingLineParts) {
    this.#plan = plan
    this.#parts = parts
    this.#order = waitingOrder(plan)
    this.#codel = plan.codel === null ? null : new CoDel(this, plan.codel)
  }

  /** Whether a plan needs one. */
  static isNeeded({ discipline, patience, codel, drop }: QueuePlan): boolean {
    return (
      (discipline !== 'fifo' && discipline !== 'lifo') || patience !== null || codel !== null || drop === 'hopeless'
    )
  }

  get length(): number {
    return this.#order.length
  }

  /** Lets a request wait; returns whether there was room for it, if need be in the place of a less important one. */
  join(frame: Frame): boolean {
    const { limit, patience } = this.#plan
    if (this.#order.length >= limit) {
      const evicted = this.#order.evict(frame.priority)
      if (evicted === null) return false
      this.#disarm(evicted)
      this.#parts.turnAway(evicted, Outcome.shed, Shed.evicted)
    }
    this.#order.join(frame)
    if (patience !== null) {
      const { engine, draws, patienceKey } = this.#parts
      draws.seek(patienceKey.high, patienceKey.low, frame.request, frame.path)
      frame.wake = engine.schedule(sampleDuration(patience, draws), eventCode(EventKind.waitOver, frame.index))
    }
    return true
  }

  /** Takes out the next that is worth beginning; those before it are turned away. */
  take(now: number): Frame | null {
    return this.#codel === null ? this.pull() : this.#codel.next(now)
  }

  pull(): Frame | null {
    for (;;) {
      const frame = this.#order.take()
      if (frame === null) return null
      this.#disarm(frame)
      const reason = this.reasonAgainst(frame)
      if (reason < 0) return frame
      this.#parts.turnAway(frame, Outcome.deadline, reason)
    }
  }

  turnAway(frame: Frame): void {
    this.#parts.turnAway(frame, Outcome.shed, Shed.codel)
  }

  /** Takes out a request that nobody wants any more. */
  leave(frame: Frame): void {
    this.#order.leave(frame)
    this.#disarm(frame)
  }

  /** The patience of a request is at its end. */
  lostPatience(frame: Frame): void {
    frame.wake = NEVER
    this.#order.leave(frame)
    this.#parts.turnAway(frame, Outcome.shed, Shed.patience)
  }

  /** Why a request should not be begun now; -1 if it should. */
  reasonAgainst(frame: Frame): number {
    if (this.#plan.drop !== 'hopeless') return -1
    const left = frame.expiresAt - this.#parts.wallClock()
    if (left <= 0) return Shed.expired
    return left < this.#needed() ? Shed.hopeless : -1
  }

  /** A request that was not stopped has held its slot for `duration` ns. */
  served(duration: number): void {
    this.#served++
    this.#servedFor += duration
  }

  /** How long a request takes, ns; nothing is known before the first has been served. */
  #needed(): number {
    const { estimate } = this.#plan
    if (estimate > 0) return estimate
    return this.#served === 0 ? 0 : this.#servedFor / this.#served
  }

  #disarm(frame: Frame): void {
    if (this.#plan.patience === null) return
    frame.wake = NEVER
    this.#parts.engine.disown()
  }
}
