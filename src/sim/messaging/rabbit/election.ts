import { Outcome } from '../../outcome.ts'
import { InnerCall } from '../inner-call.ts'
import type { MessageWorld } from '../message-world.ts'
import type { HostNodes } from './host-nodes.ts'

/**
 * From when nodes know that their leader is gone until one of them asks for votes, and until another one tries it, ns.
 * Assumed; in Ra (`election_timeout_action(short)`) it is 0.1 s to 0.6 s by chance.
 */
const ELECTION = 1e9
/** Bytes of a request for a vote. Assumed. */
const VOTE_BYTES = 100

/** What an election asks and tells. Nodes go by their numbers within the broker. */
export interface ElectionSide {
  /** Up to which entry of the log a node has everything. */
  upTo(node: number): number
  won(node: number): void
}

/**
 * Who leads one quorum queue. Nodes that miss their leader ask the others for their votes, one node after the other,
 * who has most first; a node votes for nobody who has less than itself.
 */
export class Election {
  /** The node that leads, or has led last. */
  leader: number
  readonly #world: MessageWorld
  readonly #nodes: HostNodes
  readonly #side: ElectionSide
  /** Nodes that miss the leader. */
  readonly #missing = new Set<number>()
  /** Nodes that are about to be stopped: they do not want to lead. */
  readonly #leaving = new Set<number>()
  /** Nodes that have asked for votes since. */
  readonly #tried = new Set<number>()
  #term = 0
  #asked = 0
  #waits = false

  constructor(world: MessageWorld, nodes: HostNodes, leader: number, side: ElectionSide) {
    this.#world = world
    this.#nodes = nodes
    this.#side = side
    this.leader = leader
  }

  /** A node is down. With its connections closed the others know it at once. */
  crashed(node: number, silent: boolean): void {
    this.#missing.delete(node)
    this.#leaving.delete(node)
    if (node !== this.leader || silent) return
    this.#missAll()
  }

  /** A node is up again; `leaderless`: and the queue has no leader. */
  restarted(node: number, leaderless: boolean): void {
    if (!leaderless) return
    // A node that has started knows of no leader, and if it was the leader, the others know that it is no more.
    if (node === this.leader) this.#missAll()
    else {
      this.#missing.add(node)
      this.#wait()
    }
  }

  /** A node is about to be stopped (`out`): if it leads, it asks another one to have itself elected. */
  drained(node: number, out: boolean): void {
    if (!out) this.#leaving.delete(node)
    if (!out || this.#nodes.count === 1) return
    this.#leaving.add(node)
    if (node !== this.leader) return
    for (let other = 0; other < this.#nodes.count; other++) if (other !== node) this.#missing.add(other)
    if (!this.#waits) this.#round()
  }

  /** A node takes another for gone. */
  misses(node: number, other: number): void {
    if (other !== this.leader) return
    this.#missing.add(node)
    // If another one has just asked, it waits for what comes of that.
    if (!this.#waits) this.#round()
  }

  /** It hears of the leader, which has not been replaced. */
  hears(node: number, other: number): void {
    if (other === this.leader) this.#missing.delete(node)
  }

  #missAll(): void {
    for (let node = 0; node < this.#nodes.count; node++) this.#missing.add(node)
    this.#wait()
  }

  #wait(): void {
    if (this.#waits) return
    this.#waits = true
    this.#world.alarms.setQuiet(ELECTION, () => {
      this.#waits = false
      this.#round()
    })
  }

  #round(): void {
    if (this.#missing.size === 0) return
    this.#wait()
    const candidate = this.#next()
    if (candidate >= 0) this.#ask(candidate)
  }

  /** Who asks next; -1 for nobody. */
  #next(): number {
    const { first } = this.#nodes
    const able = [...this.#missing]
      .filter((node) => this.#nodes.acts(first + node) && !this.#leaving.has(node))
      .toSorted((a, b) => a - b)
    if (able.every((node) => this.#tried.has(node))) this.#tried.clear()
    let best = -1
    for (const node of able) {
      if (this.#tried.has(node)) continue
      if (best < 0 || this.#side.upTo(node) > this.#side.upTo(best)) best = node
    }
    return best
  }

  #ask(candidate: number): void {
    const { first, count, route } = this.#nodes
    const term = ++this.#term
    this.#tried.add(candidate)
    let votes = 0
    const counts = (): void => {
      if (++votes * 2 > count && this.#term === term) this.#won(candidate)
    }
    counts()
    if (route === null) return
    for (let node = 0; node < count; node++) {
      if (node === candidate) continue
      let yes = false
      const vote = new InnerCall(first + node, {
        bytes: VOTE_BYTES,
        deliver: () => {
          // Terms have one candidate each here, so nobody could vote for two.
          yes = this.#side.upTo(candidate) >= this.#side.upTo(node)
          return Outcome.ok
        },
        ended: (outcome) => {
          if (yes && outcome === Outcome.ok) counts()
        },
      })
      vote.send(this.#world, route, first + candidate, ++this.#asked)
    }
  }

  #won(node: number): void {
    // Later votes of this term count for nothing.
    this.#term++
    this.#missing.clear()
    this.#tried.clear()
    this.leader = node
    this.#side.won(node)
  }
}
