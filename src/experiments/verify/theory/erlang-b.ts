/** What a loss system does: the share of calls lost, and the mean number of busy servers. */
export interface ErlangB {
  readonly blocking: number
  readonly carried: number
}

/**
 * M/G/c/c: `offered` erlang (arrival rate times mean service) at `servers` servers without a waiting room. Holds for
 * every law of the service time. By the recursion B(c) = a B(c-1) / (c + a B(c-1)).
 * Source: Erlang 1917; Kleinrock, Queueing Systems vol. 1 (1975), section 3.6.
 */
export function erlangB(offered: number, servers: number): ErlangB {
  let blocking = 1
  for (let c = 1; c <= servers; c += 1) blocking = (offered * blocking) / (c + offered * blocking)
  return { blocking, carried: offered * (1 - blocking) }
}
