/** What can be wrong with data, in the order in which it is counted and shown. */
export const ANOMALIES = [
  'staleReads',
  'dirtyReads',
  'nonRepeatableReads',
  'phantoms',
  'lostUpdates',
  'writeSkew',
  'negativeValues',
  'lostWrites',
  'overwrittenWrites',
  'splitBrainWrites',
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
  'leasesShared',
  'writesAfterLease',
  'staleTokenWrites',
] as const
export type AnomalyName = (typeof ANOMALIES)[number]

/** The anomalies by their place in the list. */
export const Anomaly = {
  staleRead: 0,
  dirtyRead: 1,
  nonRepeatableRead: 2,
  phantom: 3,
  lostUpdate: 4,
  writeSkew: 5,
  negativeValue: 6,
  lostWrite: 7,
  /**
   * Where the last writer wins: an acknowledged write that nobody has read, and nothing was computed from, and over
   * which stands one that began before it was acknowledged; or that came when one with a later clock was there already.
   * What began later and replaced it unread is no anomaly: both writers would put the two in that order. So who knew of
   * what is taken from reads, and from the true time where there are none.
   */
  overwrittenWrite: 8,
  splitBrainWrite: 9,
  readYourWrites: 10,
  monotonicReads: 11,
  monotonicWrites: 12,
  writesFollowReads: 13,
  /** A lease was granted while, in the true time, another one of the same key was still good. */
  leaseShared: 14,
  /** A write under a lease that had gone to another. A fence lets it pass until the next holder writes. */
  writeAfterLease: 15,
  /** A write to a record that had been written under a newer lease: what a fence stops. */
  staleTokenWrite: 16,
} as const
export type Anomaly = (typeof Anomaly)[keyof typeof Anomaly]

/** What is counted beside anomalies. */
export const COUNTS = [
  'writes',
  'commits',
  'refused',
  'unknown',
  'conflicts',
  'deadlocks',
  'fencedWrites',
  'leases',
] as const
export type CountName = (typeof COUNTS)[number]

export const Count = {
  /** Acknowledged. */
  writes: 0,
  commits: 1,
  refused: 2,
  unknown: 3,
  conflicts: 4,
  deadlocks: 5,
  fenced: 6,
  leases: 7,
} as const
export type Count = (typeof Count)[keyof typeof Count]
