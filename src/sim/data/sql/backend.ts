import type { Business } from '../../business.ts'
import type { Isolation } from '../../data-plan.ts'
import type { FewPlaces } from '../../few-places.ts'
import { Outcome } from '../../outcome.ts'
import type { LogEntry } from '../log-entry.ts'
import type { Statement } from '../statement.ts'
import type { Lock, LockOwner, Waiter } from './lock-table.ts'
import type { Serial } from './serial.ts'
import type { SnapshotHolder } from './snapshots.ts'

/** Where a transaction is at its node. */
export const Phase = {
  active: 0,
  /** On the disk of its node, which ends it only when it is told how. */
  prepared: 1,
  /** In the log of its node, and waiting until enough replicas have it. */
  committing: 2,
  committed: 3,
  rolledBack: 4,
} as const

/** What a transaction has done to a row, or a group of rows, and not committed. */
export interface Change {
  /** The statement that did it last. */
  readonly statement: Statement
  /** Whether it adds `value` rows to a group; else it leaves the row with that value. */
  readonly adds: boolean
  readonly gone: boolean
  readonly version: number
  readonly value: number
  /** Of a copy: the version of what it copies; else -1. */
  readonly source: number
}

/** No snapshot is taken. */
const NONE = -1

/**
 * A transaction as its node sees it, in the memory of the process that serves its connection: what it has changed, the
 * locks it holds, and the snapshot it reads.
 */
export class Backend implements LockOwner<Backend>, SnapshotHolder {
  /** Index of its node among all instances. */
  readonly instance: number
  readonly isolation: Isolation
  /** Unique in the run; -1: one statement by itself. */
  readonly transaction: number
  phase: number = Phase.active
  /** Why it was rolled back. */
  outcome: number = Outcome.ok
  snapshot: number = NONE
  /** When it was committed, ns. */
  committedAt = 0
  /** By `rowPlace`. */
  changes: FewPlaces<Change> | null = null
  /** As it stands in the log of its node, once it commits. */
  entry: LogEntry | null = null
  /** A later leader than its node had been elected when it committed. */
  usurped = false
  /** What it is prepared as: see `preparedName`; -1 for none. */
  name: number = NONE
  /** Who has it prepared. */
  business: Business | null = null
  /** Rows whose locks it holds as long as it is prepared: see `rowPlace`. */
  places: readonly number[] = []
  /** What it has read and written beside others, if it is serializable. */
  serial: Serial | null = null
  readonly locks: Lock<Backend>[] = []
  readonly waiters: Waiter<Backend>[] = []

  constructor(instance: number, isolation: Isolation, transaction: number) {
    this.instance = instance
    this.isolation = isolation
    this.transaction = transaction
  }

  /** Makes one that is over, of a statement by itself without a snapshot, one of another: as if it were new. */
  again(): void {
    this.phase = Phase.active
    this.outcome = Outcome.ok
    this.committedAt = 0
    this.changes = null
    this.entry = null
    this.usurped = false
  }

  get active(): boolean {
    return this.phase === Phase.active
  }

  get over(): boolean {
    return this.phase >= Phase.committed
  }

  /** Whether all its statements see the same commits. */
  get hasSnapshot(): boolean {
    return this.isolation === 'repeatable-read' || this.isolation === 'serializable'
  }
}
