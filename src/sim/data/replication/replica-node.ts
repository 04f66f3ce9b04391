import type { ReplicationPlan } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import type { Instance } from '../../services/instance.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import type { LogEntry } from '../log-entry.ts'
import { NodeTimer } from '../node-timer.ts'
import { Elector } from './elector.ts'
import { Leadership } from './leadership.ts'
import { type Correspondent, Message, MessageKind } from './message.ts'
import { NodeState } from './node-state.ts'

/** What a node needs of its shard. */
export interface ReplicaNodeParts {
  readonly world: DataWorld
  /** `main` */
  readonly store: string
  readonly plan: ReplicationPlan
  /** The call that carries messages from node to node. */
  readonly step: Step
  /** By number; this one is among them. */
  readonly nodes: readonly ReplicaNode[]
  readonly count: number
  readonly resting: () => boolean
  readonly applied: (node: ReplicaNode, entry: LogEntry) => void
  /** The node has taken these entries out of its log; of them, `undone` had been applied. */
  readonly cut: (node: ReplicaNode, entries: readonly LogEntry[], undone: readonly LogEntry[]) => void
  /** The node is no leader any more. */
  readonly retired: (node: ReplicaNode) => void
  /** The node takes writes as a leader from now on. */
  readonly promoted: (node: ReplicaNode) => void
  /** No other log than this leader's will come to be the shard's. */
  readonly confirmed: (node: ReplicaNode) => void
  readonly everywhere: (position: number) => void
  /** Who leads, and whether it takes writes, may have changed. */
  readonly changed: () => void
}

const NOTHING: readonly LogEntry[] = []

/** One node of a shard: follows a log and applies it, or leads. */
export class ReplicaNode implements Correspondent {
  readonly state: NodeState
  readonly #parts: ReplicaNodeParts
  readonly #instance: Instance
  readonly #applying: NodeTimer
  readonly #applySource: Stream
  readonly #elector: Elector | null
  /** Entries that have come before those in front of them. */
  readonly #early = new Map<number, LogEntry>()
  #leadership: Leadership | null = null
  #sent = 0

  constructor(instance: Instance, number: number, parts: ReplicaNodeParts) {
    const { world, plan, store, count } = parts
    this.#parts = parts
    this.#instance = instance
    const state = new NodeState(instance.index, number)
    this.state = state
    const stream = (name: string): Stream => new Stream(streamKey(world.seed, `${name}/${store}/${instance.name}`))
    this.#applySource = stream('apply')
    this.#applying = new NodeTimer(world, instance.index, () => this.#appliedOne())
    this.#elector =
      plan.failover === null
        ? null
        : new Elector({
            world,
            plan: plan.failover,
            state,
            nodes: count,
            source: stream('election'),
            send: (to, kind) => this.#send(to, kind, state.log.last, NOTHING),
            resting: parts.resting,
            holds: () => this.mayWrite,
            adopt: (term) => this.#adopt(term),
            elected: () => this.#elected(),
          })
  }

  /** Whether it takes writes now: it leads, and nothing fences it off. */
  get mayWrite(): boolean {
    const { leads, ready, up } = this.state
    if (!leads || !ready || !up) return false
    return this.#parts.plan.failover?.fencing !== true || (this.#leadership?.holds ?? false) || this.#parts.resting()
  }

  /** At the start of the run. */
  begin(leader: boolean): void {
    this.state.leader = 0
    if (leader) {
      this.state.leads = true
      this.state.ready = true
      this.#lead(0)
    } else this.#elector?.watch()
  }

  /** A commit of this leader. Returns whether `call` waits for replicas. */
  append(entry: LogEntry, call: Frame): boolean {
    const { plan, count } = this.#parts
    this.#write(entry, false)
    if (Math.min(plan.acknowledgements, count - 1) === 0) return false
    this.#leadership?.await(call)
    return true
  }

  /** A call that waited is stopped. */
  withdraw(call: Frame): void {
    this.#leadership?.withdraw(call)
  }

