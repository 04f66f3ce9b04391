import type { BudgetPlan } from '../policy-plan.ts'
import { AttemptEnd, type Budget } from './budget.ts'

/** The time to live is cut into so many slices; deposits and withdrawals are forgotten slice by slice. */
const SLICES = 10

/**
 * The budgets of Finagle (RetryBudget.scala) and of tower, which Linkerd2 uses (TpsBudget): deposits and withdrawals
 * of the last `ttl` and a reserve for clients that send little must leave enough for one more withdrawal. Finagle
 * deposits for each new call, Linkerd for each response that would not be retried. Both calculate in whole numbers:
 * Finagle 1,000 for a deposit and floor(1000 / ratio) for a retry, tower 1 and floor(1 / ratio), or 1,000 where the
 * ratio is above 1. Slices begin at multiples of ttl / 10; the clocks of both libraries start with the first use.
 */
export class WindowedBudget implements Budget {
  readonly cost = 0
  readonly #depositsForCalls: boolean
  readonly #deposit: number
  readonly #withdrawal: number
  readonly #reserve: number
  readonly #slice: number
  readonly #slices = new Float64Array(SLICES)
  /** Number of the current slice since time 0, and the sum over all slices. */
  #current = 0
  #sum = 0

  constructor(plan: Extract<BudgetPlan, { readonly kind: 'finagle' | 'linkerd' }>) {
    const { kind, ratio, reservePerSecond, ttl } = plan
    this.#depositsForCalls = kind === 'finagle'
    const scale = kind === 'finagle' || ratio > 1 ? 1000 : 1
    this.#deposit = ratio === 0 ? 0 : scale
    // tower divides in single precision, where 1 / 0.2 is 5 and not a little less.
    const withdrawal = kind === 'finagle' ? scale / ratio : Math.fround(scale / Math.fround(ratio))
    this.#withdrawal = ratio === 0 ? 1 : Math.max(1, Math.floor(withdrawal))
    this.#reserve = ((reservePerSecond * ttl) / 1e9) * this.#withdrawal
    this.#slice = ttl / SLICES
  }

  get level(): number {
    return Math.max(0, Math.floor((this.#sum + this.#reserve) / this.#withdrawal))
  }

  issued(now: number): void {
    if (this.#depositsForCalls) this.#add(now, this.#deposit)
  }

  delay(): number {
    return 0
  }

  started(): void {}

  finished(now: number, end: AttemptEnd): void {
    if (!this.#depositsForCalls && end === AttemptEnd.settled) this.#add(now, this.#deposit)
  }

  mayRetry(now: number): boolean {
    this.#forget(now)
    if (this.#sum + this.#reserve < this.#withdrawal) return false
    this.#add(now, -this.#withdrawal)
    return true
  }

  forgone(): void {}

  #add(now: number, amount: number): void {
    this.#forget(now)
    const at = this.#current % SLICES
    this.#slices[at] = (this.#slices[at] as number) + amount
    this.#sum += amount
  }

  #forget(now: number): void {
    const current = Math.floor(now / this.#slice)
    if (current === this.#current) return
    const gone = Math.min(SLICES, current - this.#current)
    for (let i = 1; i <= gone; i++) {
      const at = (this.#current + i) % SLICES
      this.#sum -= this.#slices[at] as number
      this.#slices[at] = 0
    }
    this.#current = current
  }
}
