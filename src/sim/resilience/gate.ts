/** A gate lets the call go on (after `Gate.delay` ns where that is more than 0). */
export const PASS = 0
/** A gate has no room, but the call may wait for it. */
export const WAIT = -1

/**
 * Something that a call has to pass before it goes on: a rate limit, a bulkhead or a concurrency limit. Pure: it knows
 * no engine and draws nothing; times are integer nanoseconds that never go back. One gate is one state; who makes it
 * says whose calls share it.
 *
 * Every call that passed (by `enter`, or in the place of another by `leave`) must `leave` once; every call that was
 * told to wait either passes by another's `leave`, or must `withdraw` once.
 */
export interface Gate {
  /**
   * A call comes: `PASS` (0), `WAIT` (-1), or the outcome, more than 0, that refuses it. Told to wait, the gate counts
   * it as waiting; the caller keeps waiting calls in its own queue, first come, first served.
   */
  enter(now: number): number
  /**
   * A call that had passed has ended with `outcome`; -1: nobody waited for the end any more, so nothing is learnt from
   * it. `ticket` is what `ticket` was after it passed. Returns whether the first waiting call has passed in its place
   * (its ticket can be read then): the caller takes it from its queue and lets it go on without another `enter`.
   */
  leave(now: number, outcome: number, ticket: number): boolean
  /** A waiting call waits no longer, and does not go on. */
  withdraw(now: number): void
  /**
   * After `PASS`: ns until the call may go on, 0 at once (only a leaky bucket delays). After a refusal: ns until a call
   * might pass, as far as the gate knows; 0 where it cannot know. An integer.
   */
  readonly delay: number
  /** After `PASS`: a small integer, at least 0, to be handed to `leave`. Always 0 but for concurrency limits. */
  readonly ticket: number
  /** How long a call may wait here at most, ns; `Infinity` for as long as it takes. 0 where nothing ever waits. */
  readonly longestWait: number
  /** What is in use now: calls inside (bulkhead, concurrency limit), or tokens taken, waiting or in the window. */
  readonly level: number
  /** What `level` counts as full now, for the probe: the bound of a concurrency limit moves. */
  readonly capacity: number
}
