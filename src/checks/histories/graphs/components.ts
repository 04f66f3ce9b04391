import type { Tally } from '../tally.ts'
import type { Graph } from './graph.ts'

/**
 * The strongly connected component of each node, numbered so that edges between components lead to smaller numbers
 * (R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1, 1972), without recursion.
 */
export function components({ nodes, start, out, to }: Graph, tally: Tally): Int32Array {
  const component = new Int32Array(nodes).fill(-1)
  const found = new Int32Array(nodes).fill(-1)
  const low = new Int32Array(nodes)
  const next = start.slice(0, nodes)
  const path: number[] = []
  const open: number[] = []
  let [count, time] = [0, 0]
  const lower = (node: number, reached: number): void => {
    if (reached < (low[node] ?? 0)) low[node] = reached
  }
  for (let root = 0; root < nodes; root++) {
    if ((found[root] ?? 0) < 0) path.push(root)
    while (path.length > 0) {
      tally.steps++
      const node = path.at(-1) ?? 0
      if ((found[node] ?? 0) < 0) {
        found[node] = low[node] = time++
        open.push(node)
      }
      const place = next[node] ?? 0
      if (place < (start[node + 1] ?? 0)) {
        next[node] = place + 1
        const child = to[out[place] ?? 0] ?? 0
        if ((found[child] ?? 0) < 0) path.push(child)
        else if ((component[child] ?? 0) < 0) lower(node, found[child] ?? 0)
        continue
      }
      path.pop()
      lower(path.at(-1) ?? node, low[node] ?? 0)
      if (low[node] !== found[node]) continue
      for (let member = -1; member !== node; ) {
        member = open.pop() ?? node
        component[member] = count
      }
      count++
    }
  }
  return component
}
