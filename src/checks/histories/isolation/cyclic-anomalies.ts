import { components } from '../graphs/components.ts'
import { type Graph, graphOf } from '../graphs/graph.ts'
import { PathFinder } from '../graphs/path-finder.ts'
import type { Tally } from '../tally.ts'
import { type DependencyGraph, EdgeKind } from './dependencies.ts'
import { type Dependency, dependencyText } from './dependency.ts'
import { type Anomaly, anomalyNames } from './isolation-level.ts'
import { Cases, type Phenomenon } from './phenomenon.ts'
import type { Transaction } from './transaction.ts'

/** How the search for cycles ended. */
export interface CyclicAnomalies {
  readonly cases: readonly Cases[]
  /** Whether the steps sufficed. */
  readonly complete: boolean
}

/**
 * The anomalies that are cycles of dependencies: G0 of `ww` only, G1c of `ww` and `wr`; with one `rw`, G-single, or
 * phantom where it is over a predicate; G2-item for an `rw` on a cycle that is on none with one `rw` only; G2 likewise
 * for a transaction that met no phantom. G0 and G1c count groups of transactions that depend on each other, the others
 * transactions that were overtaken. Cost: linear, and for each `rw` on a cycle a search among what committed between
 * its ends, at most `budget` edges in all.
 */
export function cyclicAnomalies(
  transactions: readonly Transaction[],
  graph: DependencyGraph,
  keep: number,
  budget: number,
  tally: Tally,
): CyclicAnomalies {
  return new Cycles(transactions, graph, keep, budget, tally).run()
}

class Cycles {
  readonly #transactions: readonly Transaction[]
  readonly #dependencies: DependencyGraph
  readonly #keep: number
  readonly #budget: number
  readonly #tally: Tally
  readonly #finder: PathFinder
  /** Whether every `ww` and `wr` edge goes forward in the order of the commits. */
  readonly #forward: boolean
  readonly #cases = new Map<Anomaly, Cases>()

