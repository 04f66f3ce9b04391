import type { BreakerRules } from '../../policy-plan.ts'
import { percent } from '../percent.ts'
import { type Breaker, BreakerState, REJECT, Verdict } from './breaker.ts'
import { OpossumWindow } from './opossum-window.ts'

type State =
  | { readonly kind: 'closed' }
  /** `until`: when the timer of `resetTimeout` rings, which no late result stops. */
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'half-open'; probed: boolean }

/**
 * opossum 10.0.0. Every call counts as fired, also one that is then rejected, so rejections dilute the error rate. It
 * opens on a failure when failures / fires, in percent, is strictly above the threshold. A timer ends the open state
 * with no call; then one probe may go, and any success closes the breaker and any failure opens it again, also those of
 * calls that were let through before. Closing does not clear the window. An ignored outcome is a success to it (its
 * `errorFilter`).
 */
export class OpossumBreaker implements Breaker {
  readonly #threshold: number
  readonly #resetTimeout: number
  readonly #volumeThreshold: number
  readonly #warmUntil: number
  readonly #window: OpossumWindow
  #state: State = { kind: 'closed' }

  constructor(rules: Extract<BreakerRules, { readonly library: 'opossum' }>) {
    this.#threshold = percent(rules.errorThreshold)
    this.#resetTimeout = rules.resetTimeout
    this.#volumeThreshold = rules.volumeThreshold
    this.#warmUntil = rules.allowWarmUp ? rules.rollingCountTimeout - rules.age : Number.NEGATIVE_INFINITY
    this.#window = new OpossumWindow(rules)
  }

  admit(now: number): number {
    const state = this.#at(now)
    this.#window.fired(now)
    switch (state.kind) {
      case 'closed':
        return 0
      case 'open':
        return REJECT
      case 'half-open':
        if (state.probed) return REJECT
        state.probed = true
        return 0
    }
  }

  settled(now: number, _token: number, verdict: Verdict): boolean {
    const state = this.#at(now)
    if (verdict === Verdict.failure) this.#failed(state, now)
    else if (state.kind === 'half-open') this.#state = { kind: 'closed' }
    return false
  }

  stateAt(now: number): BreakerState {
    const state = this.#at(now)
    if (state.kind === 'closed') return BreakerState.closed
    return state.kind === 'open' ? BreakerState.open : BreakerState.halfOpen
  }

  nextChange(now: number): number {
    const state = this.#at(now)
    return state.kind === 'open' ? state.until : Number.POSITIVE_INFINITY
  }

  #failed(state: State, now: number): void {
    const window = this.#window
    window.failed(now)
    if (now < this.#warmUntil || state.kind === 'open') return
    if (state.kind === 'closed') {
      if (window.fires < this.#volumeThreshold) return
      // A late failure may find no call left in the window: that is an infinite rate, and it opens, as in the library.
      if ((window.failures / window.fires) * 100 <= this.#threshold) return
    }
    this.#state = { kind: 'open', until: now + this.#resetTimeout }
  }

  /** The state after a timer that is due has rung: at the same instant it comes before any call. */
  #at(now: number): State {
    if (this.#state.kind === 'open' && now >= this.#state.until) this.#state = { kind: 'half-open', probed: false }
    return this.#state
  }
}
