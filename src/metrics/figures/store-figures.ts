import type { StoreFold } from '../folds/store-fold.ts'
import type { Better } from '../paired.ts'
import { durationFigures } from './duration-figures.ts'
import { type Figure, ratio } from './figure.ts'

/** Names of the counts of stores as results spell them, the counters they are read off, and which is better. */
const STORE_COUNTS: readonly (readonly [name: string, counter: string, better: Better])[] = [
  ['conflicts', 'conflicts', 'lower'],
  ['deadlocks', 'deadlocks', 'lower'],
  ['lockTimeouts', 'lock-timeouts', 'lower'],
  ['failovers', 'failovers', null],
  ['hintsStored', 'hints-stored', null],
  ['hintsHandedOver', 'hints-handed-over', null],
  ['readRepairs', 'read-repairs', null],
  ['siblings', 'siblings', 'lower'],
  ['keysMoved', 'keys-moved', null],
]

/** Figures of a store; `null` for what its kind does not do. */
export function storeFigures(): Figure<StoreFold>[] {
  return [
    ...durationFigures<StoreFold>(['lockWait'], 'lower', ({ lockWaits }) => lockWaits),
    ...STORE_COUNTS.map(
      ([name, counter, better]): Figure<StoreFold> => ({
        name: [name],
        kind: 'count',
        better,
        pick: ({ counts }) => counts.get(counter) ?? null,
      }),
    ),
    { name: ['movedShare'], kind: 'share', better: null, pick: movedShare },
    { name: ['imbalance'], kind: 'count', better: 'lower', pick: ({ keys }) => ratio(largest(keys), mean(keys)) },
  ]
}

/** Of all keys: how many went to another shard. A key that goes twice counts twice. */
function movedShare({ counts, keys }: StoreFold): number | null {
  return ratio(counts.get('keys-moved'), sum(keys))
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
