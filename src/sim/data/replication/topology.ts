import type { AccessPlan } from '../../data-plan.ts'
import { Outcome } from '../../outcome.ts'
import type { Instance } from '../../services/instance.ts'
import type { ReplicaNode } from './replica-node.ts'

/** How long a caller stays away from a silent node, ns: default `hostRecheckSeconds` of PostgreSQL's JDBC driver. */
const RECHECK = 10e9

/** Outcomes of calls that a node has not answered. */
const SILENT: readonly number[] = [Outcome.timeout, Outcome.refused, Outcome.reset, Outcome.unresolved]
/** Outcomes that say nothing about the node. */
const IDLE: readonly number[] = [
  Outcome.deadline,
  Outcome.cancelled,
  Outcome.breakerOpen,
  Outcome.bulkheadFull,
  Outcome.rateLimited,
]

/** What one calling instance believes about one shard. */
interface Belief {
  /** Number of the leader. */
  leader: number
  /** The latest term that it has heard of. */
  term: number
  /** By node: until when it stays away. */
  readonly avoid: number[]
  turn: number
}

/**
 * What callers know of the nodes, as their drivers do: every calling instance by itself, and only from the calls it has
 * made. Who answers says which leader it believes in, and the caller believes the one who knows of the latest term.
 * After a node that does not answer, or takes no writes and knows no leader, the caller tries the next. So a caller on
 * the side of an old leader goes on writing there. Reads go in turn to the nodes that they may go to, but for 10 s not
 * to one that has not answered.
 */
export class Topology {
  readonly #groups: readonly { readonly nodes: readonly ReplicaNode[] }[]
  readonly #instances: readonly Instance[]
  readonly #clock: { readonly now: number }
  readonly #beliefs = new Map<number, Belief>()

  constructor(
    groups: readonly { readonly nodes: readonly ReplicaNode[] }[],
    world: { readonly instances: readonly Instance[]; readonly engine: { readonly now: number } },
  ) {
    this.#groups = groups
    this.#instances = world.instances
    this.#clock = world.engine
  }

  leaderOf(shard: number, caller: number): number {
    return this.#instanceOf(shard, this.#belief(shard, caller).leader)
  }

  nodeFor(from: AccessPlan['from'], shard: number, caller: number): number {
    const belief = this.#belief(shard, caller)
    if (from === 'leader') return this.#instanceOf(shard, belief.leader)
    if (from === 'nearest') {
      const zone = this.#instances[caller]?.zone
      const near = this.#next(shard, belief, (node) => this.#instances[node.state.instance]?.zone === zone)
      if (near >= 0) return near
    }
    const other = this.#next(shard, belief, ({ state }) => from !== 'replica' || state.number !== belief.leader)
    return other >= 0 ? other : this.#instanceOf(shard, belief.leader)
  }

  /** A call of `caller` to the node has ended. */
  heard(caller: number, shard: number, number: number, outcome: number): void {
    if (IDLE.includes(outcome)) return
    const belief = this.#belief(shard, caller)
    if (SILENT.includes(outcome)) {
      belief.avoid[number] = this.#clock.now + RECHECK
      if (belief.leader === number) this.#tryAfter(shard, belief, number)
      return
    }
    belief.avoid[number] = 0
    const { term, leader } = (this.#nodesOf(shard)[number] as ReplicaNode).state
    // Who has not answered may be the leader again only if that is news.
    const isNews = term > belief.term
    if (isNews && leader >= 0) belief.avoid[leader] = 0
    if (term >= belief.term && leader >= 0 && !this.#avoids(belief, leader)) belief.leader = leader
    belief.term = Math.max(term, belief.term)
    if (outcome === Outcome.readOnly && belief.leader === number) this.#tryAfter(shard, belief, number)
  }

  #tryAfter(shard: number, belief: Belief, number: number): void {
    belief.leader = (number + 1) % this.#nodesOf(shard).length
  }

  /** The next node, in turn, that it may be and that is not avoided; -1 for none. */
  #next(shard: number, belief: Belief, may: (node: ReplicaNode) => boolean): number {
    const nodes = this.#nodesOf(shard)
    for (let i = 1; i <= nodes.length; i++) {
      const number = (belief.turn + i) % nodes.length
      const node = nodes[number] as ReplicaNode
      if (!may(node) || this.#avoids(belief, number)) continue
      belief.turn = number
      return node.state.instance
    }
    return -1
  }

  #avoids(belief: Belief, number: number): boolean {
    return this.#clock.now < (belief.avoid[number] ?? 0)
  }

  #nodesOf(shard: number): readonly ReplicaNode[] {
    return this.#groups[shard]?.nodes ?? []
  }

  #instanceOf(shard: number, number: number): number {
    return this.#nodesOf(shard)[number]?.state.instance ?? -1
  }

  #belief(shard: number, caller: number): Belief {
    const key = (caller + 1) * this.#groups.length + shard
    const known = this.#beliefs.get(key)
    if (known !== undefined) return known
    const belief = { leader: 0, term: 0, avoid: [], turn: caller + 1 }
    this.#beliefs.set(key, belief)
    return belief
  }
}
