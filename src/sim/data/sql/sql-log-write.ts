import type { LogWrite } from '../log-entry.ts'

/** A row in the log, with what it takes to undo it. */
export interface SqlLogWrite extends LogWrite {
  /** Whether the key is a group of rows, and the value their number. */
  readonly group: boolean
  /** Of a row that has come from another shard: when it was committed there, ns; else `null`. */
  readonly since: number | null
  readonly before: {
    readonly version: number
    readonly order: number
    readonly value: number
    /** When it was committed, ns. */
    readonly since: number
  }
}
