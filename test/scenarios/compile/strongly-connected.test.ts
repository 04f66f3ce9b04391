import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { circles, type Graph, shortestCircle } from '../../../src/scenarios/compile/strongly-connected.ts'

/** Up to 8 nodes and any arrows between them, also from a node to itself. */
const arrows = fc
  .integer({ min: 1, max: 8 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }))

function graphOf(next: readonly (readonly number[])[]): Graph {
  return { size: next.length, next: (node) => next[node] ?? [] }
}

/** Nodes reached from `start` by one arrow or more, the plain way. */
function reached(next: readonly (readonly number[])[], start: number): Set<number> {
  const found = new Set<number>()
  const open = [...(next[start] ?? [])]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue
    found.add(node)
    open.push(...(next[node] ?? []))
  }
  return found
}

describe('circles of a graph', () => {
  test('are the groups of nodes that reach each other', () => {
    fc.assert(
      fc.property(arrows, (next) => {
        const from = next.map((_, node) => reached(next, node))
        const groups = next
          .map((_, node) =>
            next.flatMap((__, other) => (from[node]?.has(other) && from[other]?.has(node) ? [other] : [])),
          )
          .filter((group, node) => group[0] === node)
        expect(circles(graphOf(next))).toEqual(groups)
      }),
      { seed: 5, numRuns: 500 },
    )
  })

  test('are found in a chain of 100,000 calls without running out of stack', () => {
    const size = 100_000
    const graph: Graph = { size, next: (node) => [(node + 1) % size] }
    expect(circles(graph).map((group) => group.length)).toEqual([size])
  })

  test('a shortest circle begins at its node, follows arrows, and no other is shorter', () => {
    fc.assert(
      fc.property(arrows, (next) => {
        const graph = graphOf(next)
        for (const group of circles(graph)) {
          for (const start of group) {
            const way = shortestCircle(graph, group, start)
            expect(way[0]).toBe(start)
            way.forEach((node, index) => expect(next[node]).toContain(way[(index + 1) % way.length]))
            expect(way.length).toBe(stepsBack(next, start))
          }
        }
      }),
      { seed: 6, numRuns: 300 },
    )
  })
})

/** Number of arrows of the shortest way back to a node. */
function stepsBack(next: readonly (readonly number[])[], start: number): number {
  let front = new Set([start])
  for (let steps = 1; steps <= next.length; steps += 1) {
    front = new Set([...front].flatMap((node) => next[node] ?? []))
    if (front.has(start)) return steps
  }
  return Number.NaN
}
