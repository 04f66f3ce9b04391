import { type Cargo, DEFERRED, SET_ASIDE } from '../../cargo.ts'
import { ABSENT, type DataFact, FactKind } from '../../data-fact.ts'
import type { AccessPlan, Isolation } from '../../data-plan.ts'
import { EventKind } from '../../event-kind.ts'
import { type Frame, NEVER } from '../../frame.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { Step } from '../../step.ts'
import { meets } from '../meets.ts'
import { newValue } from '../new-value.ts'
import { isRead, Statement } from '../statement.ts'
import type { Backend, Change } from './backend.ts'
import { rowPlace } from './row-place.ts'
import type { SqlNode } from './sql-node.ts'
import type { SqlParts } from './sql-parts.ts'
import type { Transaction } from './transaction.ts'

/** Whether a statement only reads and depends on nobody, where it is a transaction by itself. */
function isPlain(plan: AccessPlan, isolation: Isolation): boolean {
  return isRead(plan) && !plan.forUpdate && isolation !== 'serializable'
}

/** A statement for a store with a leader, a transaction by itself or part of one. */
export class SqlStatement extends Statement {
  readonly #parts: SqlParts
  readonly #transaction: Transaction | null
  /** What a copy copies, as the request knows it. */
  #source = -1
  #step: Step
  /** It only reads, by itself, and depends on nobody. */
  #isPlain: boolean
  /** In a transaction, shared by all attempts and copies: whether one of them has been carried out. */
  readonly #deed: { done: boolean } | null
  #backend: Backend | null = null
  /** The node that it has come to does not have the key any more, or could not say. */
  #sentOn = false
  #repetition = 0
  #scanning = false
  /** Whether its transaction knows how it has ended. */
  heard = false

  constructor(
    parts: SqlParts,
    plan: AccessPlan,
    from: Frame | SqlStatement,
    key: number,
    transaction: Transaction | null,
    step: Step,
  ) {
    super(parts.world, plan, from, key)
    this.#parts = parts
    this.#transaction = transaction
    this.#step = step
    const { isolation } = parts.rules
    this.#isPlain = transaction === null && isPlain(plan, isolation)
    if (transaction !== null) this.transaction = transaction.number
    this.#deed = from instanceof SqlStatement ? from.#deed : transaction === null ? null : { done: false }
    if (from instanceof SqlStatement) this.#source = from.#source
    else this.#noteSource()
  }

  protected override get saysWhenDone(): boolean {
    return true
  }

