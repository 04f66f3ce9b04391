import type { Anomaly } from './anomaly.ts'
import type { DataEvent } from './data-event.ts'

/** Hears of everything that is looked at and found, from the start of the run to its end. */
export interface AnomalyListener {
  looked(anomaly: Anomaly, record: number): void
  /** Whether it wants to hear of one; `size` is the age of a stale read, ns, and 0 of anything else. */
  wants(anomaly: Anomaly, record: number, size: number): boolean
  found(anomaly: Anomaly, record: number, at: number, story: readonly DataEvent[]): void
}
