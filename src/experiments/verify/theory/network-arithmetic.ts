/**
 * Times of calls over a network of constant delays, in the caller's unit.
 */
export const networkArithmetic: {
  /**
   * A call on a new connection: TCP costs one round trip, TLS 1.3 one more, then the call itself. RFC 9293, RFC 8446.
   */
  readonly coldCall: (roundTrip: number, tls: boolean) => number
  /** Mean over calls of which the share `reuse` find an open connection. */
  readonly meanCall: (roundTrip: number, tls: boolean, reuse: number) => number
  /** `calls` calls, one after the other. */
  readonly sequence: (calls: number, roundTrip: number, server: number) => number
  /** One call that does the work of `calls`. */
  readonly batched: (calls: number, roundTrip: number, server: number) => number
} = {
  coldCall,
  meanCall: (roundTrip, tls, reuse) => reuse * roundTrip + (1 - reuse) * coldCall(roundTrip, tls),
  sequence: (calls, roundTrip, server) => calls * (roundTrip + server),
  batched: (calls, roundTrip, server) => roundTrip + calls * server,
}

function coldCall(roundTrip: number, tls: boolean): number {
  return (tls ? 3 : 2) * roundTrip
}
