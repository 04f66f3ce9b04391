import { SET_ASIDE } from '../../../cargo.ts'
import { NodeTimer } from '../../../data/node-timer.ts'
import type { Frame } from '../../../frame.ts'
import type { KafkaConsumer } from '../../../message-plan.ts'
import { Outcome } from '../../../outcome.ts'
import { handBack } from '../../hand-back.ts'
import type { GroupRecord } from '../replicas/group-record.ts'
import type { LogNode } from '../replicas/log-node.ts'
import type { LogParts } from '../replicas/log-parts.ts'
import type { Replica } from '../replicas/replica.ts'
import { assignRanges, assignSticky } from './assign.ts'
import type { Coordination } from './coordination.ts'
import type { GroupProgress } from './group-progress.ts'
import type { Mark } from './group-request.ts'
import { Ledger } from './ledger.ts'
import type { Member, Pending } from './members.ts'

/** How long a group without members waits for more of them, ns: `group.initial.rebalance.delay.ms`. */
const INITIAL_DELAY = 3e9

/** Where a group stands. */
const Phase = { empty: 0, stable: 1, preparing: 2, completing: 3 } as const
type Phase = (typeof Phase)[keyof typeof Phase]

/** What a coordinator is about. */
export interface CoordinatorParts {
  readonly log: LogParts
  readonly node: LogNode
  /** The partition that keeps the state of the group. */
  readonly replica: Replica
  readonly consumer: KafkaConsumer
  /** Partitions that the group shares. */
  readonly partitions: number
  readonly progress: GroupProgress
}

/**
 * The coordinator of a group of consumers: the node that leads the partition in which the group's state is written
 * down. Kafka's classic protocol, but for two things: the coordinator computes who gets what itself, as Kafka's new
 * protocol does, and tells members their offsets together with that.
 */
export class Coordinator {
  readonly #parts: CoordinatorParts
  readonly #members = new Map<number, Member>()
  readonly #ledger: Ledger
  readonly #barrier: NodeTimer
  #phase: Phase = Phase.empty
  #generation = 0
  #nextMember: number
  /** The end of the record that decides about the generation; `Infinity` while it is not written. */
  #decidedAt: number = Number.POSITIVE_INFINITY
  #wasEmpty = false

