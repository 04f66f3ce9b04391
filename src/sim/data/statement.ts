import type { Business } from '../business.ts'
import { Cargo } from '../cargo.ts'
import { ABSENT, type DataFact, FactKind } from '../data-fact.ts'
import type { AccessPlan } from '../data-plan.ts'
import { type Frame, FrameKind } from '../frame.ts'
import { DEFINITE, Outcome } from '../outcome.ts'
import type { DataWorld } from './data-world.ts'
import type { Fences } from './leases/fences.ts'
import { FREE, type Holding } from './leases/holding.ts'
import type { Session } from './session.ts'

/** What a join has read of a record beside the first. */
interface Joined {
  readonly record: number
  readonly grouped: boolean
  readonly version: number
  readonly order: number
  readonly value: number
}

/** No time. */
const NEVER = -1

/** Whether a statement changes nothing. */
export function isRead({ verb }: AccessPlan): boolean {
  return verb === 'read' || verb === 'query' || verb === 'join'
}

/**
 * One statement of a step on its way: it tells the store what is wanted, and its caller what has come of it. Each
 * attempt and each copy of its call has one of its own, because each may meet another fate at the store.
 */
export abstract class Statement extends Cargo<Frame> {
  plan: AccessPlan
  session: Session
  /** Program of the step. */
  operation = -1
  /** Instance whose code it is part of. */
  caller = -1
  /** When the step began, ns. */
  began = 0
  /** The transaction that it is part of; -1: it is one by itself. */
  transaction = -1
  /** What was read or made at the store; see `DataFact`. */
  version: number = ABSENT
  order = 0
  value = 0
  /** When it took effect there, ns; `NEVER` while it has not. */
  effect: number = NEVER
  node = -1
  /** Of a join: what was read of the other records. */
  protected joined: readonly Joined[] | null = null
  /**
   * What `read-plus` or `if unchanged` rests on: as the caller knew the row when it made the statement; -1 for nothing.
   */
  basedOn = -1
  basis = 0
  /** The token that goes along, and its lease; see `Context`. */
  token = -1
  lease = -1
  /** The business transaction that it is part of. */
  business: Business | null = null
  /** Of `acquire` and `release`: for whom. */
  #holding: Holding | null = null
  /** Whether the caller has learnt how it has ended. */
  #told = false
  protected readonly world: DataWorld

  /** `from`: the frame of the step, or for another attempt the statement itself. */
  constructor(world: DataWorld, plan: AccessPlan, from: Frame | Statement, key: number) {
    super()
    this.world = world
    this.plan = plan
    this.key = key
    if (from instanceof Statement) {
      this.session = from.session
      this.operation = from.operation
      this.caller = from.caller
      this.began = from.began
      this.transaction = from.transaction
      this.basedOn = from.basedOn
      this.basis = from.basis
      this.aim = from.aim
      this.token = from.token
      this.lease = from.lease
      this.business = from.business
      this.#holding = from.#holding
      return
    }
    this.session = from.context?.session as Session
    this.#setOut(plan, from)
  }

  /** Makes a statement that is over one of another frame: every field is as it would be in a new one. */
  protected renew(plan: AccessPlan, from: Frame, key: number): void {
    this.plan = plan
    this.session = from.context?.session as Session
    this.key = key
    this.aim = -1
    this.transaction = -1
    this.version = ABSENT
    this.order = 0
    this.value = 0
    this.effect = NEVER
    this.node = -1
    this.joined = null
    this.basedOn = -1
    this.basis = 0
    this.#told = false
    this.#setOut(plan, from)
  }

