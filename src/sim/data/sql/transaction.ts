import type { Business } from '../../business.ts'
import type { Context } from '../../context.ts'
import { FactKind } from '../../data-fact.ts'
import type { TransactionPlan } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Outcome } from '../../outcome.ts'
import type { Seen, Session } from '../session.ts'
import type { Statement } from '../statement.ts'
import { type Backend, Phase } from './backend.ts'
import { preparedName } from './prepared-transactions.ts'
import { rowPlace } from './row-place.ts'
import type { SqlNode } from './sql-node.ts'
import type { SqlParts } from './sql-parts.ts'

/**
 * How long a node goes on serving a connection over which nothing comes, not even that it is closed, once its caller is
 * gone: PostgreSQL's own answer is two hours or never (tcp_keepalives_idle, and idle_in_transaction_session_timeout,
 * which is off), which nobody who has met it leaves so; a minute is an assumption.
 */
const SILENT_FOR = 60e9

/** A statement of a transaction. */
export interface Member extends Statement {
  /** Whether its transaction knows how it has ended. */
  heard: boolean
  /** Tells what is told at once of any statement that is not part of a transaction. */
  tellNow(outcome: number): void
}

/** What the body of a transaction has come to. */
export const Stage = { body: 0, commit: 1, rollback: 2 } as const

/**
 * A local transaction as its caller sees it, one try of it. It is the context of the frames inside its body. Its
 * statements go over one connection: the place in the pool of the edge that the first of them has taken is kept until
 * commit or rollback has ended. A statement that fails makes the transaction fail, also where its step is optional, as
 * in PostgreSQL; but not one that only has not found the row as it was wanted (`require`, `if unchanged`). A statement
 * that a policy sends again, when the first has been carried out without an answer, ends it with `reset`.
 */
export class Transaction implements Context {
  readonly session: Session
  readonly token: number
  readonly lease: number
  readonly business: Business | null
  readonly once: number
  readonly outside: Context
  /** The transaction, on another store, inside of which it was begun by the same code; `null` for none. */
  readonly around: Transaction | null
  readonly store: SqlParts
  readonly plan: TransactionPlan
  /** Unique in the run. */
  readonly number: number
  /** How often it was tried before. */
  readonly round: number
  stage: number = Stage.body
  /** What it is prepared as, once it is to be prepared; -1: it commits by itself. */
  name = -1
  /** Why it cannot be committed any more. */
  failure: number = Outcome.ok
  /** Where that was decided. */
  origin = -1
  /** At each node that it has come to; several where keys are sharded. */
  readonly backends: Backend[] = []
  /** Of those, the instances that have said that it is committed. */
  readonly acknowledged: number[] = []
  readonly #operation: number
  readonly #caller: number
  readonly #began: number
  readonly #writes: Member[] = []
  readonly #before: { readonly record: number; readonly key: number; readonly seen: Seen | null }[] = []
  /** The outcome with which the statement under way has not done anything, and nothing is wrong. */
  #excused: number = Outcome.ok
  #busy = false
  #over = false
  #inDoubt = false
  #holdsPlace = false
  #edge = -1

  /** `frame`: the one that stands at the block. */
  constructor(store: SqlParts, plan: TransactionPlan, frame: Frame, number: number, round: number) {
    this.store = store
    this.plan = plan
    const { context } = frame
    this.session = context?.session as Session
    this.token = context?.token ?? -1
    this.lease = context?.lease ?? -1
    this.business = context?.business ?? null
    this.once = context?.once ?? -1
    this.outside = context?.outside ?? this.session
    this.around = context?.transaction instanceof Transaction ? context.transaction : null
    this.#operation = frame.program.index
    this.#caller = frame.instance
    this.number = number
    this.round = round
    this.#began = store.world.engine.now
    this.#tellBegun()
  }

  /** Whether some of its nodes are prepared, as far as they know. */
  get isInDoubt(): boolean {
    return this.backends.some(({ phase }) => phase === Phase.prepared)
  }

  get transaction(): this {
    return this
  }

