import { NodeTimer } from '../../data/node-timer.ts'
import { MessageCause, MessageKind } from '../../message-fact.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import { InnerCall } from '../inner-call.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import type { QueueEntry } from './queue-entry.ts'
import type { RabbitQueue } from './rabbit-queue.ts'

/** How long the nodes of a quorum queue are without a leader when it is gone, ns. Assumed. */
const ELECTION = 1e9
/** After so long a node sends what others have not acknowledged again, ns. Assumed. */
const RETRANSMIT = 1e9

/** The nodes of the broker, by index among all instances, as its queues see them. */
export interface HostNodes {
  readonly first: number
  readonly count: number
  /** Whether a node is up. */
  isUp(node: number): boolean
  /** The call with which a node gives an entry to another; `null` where there is only one. */
  readonly replicate: Step | null
}

/** What waits for an entry to be safe. */
interface Unsafe {
  readonly entry: QueueEntry
  readonly done: (outcome: number) => void
  readonly calls: InnerCall[]
  /** When it was sent last, ns. */
  sentAt: number
}

/**
 * Where a queue lives. A classic queue has one node; what is durable is there again when the node is, and meanwhile the
 * queue is not to be had. A quorum queue is a Raft group of all nodes: a message counts when a majority has it and all
 * before it, and when the leader is gone another node leads if a majority is up, the one that has most. (Raft in
 * outline: acknowledgements of consumers are taken to be known to all nodes at once, and a leader that stands still or
 * is cut off from the others stays one, without being able to confirm anything.)
 */
export class QueueHost {
  readonly queue: RabbitQueue
  readonly #world: MessageWorld
  readonly #nodes: HostNodes
  readonly #home: number
  /** By position. */
  readonly #unsafe = new Map<number, Unsafe>()
  /** Of each node, counted within the broker: up to which position it has everything. */
  readonly #has: number[]
  /** What is on disk while nobody leads. */
  #kept: readonly QueueEntry[] = []
  #again: NodeTimer | null = null
  #sent = 0

  constructor(world: MessageWorld, queue: RabbitQueue, nodes: HostNodes, home: number) {
    this.#world = world
    this.queue = queue
    this.#nodes = nodes
    this.#home = home
    this.#has = new Array<number>(nodes.count).fill(-1)
  }

  /** Whether it finds itself another node when its own is gone. */
  get isQuorum(): boolean {
    return this.queue.place.topic.queue === 'quorum'
  }

  get #majority(): number {
    return Math.floor(this.#nodes.count / 2) + 1
  }

  start(): void {
    this.#lead(this.#home, [])
  }

  /** Takes a message at the node that leads the queue; `done` is told when it is safe, or is not taken. */
  enter(message: Message, done: (outcome: number) => void): void {
    if (this.queue.refuses) {
      this.#tellRefused(message)
      done(Outcome.rejected)
      return
    }
    const entry = this.queue.enter(message)
    if (!this.isQuorum || this.#majority === 1) {
      this.queue.release(entry)
      done(Outcome.ok)
      return
    }
    const unsafe: Unsafe = { entry, done, calls: [], sentAt: 0 }
    this.#unsafe.set(entry.position, unsafe)
    this.#acknowledged(this.queue.node, entry.position)
    this.#replicate(unsafe)
    if (this.#again?.running === false) this.#again.startQuiet(RETRANSMIT)
  }

  /** A node of the broker is down. */
  crashed(node: number): void {
    if (this.queue.node !== node) return
    this.#again?.stop()
    for (const { calls } of this.#unsafe.values()) for (const call of calls) call.giveUp(this.#world)
    const entries = this.queue.leave()
    if (this.isQuorum) {
      this.#kept = entries
      this.#world.alarms.set(ELECTION, () => this.#elect())
      return
    }
    const { durable } = this.queue.place.topic
    this.#kept = durable ? entries : []
    if (!durable) for (const entry of entries) this.#tellLost(entry)
  }

  /** A node of the broker is up again. */
  restarted(node: number): void {
    if (this.queue.node >= 0) return
    if (this.isQuorum) this.#world.alarms.set(ELECTION, () => this.#elect())
    else if (node === this.#home) this.#lead(node, this.#kept)
  }

  #lead(node: number, entries: readonly QueueEntry[]): void {
    this.#kept = []
    this.#again = new NodeTimer(this.#world, node, () => this.#sendAgain())
    this.queue.lead(node, entries)
  }

  #elect(): void {
    const { first, count } = this.#nodes
    if (this.queue.node >= 0) return
    const up = Array.from({ length: count }, (_, n) => n).filter((n) => this.#nodes.isUp(first + n))
    if (up.length < this.#majority) return
    const leader = up.reduce((best, n) => (this.#hasTo(n) > this.#hasTo(best) ? n : best))
    const has = this.#hasTo(leader)
    // What others have beyond that is no part of the log any more.
    this.#has.forEach((to, n) => (this.#has[n] = Math.min(to, has)))
    this.#lead(
      first + leader,
      this.#kept.filter(({ position, released }) => released || position <= has),
    )
    for (const [position, { done }] of Array.from(this.#unsafe)) {
      if (position <= has) continue
      this.#unsafe.delete(position)
      done(Outcome.unavailable)
    }
    this.#acknowledged(first + leader, has)
    this.#sendAgain()
  }

  #hasTo(node: number): number {
    return this.#has[node] as number
  }

  #replicate(unsafe: Unsafe): void {
    const { first, count, replicate } = this.#nodes
    const { position, message } = unsafe.entry
    const leader = this.queue.node
    if (replicate === null) return
    unsafe.sentAt = this.#world.engine.now
    for (let n = 0; n < count; n++) {
      const node = first + n
      if (node === leader || this.#hasTo(n) >= position) continue
      const call = new InnerCall(node, {
        bytes: message.bytes,
        deliver: () => Outcome.ok,
        ended: (outcome) => {
          if (outcome === Outcome.ok && this.queue.node === leader) this.#acknowledged(node, position)
        },
      })
      unsafe.calls.push(call)
      call.send(this.#world, replicate, leader, ++this.#sent)
    }
  }

  /** A node has an entry, and all before it, which the same message would have brought. */
  #acknowledged(node: number, position: number): void {
    const n = node - this.#nodes.first
    this.#has[n] = Math.max(this.#hasTo(n), position)
    const safe = this.#has.toSorted((a, b) => b - a)[this.#majority - 1] as number
    for (const [at, unsafe] of this.#unsafe) {
      if (at > safe) return
      this.#unsafe.delete(at)
      for (const call of unsafe.calls) call.giveUp(this.#world)
      this.queue.release(unsafe.entry)
      unsafe.done(Outcome.ok)
    }
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

  #tellLost(entry: QueueEntry): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(MessageKind.dropped, engine.now, entry.message)
    fact.subscription = this.queue.place.subscription
    fact.position = entry.position
    fact.delivery = entry.deliveries
    fact.cause = MessageCause.lostNode
    reporter.tell(fact)
  }

  #tellRefused(message: Message): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(MessageKind.dropped, engine.now, message)
    fact.subscription = this.queue.place.subscription
    fact.instance = this.queue.node
    fact.outcome = Outcome.rejected
    fact.cause = MessageCause.overflow
    reporter.tell(fact)
  }
}
