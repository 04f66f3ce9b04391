import { ABSENT, FactKind } from '../../data-fact.ts'
import type { Isolation, RecordPlan, SqlRules } from '../../data-plan.ts'
import { FewPlaces } from '../../few-places.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { DataWorld } from '../data-world.ts'
import { Fences } from '../leases/fences.ts'
import type { LogEntry } from '../log-entry.ts'
import type { Placement } from '../placement.ts'
import type { Replicas } from '../replicas.ts'
import type { Row } from '../rows.ts'
import { Backend, type Change, Phase } from './backend.ts'
import { CommitLog } from './commit-log.ts'
import { CommittedRows } from './committed-rows.ts'
import { LockWaits } from './lock-waits.ts'
import { PreparedTransactions } from './prepared-transactions.ts'
import { keyAt, recordAt, rowPlace } from './row-place.ts'
import { Serializable } from './serializable.ts'
import { Snapshots } from './snapshots.ts'
import type { SqlInstruments } from './sql-instruments.ts'
import type { SqlLogWrite } from './sql-log-write.ts'
import type { RowVersion } from './versions.ts'

export interface SqlNodeParts {
  readonly world: DataWorld
  readonly rules: SqlRules
  readonly instruments: SqlInstruments
  /** Its index among all instances. */
  readonly instance: number
  /** By record of the plan; `undefined` for those of other stores. */
  readonly records: readonly (RecordPlan | undefined)[]
  readonly replicas: Replicas
  readonly placement: Placement
  /** Whether somebody follows its log. */
  readonly followed: boolean
}

/**
 * One node of a store with a leader: its rows, which are on its disk, and the transactions and locks in its memory.
 * What isolation allows is as in PostgreSQL (manual, chapter 13, "Concurrency Control"; from memory): read committed
 * sees with every statement what is committed by then, and writes on top of the newest version; repeatable read keeps
 * the snapshot of its first statement, and a write to a row that somebody else has changed since then is a `conflict`
 * (the first updater wins); serializable is that and `Serializable`. Read uncommitted, which PostgreSQL does not have,
 * also sees rows that others have written and not committed, as InnoDB does.
 */
export class SqlNode {
  readonly locks: LockWaits
  /** The tokens of leases that it has seen. */
  readonly fences: Fences = new Fences()
  readonly prepared: PreparedTransactions
  readonly #parts: SqlNodeParts
  readonly #rows: CommittedRows
  readonly #log: CommitLog
  readonly #snapshots = new Snapshots()
  #serializable = new Serializable()
  /** Commits so far. */
  #commits = 0
  /** Transactions of more than one statement. */
  readonly #open = new Set<Backend>()
  /** Of statements by themselves that are over, for others. */
  readonly #spare: Backend[] = []
  /** Keys given to rows that came without one, by record. */
  readonly #fresh: number[]

  constructor(parts: SqlNodeParts) {
    this.#parts = parts
    this.#rows = new CommittedRows(parts.records, parts.followed, this.#snapshots)
    this.#fresh = parts.records.map((record) => record?.keys ?? 0)
    this.locks = new LockWaits({
      ...parts,
      verdict: (backend) => this.#verdict(backend),
      rollBack: (backend, outcome) => this.rollBack(backend, outcome),
    })
    this.#log = new CommitLog(parts, (record, key) => this.latest(record, key))
    this.prepared = new PreparedTransactions(parts.instance, this.locks)
  }

  /** Versions, transactions and locks kept beside the newest rows, for measurements. */
  get kept(): number {
    return this.#snapshots.kept + this.#serializable.size + this.#open.size + this.locks.held
  }

  get mayWrite(): boolean {
    return this.#parts.replicas.mayWrite(this.#parts.instance)
  }

  /** A statement by itself comes here; when its visit is over, `release` its backend. */
  beginAlone(isolation: Isolation): Backend {
    const spare = this.#spare.pop()
    if (spare === undefined) return this.begin(isolation, -1)
    spare.again()
    return spare
  }