  override again(): SqlStatement {
    return new SqlStatement(this.#parts, this.plan, this, this.key, this.#transaction, this.#step)
  }

  /** Makes a statement by itself that is over, and was `spare`, one of another step. */
  serve(plan: AccessPlan, from: Frame, key: number, step: Step): SqlStatement {
    this.renew(plan, from, key)
    this.#step = step
    this.#isPlain = isPlain(plan, this.#parts.rules.isolation)
    this.#sentOn = false
    this.#scanning = false
    this.#noteSource()
    return this
  }

  override atRest(): void {
    // One that has been sent on is under way again.
    if (this.#transaction === null && this.#repetition === 0) this.#parts.spare.push(this)
  }

  override takesPlace(): boolean {
    return this.#transaction?.takesPlace() ?? false
  }

  override keepsPlace(call: Frame): boolean {
    return this.#transaction?.keepsPlace(call.edge) ?? false
  }

  override admit(call: Frame): boolean {
    if (this.#isPlain) return true
    const node = this.#parts.node(call.instance)
    const transaction = this.#transaction
    const backend = transaction === null ? node.beginAlone(this.#isolation) : transaction.backendAt(node, call.instance)
    this.#backend = backend
    if (backend?.active !== true || !this.#locks || !node.mayWrite) return true
    return node.locks.take(rowPlace(this.plan.record, this.key), backend, call)
  }

  override waitOver(call: Frame): void {
    this.#parts.node(call.instance).locks.waitOver(call)
  }

  override withdrawn(call: Frame): void {
    const node = this.#parts.node(call.instance)
    node.locks.withdraw(call)
    this.#parts.placement.growth?.withdraw(call, this.plan.record, this.key)
    if ((this.#backend?.entry ?? null) !== null) this.#parts.replicas.withdraw(call.instance, call)
    if (!this.#scanning) return
    this.#scanning = false
    call.wake = NEVER
    this.world.engine.disown()
  }

  override left(call: Frame): void {
    const backend = this.#backend
    if (backend === null || this.#transaction !== null) return
    const node = this.#parts.node(call.instance)
    node.settled(backend)
    node.rollBack(backend, Outcome.cancelled)
    this.#backend = null
    node.release(backend)
  }

  deliver(call: Frame): number {
    const elsewhere = this.#elsewhere(call)
    if (elsewhere !== Outcome.ok) return elsewhere
    const node = this.#parts.node(call.instance)
    this.effect = this.world.engine.now
    this.node = call.instance
    const outcome = this.#isPlain ? this.#look(node, null) : this.#work(node, call)
    if (outcome === Outcome.ok && this.plan.verb === 'join') this.#lookBeside(node)
    return outcome === Outcome.ok && this.#parts.plan.perRow > 0 ? this.#scan(call) : outcome
  }

  protected override told(outcome: number): void {
    if (this.#transaction === null) super.told(outcome)
    else this.#transaction.told(this, outcome)
  }

  /** Tells what is told at once of any statement that is not part of a transaction. */
  tellNow(outcome: number): void {
    super.told(outcome)
  }

  get #isolation(): Isolation {
    return this.#transaction?.plan.isolation ?? this.#parts.rules.isolation
  }

  get #seesUncommitted(): boolean {
    return this.#isolation === 'read-uncommitted'
  }

  /** Whether it locks the row of its key: rows that are new to everybody need no lock. */
  get #locks(): boolean {
    const { verb, forUpdate, grouped } = this.plan
    if (this.key < 0) return false
    return this.reads ? forUpdate : verb !== 'insert' || !grouped
  }

  #work(node: SqlNode, call: Frame): number {
    const backend = this.#backend
    // The connection was closed behind it.
    if (backend === null) return Outcome.reset
    if (!backend.active) return backend.outcome === Outcome.ok ? Outcome.reset : backend.outcome
    if (this.#deed !== null) {
      // Nobody sends a second statement over a connection on which the first is not answered: it has been given up.
      if (this.#deed.done) return node.rollBack(backend, Outcome.reset)
      this.#deed.done = true
    }
    if (backend.serial?.doomed === true) return node.rollBack(backend, Outcome.conflict)
    const readsOnly = this.reads && !this.plan.forUpdate
    if (!readsOnly && !node.mayWrite) return node.rollBack(backend, Outcome.readOnly)
    const outcome = this.reads ? this.#read(node, backend) : this.#write(node, backend)
    if (this.#transaction !== null) return outcome
    return outcome === Outcome.ok ? node.commit(backend, call, SET_ASIDE) : node.rollBack(backend, outcome)
  }

  /** Takes what there is to see. */
  #look(node: SqlNode, backend: Backend | null): typeof Outcome.ok {
    if (this.key < 0) return Outcome.ok
    const { version, order, value } = this.#found(node, backend, this.plan.record)
    this.version = version
    this.order = order
    this.value = value
    return Outcome.ok
  }

  /** What there is to see of the key in one record. */
  #found(node: SqlNode, backend: Backend | null, record: number): Pick<DataFact, 'version' | 'order' | 'value'> {
    const { key } = this
    const row = backend === null ? node.latest(record, key) : node.seenBy(backend, record, key)
    const changes = backend === null ? null : backend.changes
    const own = changes === null ? undefined : changes.get(rowPlace(record, key))
    const change = own === undefined && this.#seesUncommitted ? node.uncommitted(record, key) : own
    if (change === undefined) return row
    const value = change.adds ? row.value + change.value : change.value
    return { version: change.gone ? ABSENT : change.version, order: change.version, value }
  }

  /** Takes what there is to see of the other records of a join: of those whose key is at this node, too. */
  #lookBeside(node: SqlNode): void {
    const { world, plan, key } = this
    const { placement } = this.#parts
    const shard = placement.shardOfNode(this.node)
    const here = plan.with.filter(({ record }) => {
      return key >= 0 && key < (world.plan.records[record]?.keys ?? 0) && placement.shardOf(record, key) === shard
    })
    this.joined = here.map(({ record, grouped }) => {
      const { version, order, value } = this.#found(node, this.#backend, record)
      return { record, grouped, version, order, value }
    })
  }

  #read(node: SqlNode, backend: Backend): number {
    const { plan, key } = this
    if (key < 0) return Outcome.ok
    if (plan.forUpdate && node.isOutdated(backend, plan.record, key)) return node.rollBack(backend, Outcome.conflict)
    if (node.reads(backend, plan.record, key)) return node.rollBack(backend, Outcome.conflict)
    for (const { record } of plan.with) {
      if (node.reads(backend, record, key)) return node.rollBack(backend, Outcome.conflict)
    }
    return this.#look(node, backend)
  }

  #write(node: SqlNode, backend: Backend): number {
    const { plan } = this
    const { record } = plan
    if (this.isFencedOff(node.fences)) return node.rollBack(backend, Outcome.fenced)
    if (this.isCalledOff) return node.rollBack(backend, Outcome.rejected)
    if (this.key < 0) this.key = node.freshKey(record)
    if (plan.grouped) return this.#change(node, backend, 1, true)
    const { key } = this
    if (node.isOutdated(backend, record, key)) return node.rollBack(backend, Outcome.conflict)
    this.#look(node, backend)
    switch (plan.verb) {
      case 'update': {
        const value = this.value + plan.add
        // It is based on what it finds under the lock: an update in place is looked at, and loses none.
        this.basedOn = this.version
        const isMet = this.version !== ABSENT && (plan.require === null || meets(value, plan.require))
        return isMet ? this.#change(node, backend, value) : this.#notDone(node, backend, plan.outcome)
      }
      case 'acquire':
      case 'release': {
        const outcome = this.leaseOutcome(this.value, this.node)
        if (outcome !== Outcome.ok) return this.#notDone(node, backend, outcome)
        return this.#change(node, backend, this.leaseValue)
      }
      case 'delete':
        return this.#change(node, backend, 0, false, true)
      case 'insert':
        if (this.version !== ABSENT) {
          // Whether a key has been noted is asked with ON CONFLICT DO NOTHING, which spoils no transaction.
          if (plan.once === true) return this.#notDone(node, backend, Outcome.duplicateKey)
          return node.rollBack(backend, Outcome.duplicateKey)
        }
        return this.#change(node, backend, newValue(plan.value, this.basis))
      default: {
        if (plan.ifUnchanged && this.version !== this.basedOn) {
          if (this.#transaction !== null) node.counted(Outcome.conflict)
          return this.#notDone(node, backend, Outcome.conflict)
        }
        const { value } = plan
        return this.#change(node, backend, value.kind === 'copy' ? this.basis : newValue(value, this.basis))
      }
    }
  }

  /** No row is as it was wanted: the statement has read, and its transaction may go on. */
  #notDone(node: SqlNode, backend: Backend, outcome: number): number {
    if (node.reads(backend, this.plan.record, this.key)) return node.rollBack(backend, Outcome.conflict)
    this.#transaction?.notDone(outcome)
    return outcome
  }

  #change(node: SqlNode, backend: Backend, value: number, adds = false, gone = false): number {
    const { plan, key } = this
    const version = this.world.nextVersion()
    const change: Change = { statement: this, adds, gone, version, value, source: this.#source }
    if (node.change(backend, plan.record, key, change)) return node.rollBack(backend, Outcome.conflict)
    this.version = version
    this.order = version
    this.value = value
    if (this.#transaction !== null) this.tell(FactKind.touched, Outcome.ok)
    return Outcome.ok
  }

  /** Looks at as many rows as a query does, for as long as that takes. */
  #scan(call: Frame): number {
    const { verb, rows } = this.plan
    if (verb !== 'query' && verb !== 'join') return Outcome.ok
    const time = Math.round(this.#parts.plan.perRow * (rows >= 0 ? rows : this.value))
    const { troubles } = this.world.instances[call.instance] ?? { troubles: null }
    const duration = troubles?.ioWait(time) ?? time
    if (duration <= 0) return Outcome.ok
    this.#scanning = true
    call.wakePart = Part.io
    call.phaseStart = this.world.engine.now
    call.wake = this.world.engine.schedule(duration, eventCode(EventKind.wake, call.index))
    return DEFERRED
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    super.broughtBack(attempt)
    if (!(attempt instanceof SqlStatement)) return
    this.key = attempt.key
    this.#sentOn = attempt.#sentOn
  }

  override ended(call: Frame, outcome: number): Frame | null {
    if (this.aim >= 0) this.#parts.replicas.heard(this.caller, this.aim, outcome)
    const { parent } = call
    if (!this.#sentOn || outcome !== Outcome.unavailable || parent === null) return super.ended(call, outcome)
    return this.#sendOn(call, parent)
  }

  /** Its key has moved while it was on its way: its caller sends it again. */
  #sendOn(call: Frame, parent: Frame): Frame | null {
    const { client, engine, frames } = this.world
    const at = parent.base + Part.retry
    frames.parts[at] = (frames.parts[at] as number) + engine.now - call.start
    this.#sentOn = false
    this.aim = this.#parts.aimOf(this, parent, null)
    return client.carry(parent, parent, this.#step, this, ++this.#repetition)
  }

  /** What a key that has moved to another shard, or is about to, makes of the statement; `ok` where it has not. */
  #elsewhere(call: Frame): number {
    const { growth } = this.#parts.placement
    if (growth === null || this.key < 0) return Outcome.ok
    const { placement } = this.#parts
    const { record } = this.plan
    const here = placement.shardOf(record, this.key) === placement.shardOfNode(call.instance)
    const waits = here && !this.reads && growth.isMoving(record, this.key)
    if (here && !waits) return Outcome.ok
    if (this.#transaction !== null) return Outcome.unavailable
    this.#sentOn = true
    if (!waits) return Outcome.unavailable
    growth.wait(call, record, this.key)
    return DEFERRED
  }

  /** Of a copy, takes over what it copies. */
  #noteSource(): void {
    this.#source = -1
    if (this.plan.value.kind !== 'copy') return
    const record = this.world.plan.records[this.plan.record]?.copyOf ?? -1
    const copied = record < 0 ? undefined : this.session.seen(record, this.key)
    if (copied === undefined) return
    this.#source = copied.version
    this.basis = copied.value
  }
}
