/** A call that crosses the network: who to whom, as far as policies can tell them apart. */
export interface RemoteCall {
  /** Unit, workload or broker. */
  readonly from: string
  /** Module of the caller; empty for a workload, and where several modules share the calls. */
  readonly fromModule: string
  /** Unit, store or broker. */
  readonly to: string
  /** Module of the callee; empty for a store. */
  readonly toModule: string
  /**
   * `inside`: from node to node of a store, a process or a broker; `broker`: to a broker; `push`: from a broker to what
   * handles its messages; `loopback`: from an instance to itself, over no network.
   */
  readonly kind: 'workload' | 'unit' | 'store' | 'inside' | 'broker' | 'push' | 'loopback'
}

/** One text for each call of `RemoteCall`; no name contains a line break. */
export function callKey(call: RemoteCall): string {
  return `${call.from}\n${call.fromModule}\n${call.to}\n${call.toModule}`
}
