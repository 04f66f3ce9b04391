/** First and longest wait before what was lost is sent again over a connection: Linux's TCP_RTO_MIN and TCP_RTO_MAX. */
const FIRST = 200e6
const LONGEST = 120e9

/** When something that was lost is sent again: after twice the time each time, as TCP does it (RFC 6298). */
export class Retransmission {
  #wait = FIRST

  /** Ns until the next attempt. */
  next(): number {
    const wait = this.#wait
    this.#wait = Math.min(2 * wait, LONGEST)
    return wait
  }
}