  /** A call to one of its nodes has ended. */
  heard(node: number, outcome: number): void {
    this.store.replicas.heard(this.#caller, node, outcome)
  }

  /** A statement is about to be sent; one at a time. */
  sends(): void {
    invariant(!this.#busy, 'a transaction has two statements at once')
    this.#busy = true
    this.#excused = Outcome.ok
  }

  /** Its side at a node, which begins with the first statement that comes there; `null` when it is over. */
  backendAt(node: SqlNode, instance: number): Backend | null {
    const known = this.backends.find((one) => one.instance === instance)
    if (known !== undefined) return known
    if (this.#over) return null
    const backend = node.begin(this.plan.isolation, this.number)
    backend.business = this.business
    this.business?.opened()
    this.backends.push(backend)
    return backend
  }

  /** Lets a call go over the connection that is held; returns whether there is one. */
  takesPlace(): boolean {
    const holds = this.#holdsPlace
    this.#holdsPlace = false
    return holds
  }

  /** A statement has ended, with a place in the pool of this edge; returns whether that is kept. */
  keepsPlace(edge: number): boolean {
    if (this.#over || this.#holdsPlace) return false
    this.#holdsPlace = true
    this.#edge = edge
    return true
  }

  /** The statement under way has done nothing, and nothing is wrong. */
  notDone(outcome: number): void {
    this.#excused = outcome
  }

  /** A statement is over for its caller. */
  told(statement: Member, outcome: number): void {
    if (statement.heard) return
    statement.heard = true
    this.#busy = false
    if (statement.reads) statement.tellNow(outcome)
    else if (outcome === Outcome.ok) this.#wrote(statement)
    else {
      this.session.told(outcome)
      statement.tell(FactKind.refused, outcome)
    }
    if (outcome !== Outcome.ok && outcome !== this.#excused && this.failure === Outcome.ok) this.failure = outcome
  }

  /** It is committed. */
  committed(): void {
    this.#end(1)
    this.#tellCommitted()
  }

  #tellCommitted(): void {
    const last = new Map<number, Member>()
    for (const statement of this.#writes) last.set(rowPlace(statement.plan.record, statement.key), statement)
    for (const statement of last.values()) {
      const at = this.backends.find(({ instance }) => instance === statement.node)?.committedAt ?? -1
      // What another node has taken over is committed there.
      if (at > 0 || this.name < 0) statement.effect = at
      statement.tellNow(Outcome.ok)
    }
  }

  /** It is to be prepared at all its nodes. */
  prepares(): void {
    const { business, store } = this
    invariant(business !== null && business.leg >= 0, 'a transaction is prepared for nobody')
    this.name = preparedName(business.id, business.leg, this.plan.branch)
    const shards = this.backends.map(({ instance }) => store.placement.shardOfNode(instance))
    if (shards.length > 0) store.doubts.add(this.name, this, shards)
  }

  /** It is prepared everywhere; its connection is free for others. */
  prepared(): void {
    this.#inDoubt = true
    this.#end()
  }

  /** What was prepared has been committed, or taken back, and its callers know. */
  decided(commits: boolean): void {
    // Who has not heard of the vote has told that nobody knows.
    if (!this.#inDoubt) return
    this.#inDoubt = false
    if (commits) this.#tellCommitted()
    else this.#tellRolledBack(Outcome.cancelled)
  }

  /** It is not committed, for certain; its node knows. */
  rolledBack(outcome: number): void {
    if (this.#over) return
    this.#end()
    this.#tellRolledBack(outcome)
  }

  #tellRolledBack(outcome: number): void {
    for (const { record, key, seen } of this.#before.toReversed()) this.session.restore(record, key, seen)
    for (const statement of this.#writes) this.#tell(statement, FactKind.refused, outcome)
  }

  /** Whether it is committed is not known. The node that has not heard of its end gives up after a while. */
  leftOpen(outcome: number): void {
    if (this.#over) return
    this.#end()
    for (const statement of this.#writes) this.#tell(statement, FactKind.unknown, outcome)
    this.#fallSilent()
  }

  /** The connection is closed before a commit was sent: the node hears of it at once. */
  closed(outcome: number): void {
    this.rolledBack(outcome)
    for (const backend of this.backends) this.#rollBack(backend)
  }

  /** The caller is gone, without a word if its host is silent, before a commit was sent. */
  abandoned(instance: number): void {
    if (this.#over) return
    const { troubles } = this.store.world.instances[instance] ?? { troubles: null }
    if (troubles === null || troubles.up || !troubles.silent) {
      this.closed(Outcome.cancelled)
      return
    }
    this.rolledBack(Outcome.crashed)
    this.#fallSilent()
  }

  /** The node hears nothing any more. */
  unheard(): void {
    this.rolledBack(this.failure)
    this.#fallSilent()
  }

  #wrote(statement: Member): void {
    const { plan, key, version, value } = statement
    const seen = this.session.seen(plan.record, key)
    this.#before.push({ record: plan.record, key, seen: seen === undefined ? null : { ...seen } })
    this.session.see(plan.record, key, version, value)
    this.#writes.push(statement)
  }

  #fallSilent(): void {
    for (const backend of this.backends) {
      if (backend.active) this.store.world.alarms.set(SILENT_FOR, () => this.#rollBack(backend))
    }
  }

  #rollBack(backend: Backend): void {
    this.store.node(backend.instance).rollBack(backend, Outcome.cancelled)
  }

  /** `value`: as told of its end. */
  #end(value = 0): void {
    this.#over = true
    if (this.backends.length === 0) this.#tellEnded(value)
    if (!this.#holdsPlace) return
    this.#holdsPlace = false
    this.store.world.client.places.leave(this.#edge)
  }

  #tell(statement: Member, kind: typeof FactKind.refused | typeof FactKind.unknown, outcome: number): void {
    // Of several nodes, one has committed before another failed.
    if (this.acknowledged.includes(statement.node)) {
      statement.tellNow(Outcome.ok)
      return
    }
    this.session.told(outcome)
    statement.tell(kind, outcome)
  }

  /** It has come to no node, which would tell of it, and will not any more. */
  #tellEnded(value: number): void {
    const { reporter, engine } = this.store.world
    if (reporter.to === null) return
    const fact = reporter.fact(FactKind.ended, engine.now, -1, -1)
    fact.transaction = this.number
    fact.value = value
    reporter.tell(fact)
  }

  #tellBegun(): void {
    const { reporter, engine } = this.store.world
    if (reporter.to === null) return
    const fact = reporter.fact(FactKind.begun, engine.now, -1, -1)
    fact.began = this.#began
    fact.node = this.#caller
    fact.session = this.session.id
    fact.workload = this.session.workload
    fact.request = this.session.request
    fact.operation = this.#operation
    fact.transaction = this.number
    fact.business = this.business?.id ?? -1
    fact.leg = this.business?.leg ?? -1
    fact.phase = this.business?.phase ?? 0
    reporter.tell(fact)
  }
}

/** The transaction on a store that work is part of: the innermost, or one around that; `null` for none. */
export function transactionAt(store: SqlParts, context: Context | null): Transaction | null {
  const inside = context?.transaction
  let transaction = inside instanceof Transaction ? inside : null
  while (transaction !== null && transaction.store !== store) transaction = transaction.around
  return transaction
}
