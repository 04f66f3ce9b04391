import type { FaultKind } from '../../fault.ts'
import { Mistake } from '../../literals/mistake.ts'
import { duration, positiveCount } from '../literals.ts'
import { report } from '../report.ts'
import { thing } from '../thing.ts'
import { factor, someShare } from './fault-literals.ts'
import { type FaultSchema, faultOfKind } from './fault-of-kind.ts'
import { names } from './fault-targets.ts'
import { timeFields } from './fault-times.ts'

const of = names.describe('Whose: a workload, or a list of them.')

const surge = faultOfKind(
  thing('a surge fault', {
    surge: of,
    factor: factor.describe('How many times as many requests come.'),
    ...timeFields,
  }),
  ({ surge: workloads, factor: times }): FaultKind => ({ kind: 'surge', workloads, factor: times }),
)

const hotKey = faultOfKind(
  thing('a hot-key fault', {
    'hot-key': of,
    share: someShare.describe('How many of the requests touch the same few keys.'),
    keys: positiveCount.prefault(1).describe('How many keys those are.'),
    ...timeFields,
  }),
  ({ 'hot-key': workloads, share, keys }): FaultKind => ({ kind: 'hot-key', workloads, share, keys }),
)

const NO_RETRY = new Mistake(
  'S161',
  'with one attempt nobody asks again',
  { start: 0, end: 0 },
  { expected: 'at least 2, the first included' },
)

const clientRetries = faultOfKind(
  thing('a client-retries fault', {
    'client-retries': of,
    attempts: positiveCount
      .superRefine((attempts, context) => {
        if (attempts === 1) report(context, NO_RETRY)
      })
      .describe('How often a client asks at most, the first included.'),
    wait: duration.prefault(0).describe('How long a client waits after a failure.'),
    ...timeFields,
  }),
  ({ 'client-retries': workloads, attempts, wait }): FaultKind => {
    return { kind: 'client-retries', workloads, attempts, wait }
  },
)

/** Faults of the load, by kind. */
export const loadFaults: Readonly<Record<string, FaultSchema>> = {
  surge,
  'hot-key': hotKey,
  'client-retries': clientRetries,
}
