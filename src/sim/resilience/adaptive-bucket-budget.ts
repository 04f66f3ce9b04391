import type { Budget } from './budget.ts'

/**
 * M. Brooker, "Fixing retries with token buckets and circuit breakers" (2022): each call deposits a part of a token, a
 * retry needs more than one and takes one. Full at first.
 */
export class AdaptiveBucketBudget implements Budget {
  level: number
  readonly cost = 0
  readonly #size: number
  readonly #deposit: number

  constructor(size: number, deposit: number) {
    this.level = size
    this.#size = size
    this.#deposit = deposit
  }

  issued(): void {
    this.level = Math.min(this.#size, this.level + this.#deposit)
  }

  delay(): number {
    return 0
  }

  started(): void {}

  finished(): void {}

  mayRetry(): boolean {
    if (this.level <= 1) return false
    this.level--
    return true
  }

  forgone(): void {}
}
