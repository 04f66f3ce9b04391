import type { ReplicationPlan } from '../../data-plan.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { DataWorld } from '../data-world.ts'
import type { LogEntry } from '../log-entry.ts'
import { NodeTimer } from '../node-timer.ts'
import { type Message, MessageKind } from './message.ts'
import type { NodeState } from './node-state.ts'

/** Most entries in one message. */
const BATCH = 1024
/** Once the load is over, a replica that has not answered so often is left alone until it speaks. */
const TRIES = 10
/** How far the log of a replica agrees is not known yet. */
const UNKNOWN = -1

/** What a leader knows of one of its replicas. */
interface Peer {
  readonly number: number
  /** Position up to which it has the log, or `UNKNOWN`. */
  match: number
  applied: number
  /** The position to be sent next. */
  next: number
  /** Transmissions in a row that were not answered. */
  tries: number
  /** When the last message was sent that it has answered, ns. */
  heard: number
  readonly timer: NodeTimer
}

/** A commit that waits for replicas. */
interface Wait {
  readonly position: number
  readonly call: Frame
}

export interface LeadershipParts {
  readonly world: DataWorld
  readonly plan: ReplicationPlan
  readonly state: NodeState
  /** Nodes of the shard. */
  readonly nodes: number
  readonly send: (to: number, kind: MessageKind, after: number, entries: readonly LogEntry[]) => void
  /** Whether the load is over and nobody waits for an answer. */
  readonly resting: () => boolean
  /** A majority has what this leader began with: no other log will come to be the shard's. */
  readonly confirmed: () => void
  /** Every node has applied the log up to here. */
  readonly everywhere: (position: number) => void
  /** It may have begun, or ceased, to hear from a majority. */
  readonly changed: () => void
}

/** The part of a leader, in one term and one life of its process: ships the log, and knows who has what. */
export class Leadership {
  readonly #parts: LeadershipParts
  readonly #term: number
  readonly #peers: readonly Peer[]
  /** The same, by number of the node. */
  readonly #place: Peer[] = []
  readonly #heartbeat: NodeTimer
  #waits: Wait[] = []
  /** Position with which the term begins; a majority that has it has everything before. */
  #beginning = Number.POSITIVE_INFINITY

  /** `known`: position up to which all nodes are known to have the log; `UNKNOWN` where nothing is known. */
  constructor(parts: LeadershipParts, known: number = UNKNOWN) {
    const { world, state, nodes } = parts
    this.#parts = parts
    this.#term = state.term
    const next = known === UNKNOWN ? state.log.last + 1 : known + 1
    this.#peers = Array.from({ length: nodes }, (_, number): Peer => {
      const timer = new NodeTimer(world, state.instance, () => this.#again(this.#place[number] as Peer))
      return { number, match: known, applied: 0, next, tries: 0, heard: world.engine.now, timer }
    }).filter(({ number }) => number !== state.number)
    this.#heartbeat = new NodeTimer(world, state.instance, () => this.#beat())
    for (const peer of this.#peers) this.#place[peer.number] = peer
  }

  /** Whether it has heard from a majority, itself included, lately enough that no other can have been elected. */
  get holds(): boolean {
    const { plan, nodes, world } = this.#parts
    const others = Math.floor(nodes / 2)
    if (plan.failover === null || others === 0) return true
    const heard = this.#peers.map((peer) => peer.heard).sort((a, b) => b - a)[others - 1] ?? 0
    return world.engine.now < heard + plan.failover.detect
  }

