import { NodeTimer } from '../../data/node-timer.ts'
import { Outcome } from '../../outcome.ts'
import { InnerCall } from '../inner-call.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { Election } from './election.ts'
import type { HostNodes } from './host-nodes.ts'
import type { QueueEntry } from './queue-entry.ts'
import { type Entering, type QueueHost, tellRefused } from './queue-host.ts'
import type { RabbitQueue } from './rabbit-queue.ts'

/** After so long a node sends what others have not acknowledged again, ns. Assumed. */
const RETRANSMIT = 1e9
/** Bytes of what consumers have said of some messages. Assumed. */
const SAID_BYTES = 100

/** One entry of the log that a majority is not known to have. */
interface Unsafe {
  readonly index: number
  readonly bytes: number
  /** The message that it brings; `null` where it says what consumers have said. */
  readonly entry: QueueEntry | null
  readonly entering: Entering | null
  /** What follows when it is safe. */
  readonly said: readonly (() => void)[]
  calls: InnerCall[]
  /** When it was sent last, ns. */
  sentAt: number
}

/**
 * A quorum queue: a Raft group of all nodes of the broker. What is written counts when a majority has it and all before
 * it: messages, and what consumers say of them. A leader that is down, or that another node has not heard of for too
 * long because it stands still or is cut off, is replaced by one that a majority votes for; what the old one has not
 * brought to that one is no part of the log any more. (Raft in outline: that nodes lag behind shows in elections only,
 * a new leader has the connections of the consumers at once, and everybody knows who leads.)
 */
export class QuorumHost implements QueueHost {
  readonly queue: RabbitQueue
  readonly isQuorum = true
  readonly #world: MessageWorld
  readonly #nodes: HostNodes
  readonly #election: Election
  /** By index in the log. */
  readonly #unsafe = new Map<number, Unsafe>()
  /** Of each node, counted within the broker: up to which entry of the log it has everything … */
  readonly #has: number[]
  /** … and up to which the leader knows that. */
  readonly #match: number[]
  #again: NodeTimer | null = null
  /** The number of the next entry. */
  #next = 0
  #term = 0
  #sent = 0
  /** What consumers have said since the last entry about that, while that one is not safe. */
  #said: (() => void)[] = []
  #saying = false

