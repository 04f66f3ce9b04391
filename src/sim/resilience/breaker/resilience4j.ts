import type { BreakerRules } from '../../policy-plan.ts'
import { percent } from '../percent.ts'
import { type Breaker, BreakerState, REJECT, Verdict } from './breaker.ts'
import { Resilience4jCountWindow } from './resilience4j-count-window.ts'
import { Resilience4jTimeWindow } from './resilience4j-time-window.ts'
import type { Resilience4jWindow } from './resilience4j-window.ts'

type Rules = Extract<BreakerRules, { readonly library: 'resilience4j' }>

type State =
  | { readonly kind: 'closed'; readonly window: Resilience4jWindow }
  | { readonly kind: 'open'; readonly waitUntil: number }
  | {
      readonly kind: 'half-open'
      readonly window: Resilience4jWindow
      permitted: number
      /** When `maxWaitInHalfOpen` ends it; `Infinity` for never. */
      readonly until: number
    }

/**
 * resilience4j (2026-05). It is evaluated on every result, successes too, and opens when enough calls are in the window
 * and the rate of failures or of slow calls is at least its threshold; slow is strictly longer than the limit. A call
 * goes only strictly later than the end of the wait; half-open lets `permittedInHalfOpen` calls through and decides
 * when the smaller of that and `minimumCalls` have a result. Each result counts in the state that holds when it comes,
 * and every transition starts with fresh counts. An ignored outcome gives its permission back and is not recorded.
 */
export class Resilience4jBreaker implements Breaker {
  readonly #rules: Rules
  readonly #failureRate: number
  readonly #slowCallRate: number
  #state: State

  constructor(rules: Rules) {
    this.#rules = rules
    // The library computes rates as 32-bit floats, and so decides the same at the threshold itself.
    this.#failureRate = Math.fround(percent(rules.failureRate))
    this.#slowCallRate = Math.fround(percent(rules.slowCallRate))
    this.#state = this.#closed()
  }

  admit(now: number): number {
    let state = this.#at(now)
    if (state.kind === 'closed') return 0
    if (state.kind === 'open') {
      if (now <= state.waitUntil) return REJECT
      state = this.#halfOpen(now)
      this.#state = state
    }
    if (state.permitted === 0) return REJECT
    state.permitted--
    return 0
  }

  settled(now: number, _token: number, verdict: Verdict, duration: number): boolean {
    const state = this.#at(now)
    // The counts that an open breaker goes on with belong to a state that is over: nothing reads them.
    if (state.kind === 'open') return false
    if (verdict === Verdict.ignored) {
      if (state.kind === 'half-open') state.permitted++
      return false
    }
    state.window.record(now, verdict === Verdict.failure, duration > this.#rules.slowCallDuration)
    this.#evaluate(state, now)
    return false
  }

  stateAt(now: number): BreakerState {
    const { kind } = this.#at(now)
    if (kind === 'closed') return BreakerState.closed
    return kind === 'open' ? BreakerState.open : BreakerState.halfOpen
  }

  nextChange(now: number): number {
    const state = this.#at(now)
    if (state.kind === 'half-open') return state.until
    return state.kind === 'open' && this.#rules.automatic ? state.waitUntil : Number.POSITIVE_INFINITY
  }

  #evaluate(state: Exclude<State, { readonly kind: 'open' }>, now: number): void {
    const { window } = state
    if (window.calls < this.#minimum(state.kind)) return
    const exceeded =
      rate(window.failures, window.calls) >= this.#failureRate || rate(window.slow, window.calls) >= this.#slowCallRate
    if (exceeded) this.#state = this.#open(now)
    else if (state.kind === 'half-open') this.#state = this.#closed()
  }

  #minimum(kind: 'closed' | 'half-open'): number {
    const { window, size, minimumCalls, permittedInHalfOpen } = this.#rules
    if (kind === 'half-open') return Math.min(minimumCalls, permittedInHalfOpen)
    return window === 'count' ? Math.min(minimumCalls, size) : minimumCalls
  }

  #closed(): State {
    const { window, size } = this.#rules
    const counts = window === 'count' ? new Resilience4jCountWindow(size) : new Resilience4jTimeWindow(size)
    return { kind: 'closed', window: counts }
  }

  #open(now: number): State {
    return { kind: 'open', waitUntil: now + this.#rules.waitInOpen }
  }

  #halfOpen(now: number): Extract<State, { readonly kind: 'half-open' }> {
    const { permittedInHalfOpen, maxWaitInHalfOpen } = this.#rules
    return {
      kind: 'half-open',
      window: new Resilience4jCountWindow(permittedInHalfOpen),
      permitted: permittedInHalfOpen,
      until: maxWaitInHalfOpen > 0 ? now + maxWaitInHalfOpen : Number.POSITIVE_INFINITY,
    }
  }

  /** The state after the timers that are due have rung, each at its own time and before any call of that instant. */
  #at(now: number): State {
    const { automatic, afterHalfOpenWait } = this.#rules
    for (;;) {
      const state = this.#state
      if (state.kind === 'open' && automatic && now >= state.waitUntil) this.#state = this.#halfOpen(state.waitUntil)
      else if (state.kind === 'half-open' && now >= state.until) {
        this.#state = afterHalfOpenWait === 'open' ? this.#open(state.until) : this.#closed()
      } else return state
    }
  }
}

/** In percent, as a 32-bit float. */
function rate(part: number, whole: number): number {
  return Math.fround(Math.fround(part * 100) / whole)
}
