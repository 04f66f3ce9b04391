import { BusinessKind } from '../../business-fact.ts'
import { Outcome } from '../../outcome.ts'
import { PARTS, Part } from '../../parts.ts'
import type { BusinessTransaction } from '../business-transaction.ts'
import type { LegMemory } from '../leg-memory.ts'
import { Phase } from '../phase.ts'
import type { Waiter } from '../waiter.ts'
import { ancestors, ChoreographedLeg } from './choreographed-leg.ts'

/** Nothing has been heard of its end. */
const UNKNOWN = -1
const NO_ALARM = -1

/**
 * One choreographed saga: what each of its participants knows, and what its initiator does. Nobody knows all of it but
 * who looks from outside: that is told as facts, and nobody in the saga acts by it.
 */
export class ChoreographedSaga {
  readonly of: BusinessTransaction
  readonly legs: readonly ChoreographedLeg[]
  /** Why the first leg that failed has failed. */
  #reason: number = Outcome.ok
  #isOver = false
  /** What the initiator has heard. */
  readonly #done = new Set<number>()
  readonly #undone = new Set<number>()
  readonly #failed = new Set<number>()
  #waiter: Waiter | null = null
  #since = 0
  #alarm = NO_ALARM

  constructor(of: BusinessTransaction) {
    this.of = of
    this.legs = of.plan.legs.map((_, leg) => new ChoreographedLeg(of.plan, leg, of.legs[leg] as LegMemory))
  }

  /** A leg has said no, at an instance: the others will hear of it. */
  failed(instance: number, reason: number): void {
    if (this.#reason !== Outcome.ok) return
    this.#reason = reason
    this.of.tell(BusinessKind.turned, instance, reason)
  }

  /** It never began: nobody will hear of it. */
  end(instance: number, outcome: number): void {
    this.#tellEnd(BusinessKind.compensated, instance, outcome)
  }

  /** At an instance, the operation of a leg has been done, or its undo. */
  did(leg: number, phase: Phase, instance: number): void {
    const own = this.legs[leg]
    if (own === undefined) return
    if (phase === Phase.operation) own.hasEffect = true
    else own.isTakenBack = true
    this.progress(instance)
  }

  /** Something has been done at an instance: whether that was the last thing there was to do. */
  progress(instance: number): void {
    if (this.#reason === Outcome.ok) {
      if (this.legs.every(({ hasEffect }) => hasEffect)) this.#tellEnd(BusinessKind.committed, instance, Outcome.ok)
    } else if (this.legs.every((leg) => leg.isOver && (leg.hasBegun || this.#knows(leg)))) {
      this.#tellEnd(BusinessKind.compensated, instance, this.#reason)
    }
  }

  /** The initiator hears something. */
  hear(from: number, says: 'begun' | 'done' | 'failed' | 'undone'): void {
    if (says === 'done') this.#done.add(from)
    else if (says === 'failed') this.#failed.add(from)
    else if (says === 'undone') this.#undone.add(from)
    const known = this.known
    if (known !== UNKNOWN) this.#tellWaiter(known)
  }

  /** What the initiator has heard of the end: an outcome, or -1. */
  get known(): number {
    const { legs } = this.of.plan
    const indexes = legs.map((_, leg) => leg)
    const last = indexes.filter((leg) => legs.every(({ after }) => !after.includes(leg)))
    if (last.every((leg) => this.#done.has(leg))) return Outcome.ok
    if (this.#failed.size === 0) return UNKNOWN
    const first = indexes.filter((leg) => legs[leg]?.after.length === 0)
    return first.every((leg) => this.#undone.has(leg) || this.#failed.has(leg)) ? this.#reason : UNKNOWN
  }

  /** The request that it was begun for waits until the initiator hears of its end, or a timeout (ns; 0 for none). */
  await(waiter: Waiter, timeout: number): void {
    const { alarms, engine } = this.of.world
    this.#waiter = waiter
    this.#since = engine.now
    if (timeout > 0) this.#alarm = alarms.set(timeout, () => this.#timeIsUp())
    const { known } = this
    if (known !== UNKNOWN) this.#tellWaiter(known)
  }

  /** Whether a leg that has not begun will not begin any more. */
  #knows({ index, isCancelled }: ChoreographedLeg): boolean {
    return isCancelled || ancestors(this.of.plan, index).some((leg) => this.legs[leg]?.hasFailed === true)
  }

  #timeIsUp(): void {
    this.#alarm = NO_ALARM
    this.#tellWaiter(Outcome.timeout)
  }

  #tellWaiter(outcome: number): void {
    const waiter = this.#waiter
    const { world } = this.of
    if (this.#alarm !== NO_ALARM) world.alarms.cancel(this.#alarm)
    this.#alarm = NO_ALARM
    this.#waiter = null
    if (waiter?.waits !== true) return
    const parts = Array.from({ length: PARTS }, () => 0)
    parts[Part.io] = world.engine.now - this.#since
    this.of.tell(BusinessKind.told, waiter.instance, outcome)
    waiter.tell(outcome, parts, 0)
  }

  #tellEnd(kind: BusinessKind, instance: number, outcome: number): void {
    if (this.#isOver) return
    this.#isOver = true
    this.of.tell(kind, instance, outcome)
  }
}
