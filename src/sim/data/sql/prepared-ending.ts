import { Cargo, SET_ASIDE } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { Backend } from './backend.ts'
import type { SqlParts } from './sql-parts.ts'

/**
 * The decision about a prepared transaction on its way to the nodes that it was prepared at, one after the other. A
 * node that knows of none has ended it before, or has never had it: that is well.
 */
export class PreparedEnding extends Cargo<Frame> {
  readonly #store: SqlParts
  readonly #step: Step
  readonly #name: number
  readonly #commits: boolean
  /** Shards that are still to be told; the first one is told now. */
  readonly #shards: number[]
  #backend: Backend | null = null
  #calls = 0

  constructor(store: SqlParts, step: Step, name: number, shards: readonly number[]) {
    super()
    this.#store = store
    this.#step = step
    this.#name = name
    this.#commits = step.access?.verb === 'commit-prepared'
    this.#shards = [...shards]
  }

  /** Tells the next node. Returns as `Client.carry`. */
  send(frame: Frame): Frame | null {
    const { plan, replicas, world } = this.#store
    const { shards, nodesPerShard } = plan.sharding
    const shard = this.#shards[0] ?? 0
    this.#backend = null
    this.aim = shards * nodesPerShard === 1 ? -1 : replicas.leaderOf(shard, frame.instance)
    return world.client.carry(frame, frame, this.#step, this, this.#calls++)
  }

  override again(): PreparedEnding {
    const attempt = new PreparedEnding(this.#store, this.#step, this.#name, this.#shards)
    attempt.aim = this.aim
    return attempt
  }

  deliver(call: Frame): number {
    const node = this.#store.node(call.instance)
    this.#backend = node.prepared.find(this.#name) ?? null
    return node.endPrepared(this.#name, this.#commits, call, SET_ASIDE)
  }

  override withdrawn(call: Frame): void {
    this.#store.replicas.withdraw(call.instance, call)
  }

  override left(call: Frame): void {
    if (this.#backend !== null) this.#store.node(call.instance).settled(this.#backend)
  }

  override ended(call: Frame, outcome: number): Frame | null {
    const { parent } = call
    if (this.aim >= 0 && parent !== null) this.#store.replicas.heard(parent.instance, this.aim, outcome)
    if (parent === null) return null
    this.#store.world.client.settle(parent, call, outcome)
    if (outcome !== Outcome.ok) return parent
    this.#shards.shift()
    if (this.#shards.length > 0) return this.send(parent)
    this.#store.doubts.decided(this.#name, this.#commits)
    return parent
  }
}
