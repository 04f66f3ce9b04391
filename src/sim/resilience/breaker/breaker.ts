/**
 * A circuit breaker as one state machine: it admits calls and learns how they ended. It knows no clock, all times are
 * passed in, in ns, and never go back. Every call that `admit` let through (a token of 0 or more) must be reported to
 * `settled` once, also when it was abandoned; rejected calls must not be.
 *
 * States change only inside the methods below. Some libraries have timers, which change the state with no call at all:
 * `nextChange` says when, and whoever calls any method at or after that time finds the change made, as of that time.
 */
export interface Breaker {
  /**
   * Asks for a call to be let through. Returns a token (0 or more, a safe integer) to give back with `settled`, or
   * `REJECT`, or `WAIT`: a probe is out, and the call asks again when it has settled.
   */
  admit(now: number): number
  /**
   * A call that was let through has ended. `token` is what `admit` gave; `duration` is its time from `admit` to now in
   * ns (only rules for slow calls read it). Returns whether calls that wait shall ask again now, each with an `admit`
   * of its own, in the order in which they came; only breakers that ever say `WAIT` return true.
   */
  settled(now: number, token: number, verdict: Verdict, duration: number): boolean
  /** The state at `now`, after all changes that no call is needed for. */
  stateAt(now: number): BreakerState
  /** When the state next changes with no call, ns; `Infinity` while it does not. Always later than `now`. */
  nextChange(now: number): number
}

/** A call is not let through, and ends at once. */
export const REJECT = -1
/** A call is neither let through nor refused: it asks again after the probe has settled. */
export const WAIT = -2

/** What a breaker makes of an outcome: `ignored` is none of its business (each library has its own way with these). */
export const Verdict = { success: 0, failure: 1, ignored: 2 } as const
export type Verdict = (typeof Verdict)[keyof typeof Verdict]

/** As the level `breaker` reports it. */
export const BreakerState = { closed: 0, halfOpen: 1, open: 2 } as const
export type BreakerState = (typeof BreakerState)[keyof typeof BreakerState]
