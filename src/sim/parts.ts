/** Where the time of a call goes; positions in a frame's row of parts. */
export const Part = {
  /** Waiting for a worker slot. */
  queue: 0,
  /** Ready to compute but waiting for, or sharing, a core. */
  cpuWait: 1,
  /** Computing. */
  cpu: 2,
  /** Waiting without cpu; the service time of stores. */
  io: 3,
  /** On links, both ways, with connection set-up and the sender's interface. */
  network: 4,
  /**
   * Waiting at the caller: for a connection of a pool, the turn at a rate limit or bulkhead, the probe of a breaker.
   */
  pool: 5,
  /** The cost of calls inside a unit. */
  inProcess: 6,
  /** In attempts that were thrown away, and in the waits between them. */
  retry: 7,
  /** Waiting for a row that another transaction has locked, or for a lease that another holds. */
  locks: 8,
  /** Waiting for what another request has asked for already: a fetch into a cache, or the answer of the same call. */
  coalesced: 9,
} as const

/** Names of the parts in the order of their positions. */
export const PART_NAMES: readonly string[] = [
  'queue',
  'cpuWait',
  'cpu',
  'io',
  'network',
  'pool',
  'inProcess',
  'retry',
  'locks',
  'coalesced',
]

export const PARTS = 10
