import type { AnomalyName } from './anomaly.ts'
import type { DataEvent } from './data-event.ts'
import type { TallyData } from './tally.ts'

/** What was seen of the data in one replication, as plain data: it crosses to another thread and survives JSON. */
export interface ConsistencySummary {
  readonly records: readonly RecordSummary[]
  readonly stores: readonly StoreSummary[]
  readonly examples: readonly ExampleSummary[]
  /** Reads so far behind that their age is a lower bound, because what they missed was forgotten. */
  readonly bounded: number
}

export interface RecordSummary {
  readonly name: string
  readonly tally: TallyData
  /** By operation, in code-unit order. */
  readonly operations: readonly { readonly name: string; readonly tally: TallyData }[]
  readonly convergence: ConvergenceSummary | null
}

export interface StoreSummary {
  readonly name: string
  readonly tally: TallyData
  readonly convergence: ConvergenceSummary | null
}

export interface ConvergenceSummary {
  /** From the end of the last fault until a node got something from before for the last time, ns. */
  readonly after: number
  /** Copies of keys that never got it. */
  readonly behind: number
}

/** An anomaly, and the few facts that lead to it. */
export interface ExampleSummary {
  readonly anomaly: AnomalyName
  readonly record: string
  readonly events: readonly DataEvent[]
}
