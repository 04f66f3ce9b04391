import type { BreakerRules } from '../../../../src/sim/policy-plan.ts'
import { type Breaker, REJECT, Verdict, WAIT } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { breakerOf, MS } from './rules.ts'

const STATES = ['closed', 'half-open', 'open'] as const
export type StateName = (typeof STATES)[number]

/** A call that the breaker has let through and that has not ended. */
export interface Open {
  readonly token: number
  readonly since: number
}

/** Plays calls to one breaker, in whole milliseconds, as a rule of a table says them. */
export class Driver {
  readonly breaker: Breaker
  #woke = false

  constructor(rules: BreakerRules) {
    this.breaker = breakerOf(rules)
  }

  /** Asks for a call; `undefined` where it is rejected. It must not have to wait. */
  begin(at: number): Open | undefined {
    const token = this.breaker.admit(at * MS)
    if (token === WAIT) throw new Error('the call has to wait')
    return token === REJECT ? undefined : { token, since: at }
  }

  end(at: number, call: Open | undefined, verdict: Verdict): StateName {
    if (call === undefined) throw new Error('the call was rejected')
    this.#woke = this.breaker.settled(at * MS, call.token, verdict, (at - call.since) * MS)
    return this.state(at)
  }

  /** Whether the last call that ended has let those go that wait. */
  get woke(): boolean {
    return this.#woke
  }

  /** A call that must be let through and ends at once; returns the state after it. */
  ok(at: number): StateName {
    return this.end(at, this.begin(at), Verdict.success)
  }

  fail(at: number): StateName {
    return this.end(at, this.begin(at), Verdict.failure)
  }

  /** As `ok`, with an outcome that is none of the breaker's business. */
  ignored(at: number): StateName {
    return this.end(at, this.begin(at), Verdict.ignored)
  }

  rejects(at: number): boolean {
    return this.breaker.admit(at * MS) === REJECT
  }

  waits(at: number): boolean {
    return this.breaker.admit(at * MS) === WAIT
  }

  state(at: number): StateName {
    return STATES[this.breaker.stateAt(at * MS)]
  }

  /** When it next changes without a call, ms. */
  next(at: number): number {
    return this.breaker.nextChange(at * MS) / MS
  }
}