  /** The statement is over for which a backend was begun alone. */
  release(backend: Backend): void {
    // Those with a snapshot are known to others for longer.
    if (!backend.hasSnapshot) this.#spare.push(backend)
  }

  /** A transaction comes here with its first statement. */
  begin(isolation: Isolation, transaction: number): Backend {
    const backend = new Backend(this.#parts.instance, isolation, transaction)
    if (transaction >= 0) this.#open.add(backend)
    if (backend.hasSnapshot) {
      backend.snapshot = this.#commits
      this.#snapshots.took(backend)
      if (isolation === 'serializable') backend.serial = this.#serializable.begin(this.#commits)
    }
    return backend
  }

  /** What is committed of a key. */
  latest(record: number, key: number): Readonly<RowVersion> {
    return this.#rows.latest(record, key)
  }

  /** What a transaction sees of a key, apart from what it has changed itself. */
  seenBy(backend: Backend, record: number, key: number): Readonly<RowVersion> {
    return backend.hasSnapshot ? this.#rows.seenBy(record, key, backend.snapshot) : this.latest(record, key)
  }

  /** What somebody has written to a row, and not committed. */
  uncommitted(record: number, key: number): Change | undefined {
    const place = rowPlace(record, key)
    return this.locks.ownerOf(place)?.changes?.get(place)
  }

  /** Whether somebody has changed a row that a transaction wants to write, since its snapshot. */
  isOutdated(backend: Backend, record: number, key: number): boolean {
    return backend.hasSnapshot && this.latest(record, key).commit > backend.snapshot
  }

  /** A transaction reads a key. Returns whether it has to fail because of that. */
  reads(backend: Backend, record: number, key: number): boolean {
    return backend.serial !== null && this.#serializable.read(backend.serial, rowPlace(record, key))
  }

  /** A key for a row that comes without one, beyond those that can be addressed. */
  freshKey(record: number): number {
    const key = this.#fresh[record] as number
    this.#fresh[record] = key + 1
    return key
  }

  /** A transaction changes a key. Returns whether it has to fail because of that. */
  change(backend: Backend, record: number, key: number, change: Change): boolean {
    const place = rowPlace(record, key)
    if (backend.serial !== null && this.#serializable.write(backend.serial, place)) return true
    const { changes } = backend
    if (changes === null) {
      backend.changes = new FewPlaces(place, change)
      return false
    }
    const before = change.adds ? changes.get(place) : undefined
    changes.set(place, before === undefined ? change : { ...change, value: before.value + change.value })
    return false
  }

  /** Commits, for `call`; returns the outcome, or `deferred`. */
  commit(backend: Backend, call: Frame, deferred: number): number {
    if (backend.phase === Phase.rolledBack) return backend.outcome
    if (!backend.active) return Outcome.ok
    const { serial } = backend
    if (serial !== null && this.#serializable.prepare(serial)) return this.rollBack(backend, Outcome.conflict)
    if (backend.changes !== null) {
      if (!this.mayWrite) return this.rollBack(backend, Outcome.readOnly)
      if (this.#hasLost(backend)) return this.rollBack(backend, Outcome.conflict)
      if (this.#log.commit(backend, call)) return deferred
    }
    this.#publish(backend)
    return Outcome.ok
  }

  /** Prepares under a name, for `call`: from now on nothing but the decision ends it. Returns as `commit`. */
  prepare(backend: Backend, name: number, call: Frame, deferred: number): number {
    if (backend.phase === Phase.rolledBack) return backend.outcome
    if (backend.active) {
      const failure = this.#votes(backend, name)
      if (failure !== Outcome.ok) return this.rollBack(backend, failure)
    }
    return this.#log.append({ prepares: backend }, call) ? deferred : Outcome.ok
  }

  /** Commits what was prepared under a name, or takes it back; what is not known has ended. Returns as `commit`. */
  endPrepared(name: number, commits: boolean, call: Frame, deferred: number): number {
    if (!this.mayWrite) return Outcome.readOnly
    const backend = this.prepared.find(name)
    if (backend === undefined) return Outcome.ok
    if (backend.phase === Phase.committing) return this.#log.append({}, call) ? deferred : Outcome.ok
    if (commits) {
      for (const { statement } of backend.changes?.values ?? []) statement.node = this.#parts.instance
      if (this.#log.commit(backend, call)) return deferred
      this.#publish(backend)
      return Outcome.ok
    }
    const waits = this.#log.append({ ends: backend }, call)
    backend.phase = Phase.active
    this.rollBack(backend, Outcome.cancelled)
    return waits ? deferred : Outcome.ok
  }

  /** Enough replicas have a commit, or its call is gone: it can be seen, with all that is before it in the log. */
  settled(backend: Backend): void {
    while (backend.phase === Phase.committing) this.#publish(this.#log.first as Backend)
  }

  /** Takes a transaction back, if it is not over; returns `outcome`. */
  rollBack(backend: Backend, outcome: number): number {
    if (!backend.active) return outcome
    this.counted(outcome)
    backend.outcome = outcome
    if (backend.serial !== null) this.#serializable.rolledBack(backend.serial)
    this.#end(backend, Phase.rolledBack)
    return outcome
  }

  /** Counts how a statement has ended. */
  counted(outcome: number): void {
    const { world, instruments } = this.#parts
    const { conflicts, deadlocks, lockTimeouts } = instruments
    const counter =
      outcome === Outcome.conflict
        ? conflicts
        : outcome === Outcome.deadlock
          ? deadlocks
          : outcome === Outcome.lockTimeout
            ? lockTimeouts
            : -1
    if (counter >= 0) world.client.probe.counted(counter, world.engine.now, 1)
  }

  /**
   * The process is gone: what was committed stays, also what no replica has acknowledged, and what was prepared; all
   * else is lost.
   */
  crashed(): void {
    this.#endAll(Outcome.reset)
    if (this.prepared.size > 0) return
    this.#snapshots.clear()
    this.#serializable = new Serializable()
  }

  /** As a replica, takes an entry of its leader's log over. */
  apply(entry: LogEntry): void {
    const { world, instance } = this.#parts
    const commit = ++this.#commits
    this.prepared.apply(entry)
    for (const write of entry.writes as readonly SqlLogWrite[]) {
      const { record, key, version, order, value, since } = write
      this.#rows.put(record, key, version, order, value, since ?? entry.at, commit)
      // A row that has moved was committed elsewhere, and long ago perhaps: that is no lag.
      if (world.reporter.to === null || since !== null) continue
      const fact = world.reporter.fact(FactKind.applied, world.engine.now, record, key)
      Object.assign(fact, { group: write.group, node: instance, version, order, value })
      world.reporter.tell(fact)
    }
  }

  /** Puts back what an entry, the last that it has, has replaced. */
  revert(entry: LogEntry): void {
    const commit = ++this.#commits
    this.prepared.revert(entry)
    for (const { record, key, before } of (entry.writes as readonly SqlLogWrite[]).toReversed()) {
      this.#rows.put(record, key, before.version, before.order, before.value, before.since, commit)
    }
  }

  /** It does not lead any more: what is in its log is to be seen, and its transactions end. */
  retired(): void {
    this.#endAll(Outcome.readOnly)
    for (const backend of this.prepared.retire()) {
      this.#open.delete(backend)
      if (backend.serial !== null) this.#serializable.rolledBack(backend.serial)
    }
  }

  /** It leads from now on. */
  promoted(): void {
    this.prepared.promote((backend) => this.rollBack(backend, Outcome.readOnly))
  }

  /** Takes a row over from another shard; returns whether `call` has to wait for replicas. */
  bring(record: number, key: number, row: Row, call: Frame): boolean {
    const { version, order, value, since } = row
    const before = this.#log.newest(record, key)
    this.#rows.put(record, key, version, order, value, since, ++this.#commits)
    return this.#log.append({ writes: [{ record, key, version, order, value, group: false, before, since }] }, call)
  }

  /** Whether a commit that changes a key waits for replicas, or for a decision. */
  commits(record: number, key: number): boolean {
    return this.prepared.changes(rowPlace(record, key)) || this.#log.commits(record, key)
  }

  #endAll(outcome: number): void {
    for (let first = this.#log.first; first !== undefined; first = this.#log.first) this.#publish(first)
    for (const backend of this.#open) this.rollBack(backend, outcome)
  }

  /** Whether a transaction is ready to commit, and is prepared; else why it has to fail. */
  #votes(backend: Backend, name: number): number {
    const { serial } = backend
    if (serial !== null && this.#serializable.prepare(serial)) return Outcome.conflict
    if (!this.mayWrite) return Outcome.readOnly
    if (this.#hasLost(backend)) return Outcome.conflict
    return this.prepared.add(backend, name)
  }

  /** Whether a key that a transaction has changed has gone to another shard since then, or is about to. */
  #hasLost({ changes }: Backend): boolean {
    const { placement, instance } = this.#parts
    const { growth } = placement
    if (growth === null) return false
    const shard = placement.shardOfNode(instance)
    for (const place of changes?.places ?? []) {
      const [record, key] = [recordAt(place), keyAt(place)]
      if (growth.isMoving(record, key) || placement.shardOf(record, key) !== shard) return true
    }
    return false
  }

  /** Why a statement has to fail that has just got the lock of a row. */
  #verdict(backend: Backend): number {
    if (!backend.hasSnapshot) return Outcome.ok
    const { place } = backend.locks.at(-1) as Backend['locks'][number]
    return this.isOutdated(backend, recordAt(place), keyAt(place)) ? Outcome.conflict : Outcome.ok
  }

  /** Lets everybody see what a transaction has changed. */
  #publish(backend: Backend): void {
    this.#log.published(backend)
    const { world } = this.#parts
    const { now } = world.engine
    backend.committedAt = now
    const { changes } = backend
    if (changes !== null) {
      const commit = ++this.#commits
      for (let i = 0; i < changes.size; i++) this.#publishRow(backend, changes.placeAt(i), changes.valueAt(i), commit)
    }
    if (backend.serial !== null) this.#serializable.committed(backend.serial, this.#commits)
    this.#end(backend, Phase.committed)
  }

  #publishRow(backend: Backend, place: number, change: Change, commit: number): void {
    const { world } = this.#parts
    const { statement, adds, gone, version, source } = change
    const record = recordAt(place)
    const key = keyAt(place)
    const since = world.engine.now
    const before = this.latest(record, key)
    const replaced = before.version
    // Groups are not locked: their versions stand in the order of the commits.
    const written = backend.entry?.writes.find((one) => one.record === record && one.key === key)
    const order = written?.order ?? (adds && backend.transaction >= 0 ? world.nextVersion() : version)
    const value = adds ? before.value + change.value : change.value
    this.#rows.put(record, key, gone ? ABSENT : version, order, value, since, commit)
    if (this.#parts.records[record]?.beyond === true) world.rowCommitted(record, key)
    statement.effect = since
    statement.order = order
    statement.value = value
    statement.tookEffect()
    if (world.reporter.to === null) return
    const { usurped } = backend
    statement.tell(FactKind.committed, Outcome.ok, (fact) => {
      fact.version = version
      fact.value = value
      fact.replaced = replaced
      fact.source = source
      fact.usurped = usurped
    })
  }

  #end(backend: Backend, phase: number): void {
    const { world, instance } = this.#parts
    backend.phase = phase
    if (backend.name >= 0) this.prepared.over(backend)
    backend.business?.closed()
    if (backend.transaction >= 0) {
      this.#open.delete(backend)
      if (world.reporter.to !== null) {
        const fact = world.reporter.fact(FactKind.ended, world.engine.now, -1, -1)
        fact.node = instance
        fact.transaction = backend.transaction
        fact.value = phase === Phase.committed ? 1 : 0
        fact.outcome = backend.outcome
        world.reporter.tell(fact)
      }
    }
    if (backend.hasSnapshot) {
      this.#snapshots.prune()
      this.#serializable.prune(this.#snapshots.oldest())
    }
    this.locks.release(backend, backend.outcome)
  }
}
