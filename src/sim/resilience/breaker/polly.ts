import type { BreakerRules } from '../../policy-plan.ts'
import { type Breaker, BreakerState, REJECT, Verdict } from './breaker.ts'
import { PollyWindow } from './polly-window.ts'

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly blockedUntil: number }
  | { readonly kind: 'half-open' }

/**
 * Polly v8. It is evaluated on failures only, and opens when the throughput of the sampling duration is at least the
 * minimum and the ratio of failures at least the threshold. The first call at or after the end of the break is the only
 * probe until it settles; whatever settles in half-open decides, also a call that was let through before. Closing
 * clears the counts. An outcome that is not handled is a success to it.
 */
export class PollyBreaker implements Breaker {
  readonly #failureRatio: number
  readonly #minimumThroughput: number
  readonly #breakDuration: number
  readonly #window: PollyWindow
  #state: State = { kind: 'closed' }

  constructor(rules: Extract<BreakerRules, { readonly library: 'polly' }>) {
    this.#failureRatio = rules.failureRatio
    this.#minimumThroughput = rules.minimumThroughput
    this.#breakDuration = rules.breakDuration
    this.#window = new PollyWindow(rules.samplingDuration)
  }

  admit(now: number): number {
    const state = this.#state
    if (state.kind === 'closed') return 0
    if (state.kind === 'half-open' || now < state.blockedUntil) return REJECT
    this.#state = { kind: 'half-open' }
    return 0
  }

  settled(now: number, _token: number, verdict: Verdict): boolean {
    if (verdict === Verdict.failure) this.#failed(now)
    else this.#succeeded(now)
    return false
  }

  stateAt(_now: number): BreakerState {
    const { kind } = this.#state
    if (kind === 'closed') return BreakerState.closed
    return kind === 'open' ? BreakerState.open : BreakerState.halfOpen
  }

  nextChange(_now: number): number {
    return Number.POSITIVE_INFINITY
  }

  #succeeded(now: number): void {
    this.#window.succeeded(now)
    if (this.#state.kind !== 'half-open') return
    this.#state = { kind: 'closed' }
    this.#window.clear()
  }

  #failed(now: number): void {
    const window = this.#window
    const { kind } = this.#state
    if (kind === 'half-open') {
      this.#open(now)
      return
    }
    window.failed(now)
    if (kind === 'open') return
    const throughput = window.successes + window.failures
    if (throughput >= this.#minimumThroughput && window.failures / throughput >= this.#failureRatio) this.#open(now)
  }

  #open(now: number): void {
    this.#state = { kind: 'open', blockedUntil: now + this.#breakDuration }
  }
}
