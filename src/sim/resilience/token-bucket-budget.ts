import type { Budget } from './budget.ts'
import { TokenBucket } from './token-bucket.ts'

/** Retries at a rate of their own, whatever the calls do; a retry takes a token. */
export class TokenBucketBudget implements Budget {
  level: number
  readonly cost = 0
  readonly #bucket: TokenBucket

  constructor(perSecond: number, burst: number) {
    this.level = burst
    this.#bucket = new TokenBucket(perSecond, burst)
  }

  issued(): void {}

  delay(): number {
    return 0
  }

  started(): void {}

  finished(): void {}

  mayRetry(now: number): boolean {
    const may = this.#bucket.take(now)
    this.level = this.#bucket.tokens(now)
    return may
  }

  forgone(): void {}
}
