import type { AttemptEnd, Budget, FailureClass } from './budget.ts'

/**
 * Envoy's `retry_budget`: retries that wait or are on their way must be fewer than the larger of `minimum` and the
 * whole part of `ratio` of all attempts on their way, retries included.
 */
export class EnvoyBudget implements Budget {
  readonly cost = 0
  readonly #ratio: number
  readonly #minimum: number
  #attempts = 0
  #retries = 0

  constructor(ratio: number, minimum: number) {
    this.#ratio = ratio
    this.#minimum = minimum
  }

  get level(): number {
    return Math.max(0, this.#most() - this.#retries)
  }

  issued(): void {}

  delay(): number {
    return 0
  }

  started(): void {
    this.#attempts++
  }

  finished(_now: number, _end: AttemptEnd, _failure: FailureClass, _good: boolean, retry: boolean): void {
    this.#attempts--
    if (retry) this.#retries--
  }

  mayRetry(): boolean {
    if (this.#retries >= this.#most()) return false
    this.#retries++
    return true
  }

  forgone(): void {
    this.#retries--
  }

  #most(): number {
    return Math.max(this.#minimum, Math.floor(this.#ratio * this.#attempts))
  }
}
