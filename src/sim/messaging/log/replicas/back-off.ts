/** How long a node waits for an answer before it sends again, ns: Linux's least time of retransmission of TCP. */
export const RETRANSMIT = 200e6

/** Kafka's `replica.fetch.backoff.ms`, ns: nodes are tried again at least that often. */
const LONGEST = 1e9

/** How long to wait after so many failures (1 or more) in a row. */
export function backOff(failures: number): number {
  return Math.min(LONGEST, RETRANSMIT * (1 << Math.min(failures - 1, 10)))
}
