import type { Transaction } from './transaction.ts'
import { type Item, indexVersions, placeAfter, type VersionIndex } from './version-index.ts'

/** Kinds of edges. A link only hands a dependency on, from or to a node that stands for many changes of a predicate. */
export const EdgeKind = { ww: 0, wr: 1, link: 2, rw: 3, predicateRw: 4 } as const

/** The dependencies between committed transactions as a graph. */
export interface DependencyGraph {
  /** Nodes below are transactions, by their place in the history; nodes from here on only hand on. */
  readonly transactions: number
  readonly nodes: number
  /** How many dependencies were observed; a query counts once for what it saw, and once for what it did not. */
  readonly observed: number
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly kinds: readonly number[]
  /** The record or predicate of each edge. */
  readonly items: readonly Item[]
  /**
   * A place in time for each node: that of a transaction in the order of the commits. Where every `ww` and `wr` edge
   * goes forward, a path along them needs to look no further than the place it leads to.
   */
  readonly rank: readonly number[]
}

/**
 * The direct dependencies (Adya 1999, section 3.1) that follow from versions: of each record from each version left
 * behind to the next, from each to its readers, from its readers to the next. A query depends on all earlier changes of
 * what its predicate finds, and is overtaken by all later ones; chains of nodes that hand on keep their number linear.
 */
export function dependenciesOf(transactions: readonly Transaction[]): DependencyGraph {
  return new Builder(transactions).build()
}

class Builder {
  readonly #transactions: readonly Transaction[]
  readonly #index: VersionIndex
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #kinds: number[] = []
  readonly #items: Item[] = []
  readonly #rank: number[]
  #observed = 0
  /** Of each predicate: the nodes for all changes up to each, and for all changes from each on. */
  readonly #chains = new Map<Item, { readonly upTo: number; readonly from: number }>()

  constructor(transactions: readonly Transaction[]) {
    this.#transactions = transactions
    this.#index = indexVersions(transactions)
    this.#rank = new Array<number>(transactions.length).fill(0)
    const byEnd = transactions.map(({ end }, index) => ({ end, index }))
    byEnd.sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : a.index - b.index))
    for (const [place, { index }] of byEnd.entries()) this.#rank[index] = place
  }

  build(): DependencyGraph {
    for (const item of this.#index.records.values()) {
      for (const [place, { writer }] of item.installed.entries()) {
        const before = item.installed[place - 1]
        if (before !== undefined) this.#observe(before.writer, writer, EdgeKind.ww, item)
      }
    }
    for (const item of this.#index.predicates.values()) this.#chain(item)
    for (const [reader, { outcome, steps }] of this.#transactions.entries()) {
      if (outcome !== 'committed') continue
      for (const step of steps) {
        if (step.kind === 'read') this.#read(reader, step.version, this.#index.records.get(step.key))
        else if (step.kind === 'query') this.#query(reader, step.version, this.#index.predicates.get(step.predicate))
      }
    }
    return {
      transactions: this.#transactions.length,
      nodes: this.#rank.length,
      observed: this.#observed,
      from: this.#from,
      to: this.#to,
      kinds: this.#kinds,
      items: this.#items,
      rank: this.#rank,
    }
  }

  #observe(from: number, to: number, kind: number, item: Item): void {
    if (from !== to) this.#observed++
    this.#edge(from, to, kind, item)
  }

  #edge(from: number, to: number, kind: number, item: Item): void {
    if (from === to) return
    this.#from.push(from)
    this.#to.push(to)
    this.#kinds.push(kind)
    this.#items.push(item)
  }

  #read(reader: number, version: number, item: Item | undefined): void {
    if (item === undefined) return
    const writer = item.writers.get(version)
    if (writer === reader) return
    if (writer !== undefined) {
      // What was not committed is in no order of versions.
      if (this.#transactions[writer]?.outcome !== 'committed') return
      this.#observe(writer, reader, EdgeKind.wr, item)
    }
    // Whoever read what its writer replaced itself comes before those who replaced what that writer left.
    const left = writer === undefined ? version : (item.last.get(writer) ?? version)
    const next = item.installed[placeAfter(item, left)]
    if (next !== undefined) this.#observe(reader, next.writer, EdgeKind.rw, item)
  }

  /** Two chains of nodes: for all changes up to each, forward, and for all changes from each on. */
  #chain(item: Item): void {
    const { installed } = item
    const upTo = this.#rank.length
    const from = upTo + installed.length
    this.#chains.set(item, { upTo, from })
    let latest = 0
    for (const { writer } of installed) {
      latest = Math.max(latest, this.#rank[writer] ?? 0)
      this.#rank.push(latest)
    }
    const earliest = installed.map(({ writer }) => this.#rank[writer] ?? 0)
    for (let place = earliest.length - 2; place >= 0; place--) {
      earliest[place] = Math.min(earliest[place] ?? 0, earliest[place + 1] ?? 0)
    }
    for (const rank of earliest) this.#rank.push(rank)
    for (const [place, { writer }] of installed.entries()) {
      this.#edge(writer, upTo + place, EdgeKind.wr, item)
      this.#edge(from + place, writer, EdgeKind.link, item)
      if (place === 0) continue
      this.#edge(upTo + place - 1, upTo + place, EdgeKind.link, item)
      this.#edge(from + place - 1, from + place, EdgeKind.link, item)
    }
  }

  /** Between changes that are the reader's own a chain would lead back to it: there each has an edge of its own. */
  #query(reader: number, version: number, item: Item | undefined): void {
    const chain = item === undefined ? undefined : this.#chains.get(item)
    if (item === undefined || chain === undefined) return
    const { installed } = item
    const seen = placeAfter(item, version)
    const own = this.#ownChanges(reader, item)
    if (seen > 0) this.#observed++
    if (seen < installed.length) this.#observed++
    const first = Math.min(seen, own[0] ?? seen)
    if (first > 0) this.#edge(chain.upTo + first - 1, reader, EdgeKind.link, item)
    for (let place = first; place < seen; place++) {
      this.#edge(installed[place]?.writer ?? reader, reader, EdgeKind.wr, item)
    }
    const last = Math.max(seen - 1, own.at(-1) ?? -1)
    for (let place = seen; place <= last; place++) {
      this.#edge(reader, installed[place]?.writer ?? reader, EdgeKind.predicateRw, item)
    }
    if (last + 1 < installed.length) this.#edge(reader, chain.from + last + 1, EdgeKind.predicateRw, item)
  }

  /** The places, among the changes of what a predicate finds, of a transaction's own. */
  #ownChanges(writer: number, item: Item): readonly number[] {
    const places: number[] = []
    for (const step of this.#transactions[writer]?.steps ?? []) {
      if (step.kind !== 'write') continue
      for (const { predicate, version } of step.changes ?? []) {
        if (predicate === item.name) places.push(placeAfter(item, version) - 1)
      }
    }
    return places.sort((a, b) => a - b)
  }
}
