import type { Source } from '../kernel/source.ts'

/** How long a call waits between two attempts. Holds no state of any call, so all calls of an edge share one. */
export interface Backoff {
  /**
   * The wait before attempt `k + 2`, ns: an integer, at least 0 and finite. `k` counts waits of this call from 0.
   * `memory` is what the field `memory` was after the call's last wait; 0 before the first. Draws from `source` only
   * where there is jitter.
   */
  wait(k: number, memory: number, source: Source): number
  /** What the caller keeps for the next wait of the same call. */
  readonly memory: number
}
