import type { DurationResult, MaybeEstimate } from '../duration-result.ts'
import type { SampleBook } from '../sample-book.ts'
import { ANOMALIES, type AnomalyName } from './anomaly.ts'
import type { ConsistencyResult, RecordConsistency } from './consistency-result.ts'

/** Lays the figures of consistency out as results: by record and store, of records with their operations. */
export function buildConsistency(samples: SampleBook): Readonly<Record<string, RecordConsistency>> {
  const subjects = samples.subjects().filter(([root]) => root === 'consistency')
  const whole = subjects.filter(({ length }) => length === 2)
  return Object.fromEntries(
    whole.map((path): [string, RecordConsistency] => {
      const own = subjects.filter((other) => other.length > 2 && other[1] === path[1])
      const operations = own.map((other) => [other.slice(3).join('.'), resultOf(samples, other)] as const)
      return [path[1] ?? '', { ...resultOf(samples, path), operations: Object.fromEntries(operations) }]
    }),
  )
}

function resultOf(samples: SampleBook, path: readonly string[]): ConsistencyResult {
  const get = (...name: readonly string[]): MaybeEstimate => samples.estimate([...path, ...name])
  const duration = (...name: readonly string[]): DurationResult => ({
    mean: get(...name, 'mean'),
    p50: get(...name, 'p50'),
    p90: get(...name, 'p90'),
    p95: get(...name, 'p95'),
    p99: get(...name, 'p99'),
    p999: get(...name, 'p999'),
    max: get(...name, 'max'),
  })
  const checked = Object.fromEntries(ANOMALIES.map((name) => [name, get('checked', name)]))
  return {
    reads: get('reads'),
    writes: get('writes'),
    commits: get('commits'),
    refused: get('refused'),
    unknown: get('unknown'),
    conflicts: get('conflicts'),
    deadlocks: get('deadlocks'),
    fencedWrites: get('fencedWrites'),
    leases: get('leases'),
    staleReads: { count: get('staleReads', 'count'), share: get('staleReads', 'share') },
    dirtyReads: get('dirtyReads'),
    nonRepeatableReads: get('nonRepeatableReads'),
    phantoms: get('phantoms'),
    lostUpdates: get('lostUpdates'),
    writeSkew: get('writeSkew'),
    negativeValues: get('negativeValues'),
    lostWrites: get('lostWrites'),
    overwrittenWrites: get('overwrittenWrites'),
    splitBrainWrites: get('splitBrainWrites'),
    readYourWrites: get('readYourWrites'),
    monotonicReads: get('monotonicReads'),
    monotonicWrites: get('monotonicWrites'),
    writesFollowReads: get('writesFollowReads'),
    leasesShared: get('leasesShared'),
    writesAfterLease: get('writesAfterLease'),
    staleTokenWrites: get('staleTokenWrites'),
    stalenessMs: duration('staleness'),
    missedVersions: {
      mean: get('missedVersions', 'mean'),
      p99: get('missedVersions', 'p99'),
      max: get('missedVersions', 'max'),
    },
    lagMs: duration('lag'),
    copies: { windowMs: duration('copies', 'window'), open: get('copies', 'open') },
    convergence: { maxMs: get('convergence', 'max'), behind: get('convergence', 'behind') },
    checked: checked as Readonly<Record<AnomalyName, MaybeEstimate>>,
  }
}
