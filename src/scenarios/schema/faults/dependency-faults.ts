import * as z from 'zod'
import type { FaultKind } from '../../fault.ts'
import { duration, positiveCount } from '../literals.ts'
import { name } from '../name.ts'
import { thing } from '../thing.ts'
import { someRate, someShare } from './fault-literals.ts'
import { type FaultSchema, faultOfKind } from './fault-of-kind.ts'
import { choiceOf, instanceFields, names, operations } from './fault-targets.ts'
import { timeFields } from './fault-times.ts'

const on = operations.describe('Operations: payments.charge, products.read, or a module, unit or store for all of its.')
const rest = { ...instanceFields, ...timeFields }

const errors = faultOfKind(
  thing('an errors fault', {
    errors: on,
    share: someShare.prefault(1).describe('How many of the calls fail.'),
    moment: z
      .enum(['before', 'after'], { error: 'before or after' })
      .prefault('before')
      .describe('Whether a call fails before it has done anything, or after all of it.'),
    as: name.prefault('error').describe('The reason that the caller is told.'),
    first: positiveCount.exactOptional().describe('Only so many calls fail, the first ones.'),
    ...rest,
  }),
  ({ errors: whom, share, moment, as: reason, first = 0, ...more }): FaultKind => {
    return { kind: 'errors', on: { names: whom, ...choiceOf(more) }, share, moment, as: reason, first }
  },
)

const lostReply = faultOfKind(
  thing('a lost-reply fault', {
    'lost-reply': on,
    share: someShare.describe('How many of the answers are lost after the work was done.'),
    ...rest,
  }),
  ({ 'lost-reply': whom, share, ...more }): FaultKind => {
    return { kind: 'lost-reply', on: { names: whom, ...choiceOf(more) }, share }
  },
)

const throttle = faultOfKind(
  thing('a throttle fault', {
    throttle: on,
    limit: someRate.describe('Calls above this rate are answered "throttled".'),
    burst: positiveCount.exactOptional().describe("Calls that may come at once; else one second's worth."),
    'retry-after': duration.prefault(0).describe('How long the callers are told to wait.'),
    ...rest,
  }),
  ({ throttle: whom, limit, burst, 'retry-after': wait, ...more }): FaultKind => ({
    kind: 'throttle',
    on: { names: whom, ...choiceOf(more) },
    limit,
    burst: burst ?? Math.max(1, Math.floor(limit)),
    'retry-after': wait,
  }),
)

const cacheFlush = faultOfKind(
  thing('a cache-flush fault', {
    'cache-flush': operations.describe('Caches: catalog.products, or a module or unit for all of its.'),
    ...rest,
  }),
  ({ 'cache-flush': caches, ...more }): FaultKind => ({ kind: 'cache-flush', caches, ...choiceOf(more) }),
  true,
)

const poolLeak = faultOfKind(
  thing('a pool-leak fault', {
    'pool-leak': names.describe('The stores whose connections leak.'),
    share: someShare.describe('How many of the connections do not come back.'),
    ...timeFields,
  }),
  ({ 'pool-leak': pools, share }): FaultKind => ({ kind: 'pool-leak', pools, share }),
)

const poolExhausted = faultOfKind(
  thing('a pool-exhausted fault', {
    'pool-exhausted': names.describe('The stores whose connections are taken.'),
    take: positiveCount.describe('How many connections somebody else holds.'),
    ...timeFields,
  }),
  ({ 'pool-exhausted': pools, take }): FaultKind => ({ kind: 'pool-exhausted', pools, take }),
)

/** Faults of what others depend on, by kind. */
export const dependencyFaults: Readonly<Record<string, FaultSchema>> = {
  errors,
  'lost-reply': lostReply,
  throttle,
  'cache-flush': cacheFlush,
  'pool-leak': poolLeak,
  'pool-exhausted': poolExhausted,
}