  received(message: Message): void {
    switch (message.kind) {
      case MessageKind.append:
        this.#receiveEntries(message)
        break
      case MessageKind.progress:
        if (message.term === this.state.term) {
          this.#leadership?.heard((message.from as ReplicaNode).state.number, message.after, message.afterTerm)
        }
        break
      default:
        this.#elector?.received(message)
    }
  }

  answered(message: Message): void {
    const { state } = this
    // It may be down, or have been in the meantime.
    if (!state.up || message.life !== state.life) return
    const { number } = (message.to as ReplicaNode).state
    if (message.kind !== MessageKind.append) this.#elector?.answered(number, message)
    else if (message.replyTerm > state.term) this.#adopt(message.replyTerm)
    else if (message.term === state.term) this.#leadership?.answered(number, message)
  }

  /** The process is gone; its log, its term and its rows are on its disk. */
  crashed(): void {
    const { state } = this
    state.up = false
    state.life++
    this.#early.clear()
    this.#applying.stop()
    this.#elector?.stop()
    this.#leadership?.stop()
    this.#leadership = null
    // A leader that is fenced does not know whether it still is when it comes back; any other believes so.
    if (this.#parts.plan.failover?.fencing === true) this.#resign()
    this.#parts.changed()
  }

  restarted(): void {
    const { state } = this
    state.up = true
    if (state.leads) this.#lead()
    else {
      this.#elector?.watch()
      if (state.leader >= 0) this.#tellProgress()
    }
    this.#applyNext()
    this.#parts.changed()
  }

  #lead(known?: number): void {
    const { world, plan, count, resting, everywhere, changed, confirmed } = this.#parts
    const { state } = this
    state.leader = state.number
    this.#leadership = new Leadership(
      {
        world,
        plan,
        state,
        nodes: count,
        send: (to, kind, after, entries) => this.#send(to, kind, after, entries),
        resting,
        confirmed: () => confirmed(this),
        everywhere,
        changed,
      },
      known,
    )
    this.#leadership.start()
  }

  #elected(): void {
    const { state } = this
    this.#early.clear()
    state.leads = true
    state.ready = false
    this.#lead()
    this.#promote()
  }

  /** Takes writes as soon as everything that it had received is applied. */
  #promote(): void {
    const { state } = this
    if (!state.leads || state.ready || state.applied < state.log.last) return
    state.ready = true
    // An entry of its own: with it the log of this term is more than any other, and what it has not is lost.
    this.#write({ position: state.log.last + 1, term: state.term, at: this.#parts.world.engine.now, writes: [] }, true)
    this.#parts.promoted(this)
  }

  #write(entry: LogEntry, first: boolean): void {
    const { state } = this
    state.log.add(entry)
    state.applied = entry.position
    this.#leadership?.added(first)
    this.#parts.applied(this, entry)
  }

  /** A later term has begun, with no leader that this node knows of. */
  #adopt(term: number): void {
    const { state } = this
    state.term = term
    state.matchedTerm = -1
    state.match = 0
    this.#early.clear()
    const led = state.leads
    this.#resign()
    state.leader = -1
    if (!led) return
    this.#elector?.watch()
    this.#applyNext()
    this.#parts.changed()
  }

  #resign(): void {
    const { state } = this
    if (!state.leads) return
    state.leads = false
    state.ready = false
    state.matchedTerm = -1
    state.match = 0
    this.#leadership?.end()
    this.#leadership = null
    this.#parts.retired(this)
  }

  #receiveEntries(message: Message): void {
    const { state } = this
    message.replyTerm = state.term
    if (message.term < state.term) return
    if (message.term > state.term) this.#adopt(message.term)
    invariant(!state.leads, 'there are two leaders of one term')
    message.replyTerm = state.term
    state.leader = (message.from as ReplicaNode).state.number
    state.heardAt = this.#parts.world.engine.now
    this.#elector?.calm()
    if (state.matchedTerm !== state.term && !this.#matches(message)) return
    for (const entry of message.entries) {
      if (entry.position === state.match + 1) this.#take(entry)
      else if (entry.position > state.match) this.#early.set(entry.position, entry)
    }
    for (;;) {
      const next = this.#early.get(state.match + 1)
      if (next === undefined) break
      this.#early.delete(state.match + 1)
      this.#take(next)
    }
    this.#applyNext()
    message.yes = true
    message.position = state.match
    message.detail = Math.min(state.applied, state.match)
  }

  /** Whether the log agrees with that of a new leader up to where the message goes on; else says how far it may. */
  #matches(message: Message): boolean {
    const { state } = this
    const { log } = state
    const { after } = message
    if (after <= log.last && log.termAt(after) === message.afterTerm) {
      state.matchedTerm = state.term
      state.match = after
      return true
    }
    let upTo = log.last
    if (after <= log.last) {
      // Nothing of that term can be what the leader has there.
      const term = log.termAt(after)
      for (upTo = after - 1; upTo > log.forgotten && log.termAt(upTo) === term; upTo--);
    }
    message.position = upTo
    return false
  }

  /** Writes down the next entry of the leader's log, and takes out what is there instead. */
  #take(entry: LogEntry): void {
    const { state } = this
    const { log } = state
    state.match = entry.position
    if (entry.position <= log.last) {
      if (log.at(entry.position) === entry) return
      const entries = log.cutAfter(entry.position - 1)
      const undone = entries.filter(({ position }) => position <= state.applied)
      if (undone.length > 0) state.applied = entry.position - 1
      // What is being applied is the entry after those that are.
      if (state.applied >= log.last) this.#applying.stop()
      this.#parts.cut(this, entries, undone)
    }
    log.add(entry)
  }

  /** Begins to apply what comes next, unless it is at it. */
  #applyNext(): void {
    const { state } = this
    while (state.up && !this.#applying.running && state.applied < state.log.last) {
      const drawn = sampleDuration(this.#parts.plan.apply, this.#applySource)
      const time = this.#instance.troubles?.ioWait(drawn) ?? drawn
      if (time > 0) this.#applying.start(time)
      else this.#apply()
    }
  }

  #appliedOne(): void {
    this.#apply()
    const { plan } = this.#parts
    if (plan.waitFor === 'applied' && plan.acknowledgements > 0 && !this.state.leads) this.#tellProgress()
    this.#applyNext()
  }

  #apply(): void {
    const { state } = this
    state.applied++
    this.#parts.applied(this, state.log.at(state.applied))
    this.#promote()
  }

  #tellProgress(): void {
    const { state } = this
    if (state.matchedTerm !== state.term || state.leader < 0 || state.leader === state.number) return
    this.#post(state.leader, MessageKind.progress, {
      after: state.match,
      afterTerm: Math.min(state.applied, state.match),
      entries: NOTHING,
    })
  }

  #send(to: number, kind: MessageKind, after: number, entries: readonly LogEntry[]): void {
    this.#post(to, kind, { after, afterTerm: this.state.log.termAt(after), entries })
  }

  #post(
    number: number,
    kind: MessageKind,
    content: { readonly after: number; readonly afterTerm: number; readonly entries: readonly LogEntry[] },
  ): void {
    const { world, nodes, step } = this.#parts
    const { state } = this
    const to = nodes[number] as ReplicaNode
    const ends = { from: this, to, aim: to.state.instance }
    const message = new Message(kind, ends, { life: state.life, term: state.term, at: world.engine.now }, content)
    const caller = {
      request: 0,
      path: pathHash(state.instance, state.number, 0),
      workload: -1,
      instance: state.instance,
      expiresAt: Number.POSITIVE_INFINITY,
      priority: 0,
      context: null,
      debt: 0,
    }
    const next = world.client.carry(caller, null, step, message, this.#sent++)
    invariant(next === null, 'a frame waits for a message')
  }
}
