import type { FaultMark } from '../fault-mark.ts'
import type { Frame } from '../frame.ts'
import { Outcome } from '../outcome.ts'
import { TokenBucket } from '../resilience/token-bucket.ts'
import type { ThrottleKnobs } from './knobs.ts'

/** A dependency that takes only so many calls of some programs, and tells the others when to come again. */
export class RateRule {
  readonly #programs: readonly number[]
  readonly #bucket: TokenBucket
  readonly #retryAfter: number
  readonly #mark: FaultMark

  constructor({ programs, perSecond, burst, retryAfter }: ThrottleKnobs, mark: FaultMark) {
    this.#programs = programs
    this.#bucket = new TokenBucket(perSecond, burst)
    this.#retryAfter = retryAfter
    this.#mark = mark
  }

  /** How it answers a call that arrives: `ok` lets it in. */
  judge(call: Frame, now: number): number {
    if (!this.#programs.includes(call.program.index) || this.#bucket.take(now)) return Outcome.ok
    call.retryAfter = this.#retryAfter
    this.#mark.bites++
    return Outcome.throttled
  }
}
