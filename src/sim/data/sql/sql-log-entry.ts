import type { LogEntry } from '../log-entry.ts'
import type { Backend } from './backend.ts'
import type { SqlLogWrite } from './sql-log-write.ts'

/** What stands in the log of a node beside rows. Replicas make backends of their own of these. */
export interface SqlLogEntry extends LogEntry {
  readonly writes: readonly SqlLogWrite[]
  /** A transaction that is prepared with it. */
  readonly prepares?: Backend
  /** One that was prepared, and is over with it. */
  readonly ends?: Backend
}
