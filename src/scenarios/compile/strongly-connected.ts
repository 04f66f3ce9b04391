/** A directed graph with nodes from 0 to `size` - 1. */
export interface Graph {
  readonly size: number
  next(node: number): readonly number[]
}

/**
 * The groups of nodes that lie on common circles (Tarjan's strongly connected components with more than one node, or
 * one that points to itself), nodes ascending, groups by their first node. Takes no stack, however long the chains.
 */
export function circles(graph: Graph): number[][] {
  const order = new Int32Array(graph.size).fill(-1)
  const low = new Int32Array(graph.size)
  const onPath = new Uint8Array(graph.size)
  const path: number[] = []
  const found: number[][] = []
  let count = 0
  const enter = (node: number): { node: number; edge: number } => {
    order[node] = count
    low[node] = count
    count += 1
    path.push(node)
    onPath[node] = 1
    return { node, edge: 0 }
  }
  const close = (node: number): void => {
    const group = path.splice(path.lastIndexOf(node)).sort((left, right) => left - right)
    for (const member of group) onPath[member] = 0
    if (group.length > 1 || graph.next(node).includes(node)) found.push(group)
  }
  for (let root = 0; root < graph.size; root += 1) {
    if (order[root] !== -1) continue
    const visits = [enter(root)]
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const target = graph.next(visit.node)[visit.edge]
      visit.edge += 1
      if (target === undefined) {
        if (low[visit.node] === order[visit.node]) close(visit.node)
        visits.pop()
        const parent = visits.at(-1)
        if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] ?? 0, low[visit.node] ?? 0)
      } else if (order[target] === -1) visits.push(enter(target))
      else if (onPath[target] === 1) low[visit.node] = Math.min(low[visit.node] ?? 0, order[target] ?? 0)
    }
  }
  return found.sort((left, right) => (left[0] ?? 0) - (right[0] ?? 0))
}

/**
 * A shortest way from a node of a circle back to itself inside its group, the node first and not repeated at the end.
 */
export function shortestCircle(graph: Graph, group: readonly number[], start: number): number[] {
  const inside = new Set(group)
  const cameFrom = new Map<number, number>()
  let front = [start]
  while (front.length > 0) {
    const following: number[] = []
    for (const node of front) {
      for (const target of graph.next(node)) {
        if (target === start) return wayTo(node, start, cameFrom)
        if (!inside.has(target) || cameFrom.has(target)) continue
        cameFrom.set(target, node)
        following.push(target)
      }
    }
    front = following
  }
  return [start]
}

function wayTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way: number[] = []
  for (let node: number | undefined = end; node !== undefined && node !== start; node = cameFrom.get(node))
    way.push(node)
  return [start, ...way.toReversed()]
}
