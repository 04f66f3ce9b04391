/** What a run has data about, by the indexes of its plan. */
export interface DataSubjects {
  readonly records: readonly RecordSubject[]
  readonly stores: readonly StoreSubject[]
  readonly workloads: readonly string[]
  /** Name of the operation that each program is or is a part of. */
  readonly operations: readonly string[]
  readonly outcomes: readonly string[]
  /** Names of instances: `db/0`. */
  readonly nodes: readonly string[]
}

export interface StoreSubject {
  readonly name: string
  /** Whether versions are ordered by the clocks of those who write them, and the latest stands. */
  readonly lastWriterWins: boolean
  /** Whether its nodes are alike; else each version comes from a leader, which then has it. */
  readonly leaderless: boolean
  /** Nodes that keep each key, at least 1; 0 where that changes, and only those count that were seen to. */
  readonly copies: number
}

export interface RecordSubject {
  readonly name: string
  /** By index. */
  readonly store: number
  /** Keys from 0 on; what is inserted beyond them cannot be read and is not followed. */
  readonly keys: number
  /** Whether values are integers that mean something. */
  readonly integer: boolean
  /** Record of which it keeps copies; -1 for none. */
  readonly copyOf: number
}
