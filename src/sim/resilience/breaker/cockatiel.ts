import type { Source } from '../../kernel/source.ts'
import type { Backoff } from '../backoff.ts'
import { type Breaker, BreakerState, REJECT, Verdict, WAIT } from './breaker.ts'
import type { CockatielCounter } from './cockatiel-counter.ts'

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly since: number; readonly wait: number; readonly breaks: Breaks }
  | { readonly kind: 'half-open'; readonly breaks: Breaks }

/** How often it has opened without a close between, and what the backoff wants to be told at the next time. */
interface Breaks {
  readonly count: number
  readonly memory: number
}

const NO_BREAKS: Breaks = { count: 0, memory: 0 }

const CALL = 0
const PROBE = 1

/**
 * cockatiel 3.2.1. The first call at or after the end of the wait is the probe; calls that come meanwhile wait for it.
 * A failed probe opens the breaker for the next element of the backoff. An outcome that the policy does not handle is
 * not counted, but as the end of a probe it closes the breaker, and then the counts stay as they are. A failure of a
 * call that was let through before may open the breaker also while the probe is out.
 *
 * Calls wait for the probe of their own half-open time. Where such a late failure and then a whole wait have put a
 * second probe beside the first, all that wait ask again at the end of either; in the library each waits for its own.
 */
export class CockatielBreaker implements Breaker {
  readonly #counter: CockatielCounter
  readonly #backoff: Backoff
  readonly #source: Source
  #state: State = { kind: 'closed' }

  /** `source` is read only where `backoff` has jitter. */
  constructor(counter: CockatielCounter, backoff: Backoff, source: Source) {
    this.#counter = counter
    this.#backoff = backoff
    this.#source = source
  }

  admit(now: number): number {
    const state = this.#state
    switch (state.kind) {
      case 'closed':
        return CALL
      case 'half-open':
        return WAIT
      case 'open':
        if (now - state.since < state.wait) return REJECT
        this.#state = { kind: 'half-open', breaks: state.breaks }
        return PROBE
    }
  }

  settled(now: number, token: number, verdict: Verdict): boolean {
    const probe = token === PROBE
    switch (verdict) {
      case Verdict.success:
        this.#counter.succeeded(now, probe)
        if (probe) this.#close()
        break
      case Verdict.failure:
        if (this.#counter.failed(now, probe) || probe) this.#open(now)
        break
      case Verdict.ignored:
        if (probe) this.#close()
        break
    }
    return probe
  }

  stateAt(_now: number): BreakerState {
    const { kind } = this.#state
    if (kind === 'closed') return BreakerState.closed
    return kind === 'open' ? BreakerState.open : BreakerState.halfOpen
  }

  nextChange(_now: number): number {
    return Number.POSITIVE_INFINITY
  }

  #open(now: number): void {
    const state = this.#state
    if (state.kind === 'open') return
    const { count, memory } = state.kind === 'half-open' ? state.breaks : NO_BREAKS
    const wait = this.#backoff.wait(count, memory, this.#source)
    this.#state = { kind: 'open', since: now, wait, breaks: { count: count + 1, memory: this.#backoff.memory } }
  }

  #close(): void {
    if (this.#state.kind === 'half-open') this.#state = { kind: 'closed' }
  }
}
