import { invariant } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import type { BulkheadPlan } from '../policy-plan.ts'
import { type Gate, PASS, WAIT } from './gate.ts'

/** A semaphore with a bounded queue before it; a place that comes free is handed on, nobody overtakes. */
export class BulkheadGate implements Gate {
  level = 0
  readonly delay = 0
  readonly ticket = 0
  readonly longestWait: number
  readonly capacity: number
  readonly #queue: number
  #waiting = 0

  constructor({ concurrent, queue, wait }: BulkheadPlan) {
    this.capacity = concurrent
    this.longestWait = queue > 0 ? wait : 0
    this.#queue = queue
  }

  enter(): number {
    if (this.level < this.capacity) {
      this.level++
      return PASS
    }
    if (this.#waiting >= this.#queue) return Outcome.bulkheadFull
    this.#waiting++
    return WAIT
  }

  leave(): boolean {
    invariant(this.level > 0, 'a call left a bulkhead that nobody is in')
    if (this.#waiting > 0) {
      this.#waiting--
      return true
    }
    this.level--
    return false
  }

  withdraw(): void {
    invariant(this.#waiting > 0, 'a call gave up waiting for a bulkhead that nobody waits for')
    this.#waiting--
  }
}
