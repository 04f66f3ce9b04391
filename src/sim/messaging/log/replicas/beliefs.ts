import { Outcome } from '../../../outcome.ts'
import type { Instance } from '../../../services/instance.ts'
import type { Partition } from './partition.ts'

/** Outcomes of calls that a node has not answered. */
const SILENT: readonly number[] = [Outcome.timeout, Outcome.refused, Outcome.reset, Outcome.unresolved]

/** What a client knows of a log. */
interface Belief {
  /** By partition: the node that leads; -1 for none. */
  leaders: readonly number[]
  /** The node that it has this from. */
  source: number
}

/** What a node says when it is asked who leads. */
export interface LeaderSource {
  readonly leaders: readonly number[]
}

/**
 * What clients believe about who leads which partition, every calling instance by itself, and only from the calls that
 * it has made. Who says that it does not lead, or cannot do what was asked, is asked who does; after one that does not
 * answer the next is asked that is up. (Asking takes no time and gets through here.)
 */
export class Beliefs {
  readonly #partitions: readonly Partition[]
  readonly #nodes: readonly LeaderSource[]
  readonly #instances: readonly Instance[]
  readonly #first: number
  readonly #beliefs = new Map<number, Belief>()

  /** `first`: index of the first node among all instances. */
  constructor(
    partitions: readonly Partition[],
    nodes: readonly LeaderSource[],
    instances: readonly Instance[],
    first: number,
  ) {
    this.#partitions = partitions
    this.#nodes = nodes
    this.#instances = instances
    this.#first = first
  }

  /** The instance of the node that `caller` takes for the leader of a partition. */
  leaderOf(partition: number, caller: number): number {
    const { leaders } = this.#of(caller)
    const leader = leaders[partition] ?? -1
    return this.#first + (leader >= 0 ? leader : (this.#partitions[partition]?.replicas[0] ?? 0))
  }

  /** A call of `caller` to the instance `node` has ended. */
  heard(caller: number, node: number, outcome: number): void {
    if (outcome === Outcome.ok) return
    const belief = this.#of(caller)
    if (outcome === Outcome.readOnly || outcome === Outcome.unavailable) this.#ask(belief, node - this.#first)
    else if (SILENT.includes(outcome)) {
      const { length } = this.#nodes
      for (let i = 1; i <= length; i++) {
        const next = (belief.source + i) % length
        if (next + this.#first === node || this.#instances[this.#first + next]?.up !== true) continue
        this.#ask(belief, next)
        return
      }
    }
  }

  #ask(belief: Belief, source: number): void {
    belief.source = source
    belief.leaders = (this.#nodes[source]?.leaders ?? belief.leaders).slice()
  }

  #of(caller: number): Belief {
    const known = this.#beliefs.get(caller)
    if (known !== undefined) return known
    const leaders = this.#partitions.map(({ replicas }) => replicas[0] ?? -1)
    const belief = { leaders, source: 0 }
    this.#beliefs.set(caller, belief)
    return belief
  }
}
