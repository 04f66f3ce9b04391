import type { Tally } from '../tally.ts'
import { components } from './components.ts'
import type { Graph } from './graph.ts'
import { PathFinder } from './path-finder.ts'

/** How many times the edges of the graph the search for a shorter cycle may look at. */
const effort = 4

/**
 * The edges of a cycle, in its order, as short as a search through the first edges that lie on cycles finds; `null` if
 * there is none. Cost: linear in nodes and edges.
 */
export function findCycle(graph: Graph, tally: Tally): readonly number[] | null {
  const component = components(graph, tally)
  const inside = (edge: number): boolean => component[graph.from[edge] ?? 0] === component[graph.to[edge] ?? 0]
  const finder = new PathFinder(graph)
  const budget = effort * graph.from.length
  let shortest: readonly number[] | null = null
  for (let edge = 0; edge < graph.from.length && finder.steps <= budget; edge++) {
    if (!inside(edge)) continue
    const back = finder.shortest(graph.to[edge] ?? 0, graph.from[edge] ?? 0, inside)
    const length = (back?.length ?? Infinity) + 1
    if (back && length < (shortest?.length ?? Infinity)) shortest = [edge, ...back]
  }
  tally.steps += finder.steps
  return shortest
}
