import type { BreakerFold, CacheFold, LimitFold } from '../folds/protection-fold.ts'
import { type Figure, ratio } from './figure.ts'

/** Figures of a cache. */
export function cacheFigures(): Figure<CacheFold>[] {
  return [
    { name: ['hits'], kind: 'count', better: 'higher', pick: ({ hits }) => hits },
    { name: ['misses'], kind: 'count', better: 'lower', pick: ({ misses }) => misses },
    { name: ['hitRatio'], kind: 'share', better: 'higher', pick: ({ hits, misses }) => ratio(hits, hits + misses) },
  ]
}

/** Figures of the circuit breakers of an edge. */
export function breakerFigures(): Figure<BreakerFold>[] {
  return [
    { name: ['closed'], kind: 'share', better: 'higher', pick: ({ closed }) => closed },
    { name: ['halfOpen'], kind: 'share', better: null, pick: ({ halfOpen }) => halfOpen },
    { name: ['open'], kind: 'share', better: 'lower', pick: ({ open }) => open },
    { name: ['transitions'], kind: 'count', better: null, pick: ({ transitions }) => transitions },
  ]
}

/** Figures of a level that protects: a bulkhead, a limit, instances that are up. */
export function limitFigures(): Figure<LimitFold>[] {
  return [
    { name: ['mean'], kind: 'count', better: null, pick: ({ level }) => level?.mean ?? null },
    { name: ['max'], kind: 'count', better: null, pick: ({ level }) => level?.data?.max ?? null },
  ]
}
