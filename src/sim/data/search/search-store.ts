import { FactKind } from '../../data-fact.ts'
import type { SearchRules, StorePlan } from '../../data-plan.ts'
import type { DataWorld } from '../data-world.ts'
import { NodeTimer } from '../node-timer.ts'
import { initialRows, PlainStore } from '../plain/plain-store.ts'
import type { Rows } from '../rows.ts'

/** One node of an index: what is found there, and what will be after its next refresh. */
interface SearchNode {
  readonly found: readonly (Rows | undefined)[]
  /** By record, the keys written since the last refresh, and whether each is a group. */
  readonly pending: readonly Map<number, boolean>[]
  readonly timer: NodeTimer
  /** When it refreshes: at this time of every interval, ns. */
  readonly phase: number
  isDown: boolean
}

/**
 * A search index: a write is safe at once, in a log on disk, and seen at once by other writes; whoever reads or queries
 * at a node finds it after the next refresh of that node. Nodes refresh in turn, spread evenly over the interval, and
 * only when there is something new. A node that starts again has read its log, and finds everything.
 *
 * So does Elasticsearch ("near real-time search"), but for one thing: there a read by key looks into the log too.
 */
export class SearchStore extends PlainStore {
  readonly #rules: SearchRules
  readonly #first: number
  /** By number within the store. */
  readonly #nodes: readonly SearchNode[]

  constructor(world: DataWorld, index: number, plan: StorePlan, rules: SearchRules) {
    super(world, index, plan)
    this.#rules = rules
    this.#first = this.placement.node(0, 0)
    const { shards, nodesPerShard } = plan.sharding
    const count = shards * nodesPerShard
    this.#nodes = Array.from({ length: count }, (_, number) => ({
      found: initialRows(world, index),
      pending: world.plan.records.map(() => new Map<number, boolean>()),
      timer: new NodeTimer(world, this.#first + number, () => this.#refresh(number)),
      phase: Math.floor((rules.refresh * number) / count),
      isDown: false,
    }))
  }

  override readableAt(instance: number, record: number): Rows {
    return this.#nodes[instance - this.#first]?.found[record] as Rows
  }

  override written(instance: number, record: number, key: number, grouped: boolean): void {
    const { nodesPerShard } = this.plan.sharding
    const first = this.placement.node(this.placement.shardOfNode(instance), 0) - this.#first
    for (let number = first; number < first + nodesPerShard; number++) {
      const node = this.#nodes[number] as SearchNode
      node.pending[record]?.set(key, grouped)
      if (node.isDown || node.timer.running) continue
      const { refresh } = this.#rules
      node.timer.startQuiet(refresh - ((this.world.engine.now + refresh - node.phase) % refresh))
    }
  }

  crashed(instance: number): void {
    const node = this.#nodes[instance - this.#first] as SearchNode
    node.isDown = true
    node.timer.stop()
  }

  restarted(instance: number): void {
    const number = instance - this.#first
    const node = this.#nodes[number] as SearchNode
    node.isDown = false
    this.#refresh(number)
  }

  #refresh(number: number): void {
    const { found, pending } = this.#nodes[number] as SearchNode
    const instance = this.#first + number
    pending.forEach((keys, record) => {
      for (const [key, grouped] of keys) this.#find(found[record] as Rows, instance, { record, key, grouped })
      keys.clear()
    })
  }

  /** From now on a node finds a row as it is. */
  #find(found: Rows, instance: number, of: { record: number; key: number; grouped: boolean }): void {
    const { record, key, grouped } = of
    const { reporter, engine } = this.world
    const row = this.rowsAt(instance, record).written(key)
    if (row === undefined) return
    found.put(key, row.version, row.order, row.value, row.since)
    if (reporter.to === null) return
    const fact = reporter.fact(FactKind.applied, engine.now, record, key)
    fact.node = instance
    // Of a row that is gone, the version that says so.
    fact.version = row.order
    fact.order = row.order
    fact.value = row.value
    fact.group = grouped
    reporter.tell(fact)
  }
}
