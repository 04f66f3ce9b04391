import type { Cargo } from '../../cargo.ts'
import { SET_ASIDE } from '../../cargo.ts'
import { ABSENT } from '../../data-fact.ts'
import type { AccessPlan } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { DataWorld } from '../data-world.ts'
import { newValue } from '../new-value.ts'
import type { Session } from '../session.ts'
import { Statement } from '../statement.ts'
import type { Cell } from './cell.ts'
import type { DotSet } from './dot-set.ts'

/** What a statement needs of its store. */
export interface StatementStore {
  readonly world: DataWorld
  /** The writes of a key that a request knows of. */
  context(session: Session, record: number, key: number): DotSet
  remember(session: Session, record: number, key: number, past: DotSet): void
  /** Lets the node that a call has reached coordinate. */
  coordinate(statement: QuorumStatement, call: Frame): Coordinating
}

/** A statement at its coordinator. */
export interface Coordinating {
  /** Begins; returns the frame if it can go on at once, with its `failure`. */
  begin(): Frame | null
  /** The coordinator is gone, or no longer wants to know. */
  lost(outcome: number): void
}

/** A statement of a quorum store: on its way to the node that coordinates it, or coordinated by the caller itself. */
export class QuorumStatement extends Statement {
  /** The writes of the key that the request knows of: a write stands in their place. */
  past: DotSet
  /** Of a copy: the version of what it copies, as the request knows it; -1 for none. */
  readonly source: number
  readonly #store: StatementStore
  #coordination: Coordinating | null = null

  constructor(store: StatementStore, plan: AccessPlan, from: Frame | Statement, key: number) {
    super(store.world, plan, from, key)
    this.#store = store
    if (from instanceof QuorumStatement) {
      this.past = from.past
      this.source = from.source
      return
    }
    this.past = store.context(this.session, plan.record, key)
    const { copyOf } = store.world.plan.records[plan.record] ?? { copyOf: -1 }
    const copied = plan.value.kind === 'copy' && copyOf >= 0 ? this.session.seen(copyOf, key) : undefined
    this.source = copied?.version ?? -1
    if (copied !== undefined) this.basis = copied.value
  }

  /** Whether it adds to what is there: rows of a group are one value, which says how many they are. */
  get adds(): boolean {
    const { verb, grouped } = this.plan
    return verb === 'update' || (verb === 'insert' && grouped)
  }

  /** What a write that adds nothing stores. */
  get newValue(): number {
    const { value } = this.plan
    return value.kind === 'copy' ? this.basis : newValue(value, this.basis)
  }

  override again(): QuorumStatement {
    return new QuorumStatement(this.#store, this.plan, this, this.key)
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    super.broughtBack(attempt)
    if (attempt instanceof QuorumStatement) this.past = attempt.past
  }

  /** The call has reached its coordinator, which asks the others. */
  deliver(call: Frame): number {
    const coordination = this.#store.coordinate(this, call)
    this.#coordination = coordination
    if (coordination.begin() === null) return SET_ASIDE
    const { failure } = call
    call.failure = Outcome.ok
    return failure
  }

  override withdrawn(): void {
    this.#coordination?.lost(Outcome.crashed)
  }

  /** Takes over what the nodes have between them. */
  found(cell: Cell): void {
    const latest = cell[0]
    this.version = latest === undefined || latest.gone ? ABSENT : latest.version
    this.order = latest?.order ?? 0
    this.value = latest?.value ?? 0
  }

  /** It is over for its caller, which has coordinated it itself. */
  finish(outcome: number): void {
    this.told(outcome)
  }

  protected override told(outcome: number): void {
    if (outcome === Outcome.ok) this.#store.remember(this.session, this.plan.record, this.key, this.past)
    super.told(outcome)
  }
}
