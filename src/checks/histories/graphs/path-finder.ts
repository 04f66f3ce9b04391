import type { Graph } from './graph.ts'

/** Finds shortest paths in one graph, many after another, at the cost of what each of them looks at. */
export class PathFinder {
  readonly #graph: Graph
  /** The search that reached each node last, and over which edge. */
  readonly #seen: Int32Array
  readonly #via: Int32Array
  #search = 0
  #steps = 0

  constructor(graph: Graph) {
    this.#graph = graph
    this.#seen = new Int32Array(graph.nodes)
    this.#via = new Int32Array(graph.nodes)
  }

  /** How many edges all searches have looked at. */
  get steps(): number {
    return this.#steps
  }

  /**
   * The edges of a shortest path along edges that `admits` lets pass; none where `from` is `to`. `null` if there is no
   * path, `undefined` if more than `budget` edges would have to be looked at.
   */
  shortest(
    from: number,
    to: number,
    admits: (edge: number) => boolean,
    budget: number = Infinity,
  ): readonly number[] | null | undefined {
    const { start, out, to: target } = this.#graph
    const search = ++this.#search
    const limit = this.#steps + budget
    const queue = [from]
    this.#seen[from] = search
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head] ?? 0
      if (node === to) return this.#trail(from, to)
      for (let place = start[node] ?? 0; place < (start[node + 1] ?? 0); place++) {
        if (this.#steps++ >= limit) return undefined
        const edge = out[place] ?? 0
        const next = target[edge] ?? 0
        if (this.#seen[next] === search || !admits(edge)) continue
        this.#seen[next] = search
        this.#via[next] = edge
        queue.push(next)
      }
    }
    return null
  }

  #trail(from: number, to: number): readonly number[] {
    const edges: number[] = []
    for (let node = to; node !== from; node = this.#graph.from[edges.at(-1) ?? 0] ?? from) {
      edges.push(this.#via[node] ?? 0)
    }
    return edges.toReversed()
  }
}
