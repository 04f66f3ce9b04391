/** Ids under which hints report to the probe. */
export interface HintInstruments {
  /** Level: hints that wait, at all nodes together. */
  readonly hints: number
  readonly stored: number
  readonly handedOver: number
}

/** Ids under which a quorum store reports to the probe. */
export interface QuorumInstruments extends HintInstruments {
  readonly readRepairs: number
  /** Counter: versions that reads have found beside the one that they gave. */
  readonly siblings: number
}