  constructor(
    transactions: readonly Transaction[],
    graph: DependencyGraph,
    keep: number,
    budget: number,
    tally: Tally,
  ) {
    this.#transactions = transactions
    this.#dependencies = graph
    this.#keep = keep
    this.#budget = budget
    this.#tally = tally
    this.#finder = new PathFinder(graphOf(graph.nodes, graph.from, graph.to))
    this.#forward = graph.kinds.every(
      (kind, edge) => kind > EdgeKind.link || this.#rank(graph.from[edge]) <= this.#rank(graph.to[edge]),
    )
  }

  run(): CyclicAnomalies {
    const all = this.#components(EdgeKind.predicateRw)
    const { from, to } = this.#dependencies
    if (!from.some((node, edge) => all[node] === all[to[edge] ?? 0])) return { cases: [], complete: true }
    this.#groups('G0', this.#components(EdgeKind.ww), EdgeKind.ww, EdgeKind.ww)
    const read = this.#components(EdgeKind.link)
    this.#groups('G1c', read, EdgeKind.link, EdgeKind.wr)
    const before = this.#finder.steps
    const complete = this.#overtaken(read, this.#components(EdgeKind.rw), all)
    this.#tally.steps += this.#finder.steps - before
    return { cases: [...this.#cases.values()], complete }
  }

  /** One case for each component that has an edge of kind `needed`. */
  #groups(anomaly: Anomaly, component: Int32Array, upTo: number, needed: number): void {
    const { from, to, kinds } = this.#dependencies
    const told = new Set<number>()
    for (const [edge, kind] of kinds.entries()) {
      const group = component[from[edge] ?? 0] ?? -1
      if (kind !== needed || group !== component[to[edge] ?? 0] || told.has(group)) continue
      told.add(group)
      this.#add(anomaly, edge, (other) => (kinds[other] ?? 0) <= upTo)
    }
  }

  #overtaken(read: Int32Array, items: Int32Array, all: Int32Array): boolean {
    const { from, to, kinds } = this.#dependencies
    const told = new Map<Anomaly, Set<number>>()
    const later: (() => void)[] = []
    const limit = this.#finder.steps + this.#budget
    for (const [edge, kind] of kinds.entries()) {
      const [reader, writer] = [from[edge] ?? 0, to[edge] ?? 0]
      if (kind < EdgeKind.rw || all[reader] !== all[writer]) continue
      const { anomaly, admits } = this.#classify(edge, limit, read, items, all)
      if (anomaly === undefined) return false
      if (anomaly === null) continue
      const tell = (): void => {
        const known = told.get(anomaly) ?? new Set<number>()
        if (known.has(reader)) return
        told.set(anomaly, known.add(reader))
        this.#add(anomaly, edge, admits)
      }
      // Edges stand for several changes, so whoever met a phantom may show the rest of them as G2, or may not: it is
      // told of others only.
      if (anomaly === 'G2') later.push(() => (told.get('phantom')?.has(reader) === true ? undefined : tell()))
      else tell()
    }
    for (const tell of later) tell()
    return true
  }

  /** Which anomaly an `rw` edge shows: `null` if it is told by another edge, `undefined` if the steps were used up. */
  #classify(
    edge: number,
    limit: number,
    read: Int32Array,
    items: Int32Array,
    all: Int32Array,
  ): { readonly anomaly: Anomaly | null | undefined; readonly admits: (edge: number) => boolean } {
    const { from, to, kinds } = this.#dependencies
    const [reader, writer] = [from[edge] ?? 0, to[edge] ?? 0]
    const isItem = kinds[edge] === EdgeKind.rw
    const horizon = this.#rank(reader)
    const floor = read[reader] ?? 0
    const short = (other: number): boolean => {
      const next = to[other] ?? 0
      if ((kinds[other] ?? 0) > EdgeKind.link || (read[next] ?? 0) < floor) return false
      return !this.#forward || this.#rank(next) <= horizon
    }
    const path = this.#finder.shortest(writer, reader, short, Math.max(0, limit - this.#finder.steps))
    if (path === undefined) return { anomaly: undefined, admits: short }
    if (path !== null) return { anomaly: isItem ? 'G-single' : 'phantom', admits: short }
    const component = isItem ? items : all
    const inside = (other: number): boolean =>
      (!isItem || (kinds[other] ?? 0) <= EdgeKind.rw) && component[to[other] ?? 0] === component[reader]
    const anomaly = !isItem ? 'G2' : items[reader] === items[writer] ? 'G2-item' : null
    return { anomaly, admits: inside }
  }

  #components(upTo: number): Int32Array {
    const { nodes, from, to, kinds } = this.#dependencies
    const kept = from.flatMap((_, edge) => ((kinds[edge] ?? 0) <= upTo ? [edge] : []))
    const graph: Graph = graphOf(
      nodes,
      kept.map((edge) => from[edge] ?? 0),
      kept.map((edge) => to[edge] ?? 0),
    )
    return components(graph, this.#tally)
  }

  #rank(node: number | undefined): number {
    return this.#dependencies.rank[node ?? 0] ?? 0
  }

  /** The shortest cycle through an edge. */
  #add(anomaly: Anomaly, edge: number, admits: (edge: number) => boolean): void {
    const cases = this.#cases.get(anomaly) ?? new Cases(anomaly, this.#keep)
    this.#cases.set(anomaly, cases)
    const { from, to } = this.#dependencies
    cases.add(() => {
      const back = this.#finder.shortest(to[edge] ?? 0, from[edge] ?? 0, admits) ?? []
      return this.#tell(anomaly, [edge, ...back])
    })
  }

  /** Says a cycle in dependencies between transactions: the nodes in between only hand on. */
  #tell(anomaly: Anomaly, edges: readonly number[]): Phenomenon {
    const { from, to, kinds, items, transactions: real } = this.#dependencies
    const start = edges.findIndex((edge) => (from[edge] ?? 0) < real)
    const cycle: Dependency[] = []
    const members: Transaction[] = []
    let [source, said] = [0, -1]
    for (const edge of [...edges.slice(start), ...edges.slice(0, start)]) {
      if ((from[edge] ?? 0) < real) source = from[edge] ?? 0
      if (kinds[edge] !== EdgeKind.link) said = edge
      const [begin, end] = [this.#transactions[source], this.#transactions[to[edge] ?? 0]]
      if (begin === undefined || end === undefined || (to[edge] ?? 0) >= real) continue
      const { name: on, isPredicate } = items[said] ?? { name: '', isPredicate: false }
      cycle.push({ kind: kindName(kinds[said] ?? 0), from: begin.id, to: end.id, on, isPredicate })
      members.push(begin)
    }
    const names = new Set(cycle.map(({ on }) => on))
    const sentence = `${anomalyNames[anomaly]}: ${cycle.map(dependencyText).join('; ')}`
    return { anomaly, on: names.size === 1 ? (cycle[0]?.on ?? null) : null, sentence, transactions: members, cycle }
  }
}

function kindName(kind: number): Dependency['kind'] {
  if (kind === EdgeKind.ww) return 'ww'
  return kind >= EdgeKind.rw ? 'rw' : 'wr'
}
