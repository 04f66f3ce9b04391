import type { HintInstruments } from './hints.ts'

/** Ids under which a quorum store reports to the probe. */
export interface QuorumInstruments extends HintInstruments {
  readonly readRepairs: number
  /** Counter: versions that reads have found beside the one that they gave. */
  readonly siblings: number
}