  constructor(world: MessageWorld, queue: RabbitQueue, nodes: HostNodes, home: number) {
    this.#world = world
    this.queue = queue
    this.#nodes = nodes
    this.#has = new Array<number>(nodes.count).fill(-1)
    this.#match = new Array<number>(nodes.count).fill(-1)
    this.#election = new Election(world, nodes, home - nodes.first, {
      upTo: (node) => this.#hasUpTo(node),
      won: (node) => this.#takeOver(node),
    })
    queue.log = this
  }

  start(): void {
    this.#lead(this.#election.leader, [])
  }

  enter(message: Message, entering: Entering): void {
    if (this.queue.refuses) {
      tellRefused(this.#world, this.queue, message)
      entering.known(Outcome.rejected)
      return
    }
    this.#write(message.bytes, this.queue.enter(message), entering, [])
  }

  /** What a consumer has said of a message is to be written down; `then` follows when that is safe. */
  say(then: () => void): void {
    this.#said.push(then)
    if (!this.#saying) this.#writeSaid()
  }

  crashed(node: number, silent: boolean): void {
    if (this.queue.node === node) this.#leave()
    this.#election.crashed(node - this.#nodes.first, silent)
  }

  restarted(node: number): void {
    this.#election.restarted(node - this.#nodes.first, this.queue.node < 0)
  }

  drained(node: number, out: boolean): void {
    this.#election.drained(node - this.#nodes.first, out)
  }

  /** A node takes another for gone. */
  misses(node: number, other: number): void {
    this.#election.misses(node, other)
  }

  /** A node hears of another again. */
  hears(node: number, other: number): void {
    if (this.queue.node === this.#nodes.first + other) this.#election.hears(node, other)
  }

  #writeSaid(): void {
    const said = this.#said
    if (said.length === 0) return
    this.#said = []
    this.#saying = true
    this.#write(SAID_BYTES, null, null, said)
  }

  #write(bytes: number, entry: QueueEntry | null, entering: Entering | null, said: readonly (() => void)[]): void {
    const unsafe: Unsafe = { index: this.#next++, bytes, entry, entering, said, calls: [], sentAt: 0 }
    this.#unsafe.set(unsafe.index, unsafe)
    this.#taken(this.queue.node, unsafe.index)
    this.#acknowledged(this.queue.node, unsafe.index)
    if (this.#nodes.replicate === null) return
    this.#replicate(unsafe)
    if (this.#again?.running === false) this.#again.startQuiet(RETRANSMIT)
  }

  #lead(number: number, entries: readonly QueueEntry[]): void {
    const node = this.#nodes.first + number
    this.#again = new NodeTimer(this.#world, node, () => this.#sendAgain())
    this.queue.lead(node, entries)
  }

  /** The leader is one no more. */
  #leave(): void {
    this.#again?.stop()
    this.#term++
    this.#said = []
    this.#saying = false
    this.queue.leave()
  }

  #takeOver(leader: number): void {
    if (this.queue.node >= 0) this.#leave()
    const has = this.#hasUpTo(leader)
    // What others have beyond that is no part of the log any more.
    this.#has.forEach((to, n) => (this.#has[n] = Math.min(to, has)))
    this.#match.fill(-1)
    const lost = new Set<QueueEntry>()
    const forgotten: Entering[] = []
    for (const unsafe of Array.from(this.#unsafe.values())) {
      unsafe.calls = []
      unsafe.sentAt = 0
      if (unsafe.index <= has && unsafe.entry !== null) continue
      this.#unsafe.delete(unsafe.index)
      if (unsafe.entry !== null) lost.add(unsafe.entry)
      if (unsafe.entering !== null) forgotten.push(unsafe.entering)
      // The new leader knows what consumers have said as far as it was told.
      if (unsafe.index <= has) for (const then of unsafe.said) then()
    }
    const kept = this.queue.entries.values().filter((entry) => !lost.has(entry))
    const moved = Array.from(this.#unsafe.values())
    this.#lead(leader, kept)
    for (const entering of forgotten) entering.known(Outcome.unavailable)
    for (const { entering } of moved) entering?.moved()
    this.#acknowledged(this.queue.node, has)
    this.#sendAgain()
  }

  #hasUpTo(node: number): number {
    return this.#has[node] as number
  }

  /** A node has an entry, and all before it, which the same message would have brought. */
  #taken(node: number, index: number): void {
    const n = node - this.#nodes.first
    this.#has[n] = Math.max(this.#hasUpTo(n), index)
  }

  #replicate(unsafe: Unsafe): void {
    const { first, count, replicate } = this.#nodes
    const { index, bytes } = unsafe
    const leader = this.queue.node
    const term = this.#term
    if (replicate === null) return
    unsafe.sentAt = this.#world.engine.now
    for (let n = 0; n < count; n++) {
      const node = first + n
      if (node === leader || (this.#match[n] as number) >= index) continue
      const call = new InnerCall(node, {
        bytes,
        inOrder: true,
        deliver: () => {
          if (this.#term === term) this.#taken(node, index)
          return Outcome.ok
        },
        ended: (outcome) => {
          if (outcome === Outcome.ok && this.#term === term) this.#acknowledged(node, index)
        },
      })
      unsafe.calls.push(call)
      call.send(this.#world, replicate, leader, ++this.#sent)
    }
  }

  /** The leader knows what a node has. */
  #acknowledged(node: number, index: number): void {
    const n = node - this.#nodes.first
    this.#match[n] = Math.max(this.#match[n] as number, index)
    const majority = Math.floor(this.#nodes.count / 2) + 1
    const safe = this.#match.toSorted((a, b) => b - a)[majority - 1] as number
    for (const [at, unsafe] of this.#unsafe) {
      if (at > safe) return
      this.#unsafe.delete(at)
      this.#safe(unsafe)
    }
  }

  #safe({ entry, entering, said }: Unsafe): void {
    if (entry === null) {
      this.#saying = false
      for (const then of said) then()
      this.#writeSaid()
      return
    }
    this.queue.release(entry)
    entering?.known(Outcome.ok)
  }

  #sendAgain(): void {
    const { now } = this.#world.engine
    for (const unsafe of this.#unsafe.values()) {
      if (unsafe.sentAt > 0 && unsafe.sentAt + RETRANSMIT > now) continue
      for (const call of unsafe.calls.splice(0)) call.giveUp(this.#world)
      this.#replicate(unsafe)
    }
    if (this.#unsafe.size > 0) this.#again?.startQuiet(RETRANSMIT)
  }
}
