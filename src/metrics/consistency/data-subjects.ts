/** What a run has data about, by the indexes of its plan. */
export interface DataSubjects {
  readonly records: readonly RecordSubject[]
  readonly stores: readonly { readonly name: string; readonly lastWriterWins: boolean }[]
  readonly workloads: readonly string[]
  /** Name of the operation that each program is or is a part of. */
  readonly operations: readonly string[]
  readonly outcomes: readonly string[]
  /** Names of instances: `db/0`. */
  readonly nodes: readonly string[]
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
