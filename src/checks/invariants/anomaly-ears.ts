import type { Anomaly } from '../../metrics/consistency/anomaly.ts'
import type { AnomalyListener } from '../../metrics/consistency/anomaly-listener.ts'
import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { AnomalyWatch } from './anomaly-watch.ts'

/** Hears for several. */
export class AnomalyEars implements AnomalyListener {
  readonly #watches: readonly AnomalyWatch[]
  /** Those that wanted to hear of the anomaly at hand. */
  #wanting: AnomalyWatch[] = []

  constructor(watches: readonly AnomalyWatch[]) {
    this.#watches = watches
  }

  looked(anomaly: Anomaly, record: number): void {
    for (const watch of this.#watches) watch.looked(anomaly, record)
  }

  wants(anomaly: Anomaly, record: number, size: number): boolean {
    this.#wanting = this.#watches.filter((watch) => watch.wants(anomaly, record, size))
    return this.#wanting.length > 0
  }

  found(anomaly: Anomaly, record: number, at: number, story: readonly DataEvent[]): void {
    for (const watch of this.#wanting) watch.found(anomaly, record, at, story)
  }
}
