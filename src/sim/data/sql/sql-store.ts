import type { Bodies } from '../../calls/bodies.ts'
import { DEFERRED } from '../../cargo.ts'
import { ABSENT } from '../../data-fact.ts'
import type { AccessPlan, AccessVerb, RecordPlan, SqlRules, StorePlan } from '../../data-plan.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import type { Follower } from '../follower.ts'
import type { LogEntry } from '../log-entry.ts'
import { Placement } from '../placement.ts'
import type { Replicas } from '../replicas.ts'
import { Replication } from '../replication/replication.ts'
import type { Row } from '../rows.ts'
import type { Movable } from '../sharding/movable.ts'
import type { Statement } from '../statement.ts'
import type { Store } from '../store.ts'
import { Blocks } from './blocks.ts'
import { Doubts } from './doubts.ts'
import { OneNode } from './one-node.ts'
import { PreparedEnding } from './prepared-ending.ts'
import { preparedName } from './prepared-transactions.ts'
import type { SqlInstruments } from './sql-instruments.ts'
import { SqlNode } from './sql-node.ts'
import type { SqlParts } from './sql-parts.ts'
import { SqlStatement } from './sql-statement.ts'
import { type Transaction, transactionAt } from './transaction.ts'

/** Statements that need not be about any key: about a new one, or all of a record. */
const KEYLESS: readonly AccessVerb[] = ['insert', 'query', 'join']

/**
 * A relational store: in each shard one node that takes the writes, with row locks, transactions and isolation as in
 * PostgreSQL, and perhaps others that follow its log.
 */
export class SqlStore implements Store, SqlParts, Follower, Movable {
  readonly world: DataWorld
  readonly plan: StorePlan
  readonly rules: SqlRules
  readonly replicas: Replicas
  readonly placement: Placement
  readonly keysMoved: number
  readonly spare: Statement[] = []
  readonly doubts: Doubts = new Doubts()
  readonly #first: number
  readonly #nodes: readonly SqlNode[]
  readonly #blocks: Blocks

  constructor(world: DataWorld, index: number, plan: StorePlan, rules: SqlRules, instruments: SqlInstruments) {
    this.world = world
    this.plan = plan
    this.rules = rules
    const placement = new Placement(world, plan)
    this.placement = placement
    this.keysMoved = world.instruments[index]?.keysMoved ?? -1
    const followed = plan.sharding.nodesPerShard > 1
    this.replicas = followed ? new Replication(world, index, plan, rules.replication, this) : new OneNode(placement)
    const { replicas } = this
    this.#first = world.firstInstance[plan.unit] ?? 0
    const records: readonly (RecordPlan | undefined)[] = world.plan.records.map((record) =>
      record.store === index ? record : undefined,
    )
    const parts = { world, rules, instruments, records, replicas, followed, placement }
    this.#nodes = Array.from(
      { length: world.plan.units[plan.unit]?.instances ?? 0 },
      (_, n) => new SqlNode({ ...parts, instance: this.#first + n }),
    )
    this.#blocks = new Blocks(this)
    placement.grows(index, this)
  }

  node(instance: number): SqlNode {
    return this.#nodes[instance - this.#first] as SqlNode
  }

  access(frame: Frame, step: Step, key: number): boolean {
    const { access } = step
    if (access === undefined) return true
    if (access.verb === 'commit-prepared' || access.verb === 'rollback-prepared') return this.#decide(frame, step)
    const transaction = transactionAt(this, frame.context)
    if (transaction !== null) {
      if (transaction.failure !== Outcome.ok) {
        frame.failure = transaction.failure
        return true
      }
      transaction.sends()
    }
    const named = step.dataKey !== null || access.grouped || access.once === true
    const unnamed = !named && KEYLESS.includes(access.verb)
    const statement = this.#statementOf(access, frame, unnamed ? -1 : Math.max(0, key), transaction, step)
    statement.aim = this.aimOf(statement, frame, transaction?.backends ?? null)
    frame.waiting = Waiting.children
    return this.world.client.carry(frame, frame, step, statement, transaction?.round ?? 0) !== null
  }

  /** Ends what was prepared for the leg that the frame works for. Returns as `access`. */
  #decide(frame: Frame, step: Step): boolean {
    const business = frame.context?.business ?? null
    invariant(business !== null, 'something is to be ended that nobody has prepared')
    const name = preparedName(business.id, business.leg, step.access?.branch)
    frame.waiting = Waiting.children
    return new PreparedEnding(this, step, name, this.doubts.shardsOf(name)).send(frame) !== null
  }

  #statementOf(
    access: AccessPlan,
    frame: Frame,
    key: number,
    transaction: Transaction | null,
    step: Step,
  ): SqlStatement {
    const spare = transaction === null ? this.spare.pop() : undefined
    if (spare instanceof SqlStatement) return spare.serve(access, frame, key, step)
    return new SqlStatement(this, access, frame, key, transaction, step)
  }

  aimOf(
    { plan, key, reads }: Statement,
    caller: Frame,
    begun: readonly { readonly instance: number }[] | null,
  ): number {
    const { placement, replicas } = this
    if (this.plan.sharding.nodesPerShard === 1) return key < 0 ? -1 : placement.aim(plan.record, key)
    const shard = key < 0 ? 0 : placement.shardOf(plan.record, key)
    // A connection goes to one node, whoever has come to lead meanwhile.
    const held = begun?.find(({ instance }) => placement.shardOfNode(instance) === shard)
    if (held !== undefined) return held.instance
    const anywhere = begun === null && reads && !plan.forUpdate
    return anywhere ? replicas.nodeFor(plan, shard, caller) : replicas.leaderOf(shard, caller.instance)
  }

  has(record: number, key: number): boolean {
    const instance = this.replicas.leaderOf(this.placement.shardOf(record, key), -1)
    return this.node(instance).latest(record, key).version !== ABSENT
  }

  start(): void {
    this.replicas.start()
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    return this.#blocks.goOn(frame, step, bodies)
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    return this.#blocks.failed(frame, step, outcome, bodies)
  }

  leads(instance: number): boolean {
    return this.replicas.leads(instance)
  }

  crashed(instance: number): void {
    this.node(instance).crashed()
    this.replicas.crashed(instance)
  }

  restarted(instance: number): void {
    this.replicas.restarted(instance)
  }

  apply(instance: number, entry: LogEntry): void {
    this.node(instance).apply(entry)
  }

  revert(instance: number, entries: readonly LogEntry[]): void {
    for (const entry of entries.toReversed()) this.node(instance).revert(entry)
  }

  retired(instance: number): void {
    this.node(instance).retired()
  }

  promoted(_shard: number, instance: number): void {
    this.node(instance).promoted()
  }

  leader(shard: number): number {
    return this.replicas.leader(shard)
  }

  mayGive(instance: number, record: number, key: number): boolean {
    const node = this.node(instance)
    return this.replicas.leads(instance) && node.mayWrite && !node.commits(record, key)
  }

  take(instance: number, record: number, key: number): Row | null {
    const { version, order, value, since, commit } = this.node(instance).latest(record, key)
    return commit === 0 ? null : { version, order, value, since }
  }

  put(record: number, key: number, row: Row | null, call: Frame): number {
    const { instance } = call
    const node = this.node(instance)
    if (!this.replicas.leads(instance) || !node.mayWrite) return Outcome.unavailable
    return row !== null && node.bring(record, key, row, call) ? DEFERRED : Outcome.ok
  }

  withdraw(call: Frame): void {
    this.replicas.withdraw(call.instance, call)
  }

  drop(): void {
    // Nobody asks for it here any more.
  }
}
