import * as z from 'zod'
import type { HealthCheckPlan } from '../../sim/policy-plan.ts'
import type { Balance, BalancePolicy, Ejection } from '../balance.ts'
import { parseBalance } from '../literals/balance.ts'
import { literal } from './literal.ts'
import {
  type Count,
  count,
  duration,
  positiveCount,
  positiveDuration,
  type Quantity,
  type Share,
  share,
} from './literals.ts'
import { type OutcomesDocument, outcomes } from './policies/outcomes.ts'
import { positiveNumber } from './positive-number.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** How callers pick an instance: the way alone, or more. */
export type BalanceDocument =
  | string
  | {
      readonly policy?: string | undefined
      readonly scope?: 'shared' | 'client' | undefined
      readonly health?: 'none' | HealthDocument | undefined
      readonly ejection?: 'none' | 'envoy' | EjectionDocument | undefined
    }

interface HealthDocument {
  readonly every?: Quantity | undefined
  readonly timeout?: Quantity | undefined
  readonly takes?: Quantity | undefined
  readonly unhealthy?: Count | undefined
  readonly healthy?: Count | undefined
}

interface EjectionDocument {
  readonly consecutive?: Count | undefined
  readonly every?: Quantity | undefined
  readonly for?: Quantity | undefined
  readonly 'max-for'?: Quantity | undefined
  readonly 'max-ejected'?: Share | undefined
  readonly 'success-rate'?:
    | 'none'
    | { readonly hosts?: Count | undefined; readonly requests?: Count | undefined; readonly factor?: Count | undefined }
    | undefined
  readonly 'failure-percentage'?:
    | 'none'
    | {
        readonly threshold?: Share | undefined
        readonly hosts?: Count | undefined
        readonly requests?: Count | undefined
      }
    | undefined
  readonly counts?: OutcomesDocument | undefined
}

const policy: z.ZodType<BalancePolicy, string> = literal({
  id: 'balance',
  noun: 'a way to balance',
  examples: ['round-robin', 'random', 'least-outstanding', 'power-of(2)', 'weighted(3, 1)'],
  pattern: '^(round-robin|random|least-outstanding|power-of\\(.*|weighted\\(.*)$',
  numbers: 'none',
  parse: parseBalance,
})

const none = z.literal('none').transform(() => null)

const health: z.ZodType<HealthCheckPlan | null, 'none' | HealthDocument> = z.union(
  [
    none,
    withRule(
      thing('the health checks', {
        every: positiveDuration.prefault('10s').describe('The time from one check of an instance to the next.'),
        timeout: positiveDuration.prefault('1s').describe('How long a check waits for its answer.'),
        takes: duration.prefault('1ms').describe('How long an instance that is well takes to answer a check.'),
        unhealthy: positiveCount
          .prefault(3)
          .describe('Failed checks in a row after which an instance gets nothing more.'),
        healthy: positiveCount.prefault(2).describe('Good checks in a row after which it is used again.'),
      }),
      impatient,
    ).transform(({ every, ...rest }): HealthCheckPlan => ({ interval: every, ...rest })),
  ],
  { error: 'none, or { every: 10s, timeout: 1s, unhealthy: 3, healthy: 2 }' },
)

function impatient({ every, timeout, takes }: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if (typeof timeout !== 'number') return undefined
  if (typeof every === 'number' && timeout > every) {
    const message = 'a health check would still wait when the next one begins'
    return { code: 'S108', message, path: ['timeout'], expected: 'at most the time between two checks' }
  }
  if (typeof takes !== 'number' || takes < timeout) return undefined
  const message = 'no health check would be answered in time'
  return { code: 'S108', message, path: ['takes'], expected: 'less than the timeout of a check' }
}

const successRate = z.union(
  [
    none,
    thing('the success rate', {
      hosts: positiveCount.prefault(5).describe('Instances with enough requests that there must be.'),
      requests: positiveCount.prefault(100).describe('Requests of an instance in one interval that are enough.'),
      factor: positiveNumber.prefault(1.9).describe('How many standard deviations below the mean are too far.'),
    }),
  ],
  { error: 'none, or { hosts: 5, requests: 100, factor: 1.9 }' },
)

const failurePercentage = z.union(
  [
    none,
    thing('the failure percentage', {
      threshold: share.prefault('85%').describe('The share of failed requests that is too much.'),
      hosts: positiveCount.prefault(5).describe('Instances with enough requests that there must be.'),
      requests: positiveCount.prefault(50).describe('Requests of an instance in one interval that are enough.'),
    }),
  ],
  { error: 'none, or { threshold: 85%, hosts: 5, requests: 50 }' },
)

const ejectionFields: z.ZodType<Ejection, EjectionDocument> = withRule(
  thing('the ejection', {
    consecutive: count.prefault(5).describe('Failures in a row that eject an instance; 0 does not look at them.'),
    every: positiveDuration.prefault('10s').describe('The time from one sweep over all instances to the next.'),
    for: positiveDuration
      .prefault('30s')
      .describe('How long the first ejection lasts; the k-th lasts k times as long.'),
    'max-for': positiveDuration.prefault('300s').describe('How long an ejection lasts at most.'),
    'max-ejected': share.prefault('10%').describe('The share of instances that may be out at once; one always may.'),
    'success-rate': successRate.prefault({}).describe('Ejects instances that succeed less often than the others.'),
    'failure-percentage': failurePercentage.prefault('none').describe('Ejects instances that fail too often.'),
    counts: outcomes.prefault('transient').describe('Outcomes that are failures.'),
  }),
  ({ for: first, 'max-for': most }) =>
    typeof first === 'number' && typeof most === 'number' && most < first
      ? {
          code: 'S108',
          message: 'the longest ejection is shorter than the first',
          path: ['max-for'],
          expected: 'at least "for"',
        }
      : undefined,
)

const ejection: z.ZodType<Ejection | null, 'none' | 'envoy' | EjectionDocument> = z.union(
  [none, z.literal('envoy').transform(() => ejectionFields.parse({})), ejectionFields],
  { error: 'none, envoy, or { consecutive: 5, every: 10s, for: 30s }' },
)

/** How callers of a unit pick an instance, and which instances they leave out. */
export const balance: z.ZodType<Balance, BalanceDocument> = z.union(
  [
    policy.transform((way): Balance => ({ ...way, scope: 'shared' })),
    thing('the balance', {
      policy: policy.prefault('round-robin').describe('How an instance is picked.'),
      scope: z
        .enum(['shared', 'client'], { error: 'shared or client' })
        .prefault('shared')
        .describe('Whether one balancer sees all requests, or each caller only its own.'),
      health: health.prefault('none').describe('Active checks, which take instances that do not answer out.'),
      ejection: ejection.prefault('none').describe('Takes instances out that fail more than others; Envoy’s rules.'),
    }).transform(
      ({ policy: way, scope, health: checks, ejection: outliers }): Balance => ({
        ...way,
        scope,
        ...(checks === null ? {} : { health: checks }),
        ...(outliers === null ? {} : { ejection: outliers }),
      }),
    ),
  ],
  { error: 'a way to balance' },
)
