import type { BusinessPlan, LegPlan } from '../../business-plan.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { LegMemory } from '../leg-memory.ts'

/**
 * What the participant of one leg knows of the saga, in rows of its own: what it has heard and what it has done. That
 * outlives its process; what is under way does not.
 */
export class ChoreographedLeg {
  readonly index: number
  /** Runs of its operation that are under way. */
  #running = 0
  /** Whether its operation was ever begun; has been done, and that was published. */
  hasBegun = false
  isDone = false
  /** Whether its operation, or its undo, has been done, as nobody but its participant knows yet. */
  hasEffect = false
  isTakenBack = false
  /** It has said no, and others hear of that. */
  hasFailed = false
  isUndone = false
  /** Whether it is being undone. */
  isUndoing = false
  /** What has made it undo; -1 for nothing. */
  undoneFor = -1
  readonly #plan: BusinessPlan
  readonly #memory: LegMemory
  readonly #done = new Set<number>()
  readonly #undone = new Set<number>()
  readonly #failed = new Set<number>()

  constructor(plan: BusinessPlan, index: number, memory: LegMemory) {
    this.#plan = plan
    this.index = index
    this.#memory = memory
  }

  /** A message makes its participant run its operation … */
  begins(): void {
    this.hasBegun = true
    this.#running++
    this.#memory.entered()
  }

  /** … and is done with that, or has been stopped. Undos may wait for it. */
  ends(): void {
    this.#running--
    this.#memory.left()
  }

  get isRunning(): boolean {
    return this.#running > 0
  }

  /** A leg has said something. */
  hear(from: number, says: 'begun' | 'done' | 'failed' | 'undone'): void {
    if (says === 'done') this.#done.add(from)
    else if (says === 'failed') this.#failed.add(from)
    else if (says === 'undone') this.#undone.add(from)
  }

  /** Whether all that it waits for has been done. */
  get mayBegin(): boolean {
    return this.#own.after.every((leg) => this.#done.has(leg))
  }

  /** Whether it has heard that the saga has failed, and may go back. */
  get isCancelled(): boolean {
    return this.#failed.size > 0 && !(this.isDone && this.#own.pivot)
  }

  /** Whether it comes after a leg that nothing goes back behind. */
  get isPastPivot(): boolean {
    return ancestors(this.#plan, this.index).some((leg) => this.#plan.legs[leg]?.pivot === true)
  }

  /**
   * Whether nothing that came after it is in the way of undoing it. While its operation is under way, the undo waits
   * for that: a message must not be acknowledged before what it asks for has been done.
   */
  get mayUndo(): boolean {
    if (!this.hasBegun) return true
    return this.#plan.legs.every(({ after }, leg) => !after.includes(this.index) || this.#isClosed(leg))
  }

  /** Whether it will not do anything any more, in a saga that has failed. */
  get isOver(): boolean {
    if (this.isRunning) return false
    return this.hasFailed || this.isUndone || this.isTakenBack || !this.hasBegun
  }

  #isClosed(leg: number): boolean {
    if (this.#undone.has(leg) || this.#failed.has(leg)) return true
    return ancestors(this.#plan, leg).some((before) => this.#failed.has(before))
  }

  get #own(): LegPlan {
    const plan = this.#plan.legs[this.index]
    invariant(plan !== undefined, 'a saga has no such leg')
    return plan
  }
}

/** All legs that a leg comes after. */
export function ancestors({ legs }: BusinessPlan, leg: number): readonly number[] {
  const found = new Set<number>()
  const add = (one: number): void => {
    for (const before of legs[one]?.after ?? []) {
      if (found.has(before)) continue
      found.add(before)
      add(before)
    }
  }
  add(leg)
  return [...found]
}