  constructor(parts: CoordinatorParts, record: GroupRecord) {
    this.#parts = parts
    this.#barrier = new NodeTimer(parts.log.world, parts.node.instance, () => this.#barrierOver())
    this.#generation = record.generation
    this.#nextMember = record.nextMember
    for (const { id, instance, life, assignment } of record.members) {
      const member = this.#admit(id, instance, life)
      member.assignment = assignment
      member.owned = assignment
      this.#keep(member)
    }
    if (this.#members.size > 0) this.#phase = Phase.stable
    this.#ledger = new Ledger({ ...parts, snapshot: () => this.#snapshot() }, record)
  }

  /** Begins, after a fail-over perhaps: what was decided and may not be known is told again. */
  start(): void {
    if (this.#phase === Phase.stable) this.#tell(false)
    this.#ledger.start()
  }

  /** The node leads no more; who waits asks another one. `crashed`: who waits is gone as well. */
  stop(crashed: boolean): void {
    this.#barrier.stop()
    this.#ledger.stop()
    for (const member of this.#members.values()) {
      member.session.stop()
      if (crashed) continue
      this.#answer(member.join, Outcome.readOnly)
      this.#answer(member.sync, Outcome.readOnly)
    }
    this.#members.clear()
  }

  /** More of what it has written down is safe. */
  advanced(): void {
    this.#ledger.advanced()
    if (this.#phase !== Phase.completing || this.#parts.replica.state.highWatermark < this.#decidedAt) return
    this.#phase = Phase.stable
    this.#tell(false)
    for (const member of this.#members.values()) {
      const { sync } = member
      member.sync = null
      if (sync === null) continue
      this.#fillIn(sync.request, member)
      this.#answer(sync, Outcome.ok)
    }
  }

  /** A request has come; returns as `Cargo.deliver`. */
  take(call: Frame, request: Coordination): number {
    const asked = request.request
    if (asked.kind === 'join') return this.#join({ call, request })
    const member = this.#members.get(asked.member)
    const known = member !== undefined && asked.generation === this.#generation
    if (asked.kind === 'end') return this.#end(call, request, known ? member : undefined)
    if (asked.kind === 'leave') return this.#leave(member)
    if (!known) return Outcome.fenced
    this.#keep(member)
    switch (asked.kind) {
      case 'sync':
        return this.#sync(member, { call, request })
      case 'heartbeat':
        return this.#phase === Phase.preparing ? Outcome.conflict : Outcome.ok
      default:
        if (this.#phase === Phase.completing) return Outcome.conflict
        return this.#ledger.commit(call, asked.marks)
    }
  }

  /** A call that waits is stopped. */
  withdraw(call: Frame): void {
    for (const member of this.#members.values()) {
      if (member.join?.call === call) member.join = null
      if (member.sync?.call === call) member.sync = null
    }
  }

  /** Who leaves does so whatever it has missed. */
  #leave(member: Member | undefined): number {
    if (member === undefined) return Outcome.fenced
    this.#remove(member)
    return Outcome.ok
  }

  #join(pending: Pending): number {
    const { call, request } = pending
    const asked = request.request
    if (asked.kind !== 'join') return Outcome.error
    let member = this.#members.get(asked.member)
    if (asked.member >= 0 && member === undefined) return Outcome.fenced
    // It may have asked before, and not have heard the answer.
    member ??= this.#memberOf(request.consumer, asked.life)
    if (member === undefined) {
      this.#ledger.abortOlder(request.consumer, asked.life)
      const before = this.#parts.consumer.staticMembership ? this.#memberOf(request.consumer, -1) : undefined
      if (before !== undefined) return this.#replace(before, asked.life, pending)
      member = this.#admit(this.#nextMember++, request.consumer, asked.life)
    }
    call.phaseStart = this.#parts.log.world.engine.now
    this.#answer(member.join, Outcome.conflict)
    member.join = pending
    member.owned = asked.owned
    member.session.stop()
    if (this.#phase !== Phase.preparing) this.#prepare()
    else this.#lookAtBarrier()
    return SET_ASIDE
  }

  /** A static member is back under its name: it gets what it had, and nobody else notices. */
  #replace(member: Member, life: number, pending: Pending): number {
    this.#members.delete(member.id)
    member.id = this.#nextMember++
    member.life = life
    this.#members.set(member.id, member)
    for (const number of member.assignment) this.#parts.progress.orphaned(number)
    if (this.#phase !== Phase.stable) {
      pending.call.phaseStart = this.#parts.log.world.engine.now
      member.join = pending
      member.owned = []
      member.session.stop()
      if (this.#phase !== Phase.preparing) this.#prepare()
      else this.#lookAtBarrier()
      return SET_ASIDE
    }
    this.#keep(member)
    this.#fillIn(pending.request, member)
    return this.#ledger.write(pending.call)
  }

  #sync(member: Member, pending: Pending): number {
    if (this.#phase === Phase.preparing) return Outcome.conflict
    if (this.#phase === Phase.stable) {
      this.#fillIn(pending.request, member)
      return Outcome.ok
    }
    pending.call.phaseStart = this.#parts.log.world.engine.now
    this.#answer(member.sync, Outcome.conflict)
    member.sync = pending
    const [first] = this.#members.keys()
    if (member.id === first && this.#decidedAt === Number.POSITIVE_INFINITY) {
      this.#decidedAt = this.#parts.replica.state.log.end + 1
      this.#ledger.write(null)
    }
    return SET_ASIDE
  }

  #end(call: Frame, { request }: Coordination, member: Member | undefined): number {
    if (request.kind !== 'end') return Outcome.error
    const { transaction, commit, marks } = request
    if (member !== undefined) this.#keep(member)
    if (member !== undefined && this.#phase !== Phase.completing)
      return this.#ledger.end(call, transaction, commit, marks)
    // The group has gone on without this consumer: nothing of it comes to be.
    this.#ledger.end(null, transaction, false, [])
    return member === undefined ? Outcome.fenced : Outcome.conflict
  }

  /** The member at an instance; `life`: only if it is that process, -1 for whichever. */
  #memberOf(instance: number, life: number): Member | undefined {
    for (const member of this.#members.values()) {
      if (member.instance === instance && (life < 0 || member.life === life)) return member
    }
    return undefined
  }

  #admit(id: number, instance: number, life: number): Member {
    const { log, node } = this.#parts
    const member: Member = {
      id,
      instance,
      life,
      owned: [],
      assignment: [],
      join: null,
      sync: null,
      session: new NodeTimer(log.world, node.instance, () => this.#silent(member)),
    }
    this.#members.set(id, member)
    return member
  }

  /** It is heard of. */
  #keep(member: Member): void {
    member.session.startQuiet(this.#parts.consumer.sessionTimeout)
  }

  #silent(member: Member): void {
    if (this.#parts.log.rest.resting) this.#keep(member)
    else this.#remove(member)
  }

  #remove(member: Member): void {
    this.#members.delete(member.id)
    member.session.stop()
    for (const number of member.assignment) this.#parts.progress.orphaned(number)
    this.#answer(member.join, Outcome.fenced)
    this.#answer(member.sync, Outcome.fenced)
    if (this.#phase === Phase.preparing) this.#lookAtBarrier()
    else this.#prepare()
  }

  /** All members are to join again. */
  #prepare(): void {
    const { consumer } = this.#parts
    this.#tell(true)
    this.#wasEmpty = this.#phase === Phase.empty
    this.#phase = Phase.preparing
    this.#decidedAt = Number.POSITIVE_INFINITY
    for (const member of this.#members.values()) {
      this.#answer(member.sync, Outcome.conflict)
      member.sync = null
    }
    this.#barrier.startQuiet(this.#wasEmpty ? INITIAL_DELAY : consumer.maxPollInterval)
    this.#lookAtBarrier()
  }

  #lookAtBarrier(): void {
    if (this.#wasEmpty && this.#members.size > 0) return
    for (const { join } of this.#members.values()) if (join === null) return
    this.#complete()
  }

  #barrierOver(): void {
    this.#wasEmpty = false
    for (const member of this.#members.values()) {
      if (member.join !== null) continue
      this.#members.delete(member.id)
      member.session.stop()
      for (const number of member.assignment) this.#parts.progress.orphaned(number)
    }
    this.#complete()
  }

  /** All are there: a new generation begins. */
  #complete(): void {
    this.#barrier.stop()
    this.#generation++
    const members = [...this.#members.values()]
    if (members.length === 0) {
      this.#phase = Phase.empty
      this.#ledger.write(null)
      this.#tell(false)
      return
    }
    this.#phase = Phase.completing
    const { consumer, partitions } = this.#parts
    const cooperative = consumer.assignment === 'cooperative'
    const shares = cooperative ? assignSticky(partitions, members) : assignRanges(partitions, members)
    members.forEach((member, m) => {
      const others = cooperative ? members.filter((other) => other !== member) : []
      // What another still has it gives up first; then all join once more.
      const free = (number: number): boolean => !others.some(({ owned }) => owned.includes(number))
      member.assignment = (shares[m] ?? []).filter(free)
    })
    for (const member of members) {
      const { join } = member
      member.join = null
      this.#keep(member)
      if (join === null) continue
      join.request.reply = { member: member.id, generation: this.#generation, marks: [] }
      this.#answer(join, Outcome.ok)
    }
  }

  #fillIn(request: Coordination, { id, assignment }: Member): void {
    const marks = assignment.map((number): Mark => this.#ledger.markOf(number))
    request.reply = { member: id, generation: this.#generation, marks }
  }

  #snapshot(): Pick<GroupRecord, 'generation' | 'nextMember' | 'members'> {
    const members = [...this.#members.values()].map(({ id, instance, life, assignment }) => ({
      id,
      instance,
      life,
      assignment,
    }))
    return { generation: this.#generation, nextMember: this.#nextMember, members }
  }

  #answer(pending: Pending | null, outcome: number): void {
    if (pending !== null) handBack(this.#parts.log.world, pending.call, outcome)
  }

  #tell(rebalancing: boolean): void {
    this.#parts.progress.rebalances(rebalancing, this.#parts.node.instance)
  }
}
