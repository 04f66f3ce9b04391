import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { DataWorld } from '../data-world.ts'
import { NodeTimer } from '../node-timer.ts'
import { type Cell, same } from './cell.ts'
import { type Comparer, Comparison, type Entry } from './comparison.ts'
import type { Replica } from './replica.ts'

/** What anti-entropy needs of its store. */
export interface EntropyStore {
  readonly world: DataWorld
  /** Indexes of its records. */
  readonly records: readonly number[]
  replica(instance: number): Replica
  /** Whether a node keeps a key. */
  keeps(instance: number, record: number, key: number): boolean
  merge(a: Cell, b: Cell): Cell
  /** Sends a comparison from one node to another. */
  ask(from: number, comparison: Comparison): Frame | null
  /** Sends what one node has of a key to another; `over` is told how that ends. */
  send(from: number, to: number, what: Entry, over: (outcome: number) => void): Frame | null
}

/**
 * Anti-entropy (Demers et al., "Epidemic algorithms for replicated database maintenance", 1987): once in every interval
 * each pair of nodes of a shard says what it has, and each of the two gets what it lacks, one key after the other. The
 * pairs take turns, evenly over the interval.
 */
export class AntiEntropy implements Comparer {
  readonly #store: EntropyStore
  readonly #interval: number
  readonly #pairs: readonly (readonly [number, number])[]
  readonly #timers: readonly NodeTimer[]
  /** By pair: whether the two are still busy with the last time. */
  readonly #busy: boolean[] = []

  /** `interval` ns, at least 1; `shards`: the nodes of each. */
  constructor(store: EntropyStore, interval: number, shards: readonly (readonly number[])[]) {
    this.#store = store
    this.#interval = interval
    this.#pairs = shards.flatMap((nodes) =>
      nodes.flatMap((one, i) => nodes.slice(i + 1).map((other): readonly [number, number] => [one, other])),
    )
    this.#timers = this.#pairs.map(([from], pair) => new NodeTimer(store.world, from, () => this.#due(pair)))
    this.#timers.forEach((timer, pair) => {
      timer.startQuiet(Math.max(1, Math.floor(((pair + 1) * interval) / this.#pairs.length)))
    })
  }

  #due(pair: number): void {
    const [from, to] = this.#pairs[pair] as readonly [number, number]
    this.#timers[pair]?.startQuiet(this.#interval)
    if (this.#busy[pair] === true || this.#store.world.instances[from]?.up !== true) return
    this.#busy[pair] = true
    this.#store.ask(from, new Comparison(this, from, to, this.#entries(from, to), true))
  }

  /** What `from` has of the keys that both keep. */
  #entries(from: number, to: number): readonly Entry[] {
    const replica = this.#store.replica(from)
    const entries: Entry[] = []
    for (const record of this.#store.records) {
      for (const key of replica.keys(record)) {
        if (!this.#store.keeps(from, record, key) || !this.#store.keeps(to, record, key)) continue
        entries.push({ record, key, cell: replica.cell(record, key) })
      }
    }
    return entries
  }

  compare(from: number, to: number, entries: readonly Entry[]): readonly Entry[] {
    const replica = this.#store.replica(to)
    const wanted: Entry[] = []
    const lacking: Entry[] = []
    const said = new Map(this.#store.records.map((record) => [record, new Set<number>()]))
    for (const { record, key, cell } of entries) {
      said.get(record)?.add(key)
      const ours = replica.cell(record, key)
      const both = this.#store.merge(ours, cell)
      if (!same(both, ours)) wanted.push({ record, key, cell })
      if (!same(both, cell)) lacking.push({ record, key, cell: ours })
    }
    for (const entry of this.#entries(to, from))
      if (said.get(entry.record)?.has(entry.key) !== true) lacking.push(entry)
    this.#sendAll(to, from, lacking, 0, () => {})
    return wanted
  }

  compared(from: number, to: number, wanted: readonly Entry[], outcome: number): void {
    const pair = this.#pairs.findIndex(([one, other]) => one === from && other === to)
    const over = (): void => {
      this.#busy[pair] = false
    }
    if (outcome === Outcome.ok) this.#sendAll(from, to, wanted, 0, over)
    else over()
  }

  /** One after the other; the first that fails is the last: there is another time. */
  #sendAll(from: number, to: number, entries: readonly Entry[], position: number, over: () => void): void {
    const entry = entries[position]
    if (entry === undefined) {
      over()
      return
    }
    this.#store.send(from, to, entry, (outcome) => {
      if (outcome === Outcome.ok) this.#sendAll(from, to, entries, position + 1, over)
      else over()
    })
  }
}
