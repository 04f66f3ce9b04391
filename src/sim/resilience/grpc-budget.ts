import { AttemptEnd, type Budget, type FailureClass } from './budget.ts'

/** Tokens are counted in thousandths, as gRPC does: more digits of the ratio mean nothing. */
const UNIT = 1000

/**
 * Retry throttling of gRPC (proposal A6): a failed attempt that could be retried takes one token, a good one gives
 * `tokenRatio`; while at most half of the tokens are left nothing is retried. Full at first.
 */
export class GrpcBudget implements Budget {
  readonly cost = 0
  readonly #most: number
  readonly #gain: number
  #tokens: number

  constructor(maxTokens: number, tokenRatio: number) {
    this.#most = Math.round(maxTokens * UNIT)
    this.#gain = Math.round(tokenRatio * UNIT)
    this.#tokens = this.#most
  }

  get level(): number {
    return this.#tokens / UNIT
  }

  issued(): void {}

  delay(): number {
    return 0
  }

  started(): void {}

  finished(_now: number, end: AttemptEnd, _failure: FailureClass, good: boolean): void {
    if (end === AttemptEnd.retryable) this.#tokens = Math.max(0, this.#tokens - UNIT)
    else if (good) this.#tokens = Math.min(this.#most, this.#tokens + this.#gain)
  }

  mayRetry(): boolean {
    return this.#tokens * 2 > this.#most
  }

  forgone(): void {}
}