  /** Begins to be heard. */
  start(): void {
    const { plan } = this.#parts
    for (const peer of this.#peers) if (peer.match === UNKNOWN) this.#probe(peer)
    if (plan.failover !== null) this.#heartbeat.startQuiet(plan.failover.heartbeat)
  }

  /** Sends what has been added to the log; `first`: it is what the term begins with. */
  added(first: boolean): void {
    const { log } = this.#parts.state
    if (first) this.#beginning = log.last
    for (const peer of this.#peers) this.#push(peer)
    this.#settle()
  }

  /** A call that waits until enough replicas have the last entry. */
  await(call: Frame): void {
    call.phaseStart = this.#parts.world.engine.now
    this.#waits.push({ position: this.#parts.state.log.last, call })
  }

  /** A call does not wait any more. */
  withdraw(call: Frame): void {
    this.#waits = this.#waits.filter((wait) => wait.call !== call)
  }

  /** It is over. Whether the commits that wait will be kept, nobody knows. */
  end(): void {
    this.stop()
    const waits = this.#waits
    this.#waits = []
    for (const { call } of waits) this.#release(call, Outcome.unavailable)
  }

  /** The process is gone. */
  stop(): void {
    this.#heartbeat.stop()
    for (const { timer } of this.#peers) timer.stop()
  }

  /** A replica has answered, in this term. */
  answered(number: number, message: Message): void {
    const peer = this.#place[number] as Peer
    if (message.sentAt > peer.heard) peer.heard = message.sentAt
    peer.tries = 0
    if (message.yes) this.heard(number, message.position, message.detail)
    else if (peer.match === UNKNOWN && message.after === peer.next - 1) {
      peer.next = message.position + 1
      this.#probe(peer)
    }
    this.#parts.changed()
  }

  /** A replica has the log up to `match`, and has applied it up to `applied`. */
  heard(number: number, match: number, applied: number): void {
    const peer = this.#place[number] as Peer
    peer.tries = 0
    if (match > peer.match) {
      if (peer.match === UNKNOWN || peer.next <= match) peer.next = match + 1
      peer.match = match
      peer.timer.stop()
    }
    if (applied > peer.applied) peer.applied = applied
    this.#push(peer)
    this.#settle()
  }

  /** Lets go on what enough replicas have. */
  #settle(): void {
    const { plan, nodes, state } = this.#parts
    if (this.#waits.length > 0) {
      const enough = this.#having(Math.min(plan.acknowledgements, nodes - 1), plan.waitFor === 'applied')
      let done = 0
      while (done < this.#waits.length && (this.#waits[done] as Wait).position <= enough) done++
      for (const { call } of this.#waits.splice(0, done)) this.#release(call, Outcome.ok)
    }
    if (this.#having(Math.floor(nodes / 2), false) >= this.#beginning) {
      this.#beginning = Number.POSITIVE_INFINITY
      this.#parts.confirmed()
    }
    const all = this.#having(nodes - 1, true)
    if (all - state.log.forgotten > BATCH) this.#parts.everywhere(Math.min(all, state.applied))
  }

  /** The position that so many replicas have, or have applied. */
  #having(count: number, applied: boolean): number {
    if (count === 0) return this.#parts.state.log.last
    const positions = this.#peers.map((peer) => (applied ? peer.applied : peer.match)).sort((a, b) => b - a)
    return positions[count - 1] ?? UNKNOWN
  }

  #release(call: Frame, outcome: number): void {
    const { frames, engine, ready } = this.#parts.world
    const at = call.base + Part.io
    frames.parts[at] = (frames.parts[at] as number) + engine.now - call.phaseStart
    call.waiting = Waiting.nothing
    call.failure = outcome
    ready.add(call)
  }

  /** Sends all that has not been sent. Where a transmission was lost, what is new waits for the next. */
  #push(peer: Peer): void {
    const { log } = this.#parts.state
    if (peer.match === UNKNOWN) return
    if (peer.tries === 0) {
      while (peer.next <= log.last) {
        const first = peer.next
        peer.next = Math.min(log.last, first + BATCH - 1) + 1
        this.#send(peer, first, peer.next - 1)
      }
    }
    if (peer.match < log.last && !peer.timer.running && !this.#givesUp(peer)) {
      peer.timer.start(this.#parts.plan.retransmit)
    }
  }

  /** Finds out how far the log of a replica agrees, with what would come next there. */
  #probe(peer: Peer): void {
    const { log } = this.#parts.state
    this.#send(peer, peer.next, Math.min(log.last, peer.next + BATCH - 1))
    if (!this.#givesUp(peer)) peer.timer.start(this.#parts.plan.retransmit)
  }

  /** Nothing has come back in time: everything since is sent again. */
  #again(peer: Peer): void {
    const { log } = this.#parts.state
    peer.tries++
    if (peer.match === UNKNOWN) {
      this.#probe(peer)
      return
    }
    if (peer.match === log.last) return
    const first = peer.match + 1
    const last = Math.min(log.last, peer.match + BATCH)
    peer.next = last + 1
    this.#send(peer, first, last)
    if (!this.#givesUp(peer)) peer.timer.start(this.#parts.plan.retransmit)
  }

  #givesUp(peer: Peer): boolean {
    return peer.tries >= TRIES && this.#parts.resting()
  }

  #send(peer: Peer, first: number, last: number): void {
    const { state, send } = this.#parts
    const entries = first > last ? NOTHING : state.log.between(first, last)
    send(peer.number, MessageKind.append, first - 1, entries)
  }

  #beat(): void {
    const { plan, resting, changed, state } = this.#parts
    if (resting() || plan.failover === null || state.term !== this.#term) return
    for (const peer of this.#peers) {
      const first = peer.match === UNKNOWN ? peer.next : peer.match + 1
      this.#send(peer, first, first - 1)
    }
    changed()
    this.#heartbeat.startQuiet(plan.failover.heartbeat)
  }
}

const NOTHING: readonly LogEntry[] = []
