import { Outcome } from '../outcome.ts'
import { type Gate, PASS } from './gate.ts'
import { TokenBucket } from './token-bucket.ts'

/** A rate limit that lets bursts through as far as it has saved tokens for them. */
export class TokenBucketGate implements Gate {
  delay = 0
  level = 0
  readonly ticket = 0
  readonly longestWait = 0
  readonly capacity: number
  readonly #bucket: TokenBucket

  constructor(perSecond: number, burst: number) {
    this.capacity = burst
    this.#bucket = new TokenBucket(perSecond, burst)
  }

  enter(now: number): number {
    const passes = this.#bucket.take(now)
    this.level = this.capacity - this.#bucket.tokens(now)
    this.delay = passes ? 0 : this.#bucket.untilNext(now)
    return passes ? PASS : Outcome.rateLimited
  }

  leave(): boolean {
    return false
  }

  withdraw(): void {}
}
