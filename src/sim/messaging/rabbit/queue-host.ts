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
 * queue is not to be had. A quorum queue is kept by all nodes: a message counts when a majority has it, and when the
 * leader is gone another node leads if a majority is up, the one that has most. (Raft in outline: acknowledgements of
 * consumers are taken to be known to all nodes at once, and a leader that is cut off from the others stays one, without
 * being able to confirm anything.)
 */
export class QueueHost {
  readonly queue: RabbitQueue
  readonly #world: MessageWorld
  readonly #nodes: HostNodes
  readonly #home: number
  readonly #unsafe = new Map<QueueEntry, Unsafe>()
  /** What is on disk while nobody leads. */
  #kept: readonly QueueEntry[] = []
  #again: NodeTimer | null = null
  #sent = 0

  constructor(world: MessageWorld, queue: RabbitQueue, nodes: HostNodes, home: number) {
    this.#world = world
    this.queue = queue
    this.#nodes = nodes
    this.#home = home
  }

  get #isQuorum(): boolean {
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
    entry.copies.add(this.queue.node)
    if (!this.#isQuorum || this.#majority === 1) {
      this.queue.release(entry)
      done(Outcome.ok)
      return
    }
    const unsafe: Unsafe = { entry, done, calls: [], sentAt: 0 }
    this.#unsafe.set(entry, unsafe)
    this.#replicate(unsafe)
    if (this.#again?.running === false) this.#again.start(RETRANSMIT)
  }

  /** A node of the broker is down. */
  crashed(node: number): void {
    if (this.queue.node !== node) return
    const { topic } = this.queue.place
    this.#again?.stop()
    for (const { entry, calls } of this.#unsafe.values()) {
      for (const call of calls) call.giveUp(this.#world)
      this.queue.forget(entry)
    }
    this.#unsafe.clear()
    const entries = this.queue.leave()
    if (this.#isQuorum) {
      this.#kept = entries
      this.#world.alarms.set(ELECTION, () => this.#elect())
      return
    }
    this.#kept = topic.durable ? entries : []
    if (!topic.durable) for (const entry of entries) this.#tellLost(entry)
  }

  /** A node of the broker is up again. */
  restarted(node: number): void {
    if (this.queue.node >= 0) this.#catchUp(node)
    else if (this.#isQuorum) this.#world.alarms.set(ELECTION, () => this.#elect())
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
    const up = Array.from({ length: count }, (_, n) => first + n).filter((node) => this.#nodes.isUp(node))
    if (up.length < this.#majority) return
    const has = (node: number): number => this.#kept.filter(({ copies }) => copies.has(node)).length
    const leader = up.reduce((best, node) => (has(node) > has(best) ? node : best))
    const entries = this.#kept.filter(({ copies }) => copies.has(leader))
    for (const entry of this.#kept) if (!entry.copies.has(leader)) this.#tellLost(entry)
    this.#lead(leader, entries)
    for (const node of up) this.#catchUp(node)
  }

  /** A node that has come back, or follows another leader, gets what it has missed. */
  #catchUp(node: number): void {
    if (!this.#isQuorum) return
    for (const entry of this.queue.entries.values()) if (!this.#unsafe.has(entry)) entry.copies.add(node)
  }

  #replicate(unsafe: Unsafe): void {
    const { first, count, replicate } = this.#nodes
    const leader = this.queue.node
    if (replicate === null) return
    unsafe.sentAt = this.#world.engine.now
    for (let node = first; node < first + count; node++) {
      if (node === leader || unsafe.entry.copies.has(node)) continue
      const call = new InnerCall(node, {
        bytes: unsafe.entry.message.bytes,
        deliver: () => Outcome.ok,
        ended: (outcome) => {
          if (outcome === Outcome.ok) this.#has(unsafe, node)
        },
      })
      unsafe.calls.push(call)
      call.send(this.#world, replicate, leader, ++this.#sent)
    }
  }

  #has(unsafe: Unsafe, node: number): void {
    const { entry, done } = unsafe
    entry.copies.add(node)
    if (!this.#unsafe.has(entry) || entry.copies.size < this.#majority) return
    this.#unsafe.delete(entry)
    this.queue.release(entry)
    done(Outcome.ok)
  }

  #sendAgain(): void {
    const { now } = this.#world.engine
    for (const unsafe of this.#unsafe.values()) {
      if (unsafe.sentAt + RETRANSMIT > now) continue
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
