/** A directed graph in arrays: the edges out of node n are those in `out` from `start[n]` to before `start[n + 1]`. */
export interface Graph {
  readonly nodes: number
  /** Both ends of each edge. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly start: Int32Array
  readonly out: Int32Array
}

/** The graph of the edges `from[i]` to `to[i]`; the edges out of a node keep their order. */
export function graphOf(nodes: number, from: readonly number[], to: readonly number[]): Graph {
  const start = new Int32Array(nodes + 1)
  for (const node of from) start[node + 1] = (start[node + 1] ?? 0) + 1
  for (let node = 0; node < nodes; node++) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0)
  const next = start.slice()
  const out = new Int32Array(from.length)
  for (const [edge, node] of from.entries()) {
    const place = next[node] ?? 0
    next[node] = place + 1
    out[place] = edge
  }
  return { nodes, from, to, start, out }
}
