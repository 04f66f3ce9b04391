import type { Law } from './law.ts'

/** What nodes do: code of the scenario, or a process that comes with Orrery. Times in ns; absent: its default. */
export type ProcessKind = ProcessCode | RaftProcess | RegisterProcess | GossipProcess | PrimaryBackupProcess

/** Code in a module: what the document says of it, because functions are no data. */
export interface ProcessCode {
  readonly kind: 'code'
  /** The text that stands for it among the functions of the scenario. */
  readonly code: string
  readonly operations: readonly string[]
  readonly failures: readonly string[]
}

export type Sync = 'each' | 'none' | { readonly every: number }

export interface RaftProcess {
  readonly kind: 'raft'
  readonly 'election-timeout'?: Law
  readonly heartbeat?: number
  readonly disk?: Law
  readonly sync?: Sync
}

export interface RegisterProcess {
  readonly kind: 'register'
  readonly retry?: number
  readonly disk?: Law
  readonly sync?: Sync
}

export interface GossipProcess {
  readonly kind: 'gossip'
  readonly keeps?: 'g-counter' | 'or-set' | 'lww-counter'
  readonly every?: number
  readonly fanout?: number
  readonly 'in-step'?: boolean
}

export interface PrimaryBackupProcess {
  readonly kind: 'primary-backup'
  readonly heartbeat?: number
  readonly detect?: number
  readonly disk?: Law
}
