/** Levels of isolation, by what they rule out; `snapshot` is what PostgreSQL calls repeatable read. */
export type IsolationLevel = 'read-uncommitted' | 'read-committed' | 'repeatable-read' | 'snapshot' | 'serializable'

/**
 * What can go wrong between transactions. Those with G are A. Adya's ("Weak consistency: a generalized theory and
 * optimistic implementations for distributed transactions", MIT 1999): G0 dirty write, G1a aborted read, G1b
 * intermediate read, G1c circular flow of information, G-single read skew, G2-item write skew, G2 its kind with a
 * predicate. A `phantom` is a read skew with a predicate.
 */
export type Anomaly =
  | 'G0'
  | 'G1a'
  | 'G1b'
  | 'G1c'
  | 'dirty-read'
  | 'non-repeatable-read'
  | 'lost-update'
  | 'G-single'
  | 'phantom'
  | 'G2-item'
  | 'G2'

/** What each anomaly is called in a sentence. */
export const anomalyNames: Readonly<Record<Anomaly, string>> = {
  G0: 'dirty write (G0)',
  G1a: 'aborted read (G1a)',
  G1b: 'intermediate read (G1b)',
  G1c: 'circular information flow (G1c)',
  'dirty-read': 'dirty read',
  'non-repeatable-read': 'non-repeatable read',
  'lost-update': 'lost update',
  'G-single': 'read skew (G-single)',
  phantom: 'phantom',
  'G2-item': 'write skew (G2-item)',
  G2: 'write skew over a predicate (G2)',
}

const committed: readonly IsolationLevel[] = ['read-committed', 'repeatable-read', 'snapshot', 'serializable']
const stable: readonly IsolationLevel[] = ['repeatable-read', 'snapshot', 'serializable']

/** The levels that do not allow an anomaly, in the order in which anomalies are told. */
export const ruledOut: Readonly<Record<Anomaly, readonly IsolationLevel[]>> = {
  G0: ['read-uncommitted', ...committed],
  G1a: committed,
  G1b: committed,
  G1c: committed,
  'dirty-read': committed,
  'non-repeatable-read': stable,
  'lost-update': stable,
  'G-single': stable,
  phantom: ['snapshot', 'serializable'],
  'G2-item': ['repeatable-read', 'serializable'],
  G2: ['serializable'],
}