  #setOut(plan: AccessPlan, from: Frame): void {
    const { context } = from
    this.token = plan.fenced ? (context?.token ?? -1) : -1
    this.lease = plan.fenced ? (context?.lease ?? -1) : -1
    this.business = context?.business ?? null
    this.#holding = plan.verb === 'acquire' || plan.verb === 'release' ? (context as Holding) : null
    this.operation = from.program.index
    this.caller = from.instance
    this.began = this.world.engine.now
    if (plan.value.kind !== 'read-plus' && !plan.ifUnchanged) return
    const seen = this.session.seen(plan.record, this.key)
    this.basedOn = seen?.version ?? -1
    this.basis = seen?.value ?? 0
  }

  get reads(): boolean {
    return isRead(this.plan)
  }

  /**
   * At the store, before a write is done: whether it is refused, because somebody with a newer token of the same lease
   * has been there.
   */
  isFencedOff(fences: Fences): boolean {
    const { plan, token, lease } = this
    if (token < 0 || fences.admits(plan.record, lease, token)) return false
    this.tell(FactKind.fenced, Outcome.fenced, (fact) => {
      fact.value = token
    })
    return true
  }

  /**
   * Of `acquire` and `release`, at an instance that keeps the row of the lease, whose value is `value` now: whether it
   * is to be had, or ours to give back. If so, `leaseValue` is to be put.
   */
  leaseOutcome(value: number, instance: number): number {
    const { now } = this.world.engine
    const { troubles } = this.world.instances[instance] ?? { troubles: null }
    const clock = troubles?.wallClock(now) ?? now
    if (clock !== now) troubles?.clockMattered()
    if (this.plan.verb === 'release') return this.#holding?.release(value) === true ? Outcome.ok : Outcome.fenced
    return this.#holding?.acquire(value, clock) === true ? Outcome.ok : Outcome.leaseTaken
  }

  /** Whether it is a write of an operation that has been undone meanwhile, and that can be seen. */
  protected get isCalledOff(): boolean {
    return this.business?.isCalledOff === true
  }

  /** What the row of a lease says when that is done: its end by the clock of the node. */
  get leaseValue(): number {
    return this.plan.verb === 'acquire' ? (this.#holding?.row ?? FREE) : FREE
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (!(attempt instanceof Statement)) return
    this.version = attempt.version
    this.order = attempt.order
    this.value = attempt.value
    this.effect = attempt.effect
    this.node = attempt.node
    this.joined = attempt.joined
  }

  /** The statement is over for its caller, who goes on. */
  override ended(call: Frame, outcome: number): Frame | null {
    this.told(outcome)
    const { parent } = call
    if (parent !== null) this.world.client.settle(parent, call, outcome)
    return parent
  }

  override dropped(call: Frame, outcome: number): void {
    // An attempt that was given up is not the end of its call.
    if (call.passage < 0 || call.kind === FrameKind.guarded) this.told(outcome)
  }

  /** Takes note of what the caller learns, once. */
  protected told(outcome: number): void {
    if (this.#told) return
    this.#told = true
    const { plan, session, key } = this
    if (outcome === Outcome.ok && plan.record >= 0) {
      session.see(plan.record, key, this.version, this.value)
      if (!this.reads) this.world.wrote(this)
      if (this.joined !== null) {
        for (const { record, version, value } of this.joined) session.see(record, key, version, value)
      }
      if (plan.verb === 'acquire') this.#holding?.taken(this.version, this.node)
    }
    session.told(outcome)
    if (this.business !== null && plan.record >= 0) this.#tellBusiness(this.business, outcome)
    if (this.world.reporter.to === null || plan.record < 0) return
    if (outcome === Outcome.ok) {
      this.tell(this.reads ? FactKind.read : FactKind.acknowledged, outcome)
      if (this.joined !== null) this.#tellJoined(this.joined)
    } else if (!this.reads) this.tell(DEFINITE[outcome] === false ? FactKind.unknown : FactKind.refused, outcome)
  }

  /** Whether `tookEffect` is called when a write is done: then nobody need guess. */
  protected get saysWhenDone(): boolean {
    return false
  }

  /** At the store: the write is done for good, whether or not its caller hears of it. */
  tookEffect(): void {
    this.business?.wrote(this.plan.record, this.key, this.version)
  }

  /** Lets the business transaction know which rows its code has read and written. */
  #tellBusiness(business: Business, outcome: number): void {
    const { plan, key, version } = this
    const ok = outcome === Outcome.ok
    if (!this.reads) {
      if (ok && plan.verb === 'insert' && !plan.grouped) business.drew(plan.record, key)
      if (ok) business.wrote(plan.record, key, version)
      else if (DEFINITE[outcome] === false && !this.saysWhenDone) business.wrote(plan.record, key, -1)
    } else if (ok) {
      business.saw(plan.record, key, version)
      for (const { record, version: seen } of this.joined ?? []) business.saw(record, key, seen)
    }
  }

  /** Tells what a join has read beside its first record, as so many reads at the same time and place. */
  #tellJoined(joined: readonly Joined[]): void {
    for (const { record, grouped, version, order, value } of joined) {
      this.tell(FactKind.read, Outcome.ok, (fact) => {
        fact.record = record
        fact.group = grouped
        fact.version = version
        fact.order = order
        fact.value = value
        fact.basedOn = -1
      })
    }
  }

  /** Tells a fact about this statement, as its caller or its store sees it now. */
  tell(kind: FactKind, outcome: number, more?: (fact: DataFact) => void): void {
    const { reporter, engine } = this.world
    if (reporter.to === null) return
    const fact = reporter.fact(kind, engine.now, this.plan.record, this.key)
    fact.began = this.began
    fact.effect = this.effect
    fact.group = this.plan.grouped
    fact.node = this.node
    fact.session = this.session.id
    fact.workload = this.session.workload
    fact.request = this.session.request
    fact.operation = this.operation
    fact.transaction = this.transaction
    fact.business = this.business?.id ?? -1
    fact.leg = this.business?.leg ?? -1
    fact.phase = this.business?.phase ?? 0
    fact.version = this.version
    fact.order = this.order
    fact.value = this.value
    fact.basedOn = this.basedOn
    fact.outcome = outcome
    more?.(fact)
    reporter.tell(fact)
  }
}
