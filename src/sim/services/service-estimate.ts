/**
 * The mean time that a request holds a slot, from what has been seen so far: all time held, over the requests that have
 * ended and those that still hold one. Without the latter the estimate would begin far too high.
 */
export class ServiceEstimate {
  #held = 0
  #ended = 0
  #since = 0
  #busy = 0

  /** The slots in use are from now on `busy`; `ended`: one has just been given back. */
  changed(now: number, busy: number, ended: boolean): void {
    this.#held += this.#busy * (now - this.#since)
    this.#since = now
    this.#busy = busy
    if (ended) this.#ended++
  }

  /** ns; 0 while no request has ended. */
  value(now: number): number {
    if (this.#ended === 0) return 0
    return (this.#held + this.#busy * (now - this.#since)) / (this.#ended + this.#busy)
  }
}
