import { Cargo } from '../cargo.ts'
import { ABSENT, type DataFact, FactKind } from '../data-fact.ts'
import type { AccessPlan } from '../data-plan.ts'
import { type Frame, FrameKind } from '../frame.ts'
import { DEFINITE, Outcome } from '../outcome.ts'
import type { DataWorld } from './data-world.ts'
import type { Fences } from './leases/fences.ts'
import { FREE, type Holding } from './leases/holding.ts'
import type { Session } from './session.ts'

/** No time. */
const NEVER = -1

/**
 * One statement of a step on its way: it tells the store what is wanted, and its caller what has come of it. Each
 * attempt and each copy of its call has one of its own, because each may meet another fate at the store.
 */
export abstract class Statement extends Cargo<Frame> {
  readonly plan: AccessPlan
  readonly session: Session
  /** Program of the step. */
  readonly operation: number
  /** Instance whose code it is part of. */
  readonly caller: number
  /** When the step began, ns. */
  readonly began: number
  /** The transaction that it is part of; -1: it is one by itself. */
  transaction = -1
  /** What was read or made at the store; see `DataFact`. */
  version: number = ABSENT
  order = 0
  value = 0
  /** When it took effect there, ns; `NEVER` while it has not. */
  effect: number = NEVER
  node = -1
  /**
   * What `read-plus` or `if unchanged` rests on: as the caller knew the row when it made the statement; -1 for nothing.
   */
  basedOn = -1
  basis = 0
  /** The token that goes along, and its lease; see `Context`. */
  readonly token: number
  readonly lease: number
  /** Of `acquire` and `release`: for whom. */
  readonly #holding: Holding | null
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
      this.#holding = from.#holding
      return
    }
    const { context } = from
    this.session = context?.session as Session
    this.token = plan.fenced ? (context?.token ?? -1) : -1
    this.lease = plan.fenced ? (context?.lease ?? -1) : -1
    this.#holding = plan.verb === 'acquire' || plan.verb === 'release' ? (context as Holding) : null
    this.operation = from.program.index
    this.caller = from.instance
    this.began = world.engine.now
    if (plan.value.kind !== 'read-plus' && !plan.ifUnchanged) return
    const seen = this.session.seen(plan.record, key)
    this.basedOn = seen?.version ?? -1
    this.basis = seen?.value ?? 0
  }

  get reads(): boolean {
    const { verb } = this.plan
    return verb === 'read' || verb === 'query' || verb === 'join'
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

  #told = false

  /** Takes note of what the caller learns, once. */
  protected told(outcome: number): void {
    if (this.#told) return
    this.#told = true
    const { plan, session, key } = this
    if (outcome === Outcome.ok && plan.record >= 0) {
      session.see(plan.record, key, this.version, this.value)
      if (!this.reads) this.world.wrote(this)
      if (plan.verb === 'acquire') this.#holding?.taken(this.version, this.node)
    }
    session.told(outcome)
    if (this.world.reporter.to === null || plan.record < 0) return
    if (outcome === Outcome.ok) this.tell(this.reads ? FactKind.read : FactKind.acknowledged, outcome)
    else if (!this.reads) this.tell(DEFINITE[outcome] === false ? FactKind.unknown : FactKind.refused, outcome)
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
    fact.version = this.version
    fact.order = this.order
    fact.value = this.value
    fact.basedOn = this.basedOn
    fact.outcome = outcome
    more?.(fact)
    reporter.tell(fact)
  }
}
