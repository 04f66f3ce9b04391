import { BREAKER, HALF_OPEN, OPEN } from '../breaker-states.ts'
import type { LevelSummary, RunSummary } from '../run-summary.ts'
import { groupBy, mapValues } from './group-by.ts'
import { label } from './label.ts'
import { foldLevels, type LevelFold } from './level-fold.ts'

/** Look-ups of one cache, of all its copies together. */
export interface CacheFold {
  readonly hits: number
  readonly misses: number
}

/** A level that tells how something protects, or how much of it is left. */
export interface LimitFold {
  readonly level: LevelFold | undefined
}

/** The circuit breakers of one edge together. */
export interface BreakerFold {
  /** Shares of the measured time, from 0 to 1; `null` where nothing was measured. */
  readonly closed: number | null
  readonly halfOpen: number | null
  readonly open: number | null
  /** Changes of state, of all of them. */
  readonly transitions: number
}

/** Levels that are shown as they are; a breaker's has a fold of its own. */
const LIMITS: readonly string[] = ['bulkhead', 'concurrency-limit', 'ejected', 'fault', 'instances-up']

/** `bulkhead.web -> db`; `undefined` for a level that is no limit. */
export function limitName({ name, labels }: Pick<LevelSummary, 'name' | 'labels'>): string | undefined {
  const subject = labels['edge'] || labels['unit'] || labels['fault']
  return LIMITS.includes(name) && subject ? `${name}.${subject}` : undefined
}

export function foldCaches({ counters }: RunSummary): ReadonlyMap<string, CacheFold> {
  const amount = (some: typeof counters, name: string): number =>
    some.reduce((sum, counter) => (counter.name === name ? sum + counter.amount : sum), 0)
  return mapValues(groupBy(counters, label('cache')), (some) => ({
    hits: amount(some, 'cache-hits'),
    misses: amount(some, 'cache-misses'),
  }))
}

export function foldLimits({ levels }: RunSummary): ReadonlyMap<string, LimitFold> {
  return mapValues(groupBy(levels, limitName), (some) => ({ level: foldLevels(some) }))
}

export function foldBreakers({ levels, breakers }: RunSummary): ReadonlyMap<string, BreakerFold> {
  const known = breakers.flatMap(({ level, transitions }) => {
    const summary = levels[level]
    return summary?.name === BREAKER ? [{ labels: summary.labels, times: summary.data.times, transitions }] : []
  })
  return mapValues(groupBy(known, label('edge')), (some): BreakerFold => {
    const time = (state: number): number => some.reduce((sum, { times }) => sum + (times[state] ?? 0), 0)
    const all = time(0) + time(HALF_OPEN) + time(OPEN)
    const share = (state: number): number | null => (all === 0 ? null : time(state) / all)
    return {
      closed: share(0),
      halfOpen: share(HALF_OPEN),
      open: share(OPEN),
      transitions: some.reduce((sum, one) => sum + one.transitions, 0),
    }
  })
}
