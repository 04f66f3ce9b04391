import * as z from 'zod'
import type { LayerKind } from '../../sim/policy-plan.ts'
import type { Policy, Protocol } from '../scenario.ts'
import { type ConnectionsDocument, someConnections } from './connections.ts'
import { edge } from './edge.ts'
import type { Quantity } from './literals.ts'
import { protocol } from './network.ts'
import { type BreakerDocument, breaker } from './policies/breaker.ts'
import { type BulkheadDocument, bulkhead } from './policies/bulkhead.ts'
import { type FallbackDocument, fallback } from './policies/fallback.ts'
import { type HedgeDocument, hedge } from './policies/hedge.ts'
import { concurrencyLimit, rateLimit } from './policies/limits.ts'
import { order } from './policies/order.ts'
import { type PlaceDocument, place } from './policies/place.ts'
import { type RetryDocument, retry } from './policies/retry.ts'
import { timeoutOrNone } from './policies/timeout-or-none.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** What protects the calls that fit `on`. */
export interface PolicyDocument {
  readonly on: string
  readonly timeout?: Quantity | 'none' | undefined
  readonly cancel?: boolean | undefined
  readonly propagate?: boolean | undefined
  readonly 'total-timeout'?: Quantity | 'none' | undefined
  readonly retry?: RetryDocument | undefined
  readonly breaker?: BreakerDocument | undefined
  readonly bulkhead?: BulkheadDocument | undefined
  readonly 'rate-limit'?: Quantity | undefined
  readonly 'concurrency-limit'?: string | undefined
  readonly hedge?: HedgeDocument | undefined
  readonly fallback?: FallbackDocument | undefined
  readonly coalesce?: boolean | undefined
  readonly order?: readonly LayerKind[] | undefined
  readonly at?: PlaceDocument | undefined
  readonly scope?: 'instance' | 'shared' | undefined
  readonly per?: 'target' | 'instance' | undefined
  readonly protocol?: Protocol | undefined
  readonly connections?: ConnectionsDocument | undefined
}

const yesOrNo = z.boolean({ error: 'true or false' })

const policy: z.ZodType<Policy, PolicyDocument> = withRule(
  thing('a policy', {
    on: edge.describe(
      'The calls it is about: caller -> callee, with * for any; the closest pattern wins, field by field.',
    ),
    timeout: timeoutOrNone.exactOptional().describe('How long the caller waits for one attempt; the innermost of all.'),
    cancel: yesOrNo
      .exactOptional()
      .describe('Whether a caller that stopped waiting sends a cancellation after the request.'),
    propagate: yesOrNo
      .exactOptional()
      .describe('Whether the callee learns the end of the timeout as a deadline, and stops working then.'),
    'total-timeout': timeoutOrNone
      .exactOptional()
      .describe('How long the caller waits in all, for every attempt and the waits between them.'),
    retry: retry.exactOptional().describe('How failed calls are tried again.'),
    breaker: breaker.exactOptional().describe('When calls are not made because too many failed.'),
    bulkhead: bulkhead.exactOptional().describe('How many calls are made at once.'),
    'rate-limit': rateLimit.exactOptional().describe('How many calls are made per time.'),
    'concurrency-limit': concurrencyLimit
      .exactOptional()
      .describe('How many calls are made at once, found out while running.'),
    hedge: hedge.exactOptional().describe('When a second attempt starts beside a slow one.'),
    fallback: fallback.exactOptional().describe('What the caller gets instead of a failure.'),
    coalesce: yesOrNo
      .exactOptional()
      .describe('Whether calls for the same operation and key share the answer of the first that is on its way.'),
    order: order
      .exactOptional()
      .describe('Kinds of policies, outermost first; those left out keep their places in the default order.'),
    at: place.exactOptional().describe('Whether they are part of the caller, of a proxy beside it, or of the callee.'),
    scope: z
      .enum(['instance', 'shared'], { error: 'instance or shared' })
      .exactOptional()
      .describe('Whether each calling instance has a state of its own, or all share one.'),
    per: z
      .enum(['target', 'instance'], { error: 'target or instance' })
      .exactOptional()
      .describe('Whether there is one state for the callee, or one for each of its instances.'),
    protocol: protocol.exactOptional(),
    connections: someConnections.exactOptional().describe('How connections between the two are kept.'),
  }),
  serverOnly,
).meta({ id: 'policy' })

/** Policies, in the order of the document. */
export const policies: z.ZodType<readonly Policy[], readonly PolicyDocument[]> = z.array(policy, {
  error: 'a list of policies',
})

const AT_SERVER: readonly string[] = ['on', 'at', 'rate-limit', 'bulkhead', 'concurrency-limit', 'order']

/** A server cannot do what only a caller can, and cannot tell its callers apart. */
function serverOnly(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const { at, on } = value
  if (typeof at !== 'object' || at === null || !('kind' in at) || at.kind !== 'server') return undefined
  const stray = Object.keys(value).find((key) => !AT_SERVER.includes(key))
  if (stray !== undefined) {
    return {
      code: 'S189',
      message: `a server has no "${stray}"`,
      path: [stray],
      expected: 'at: server with rate-limit, bulkhead or concurrency-limit',
      hint: 'the caller decides about everything else: put it into a policy without at: server',
    }
  }
  const pattern = typeof on === 'object' && on !== null && 'from' in on && 'to' in on ? on : undefined
  if (pattern === undefined || pattern.from === '*') return undefined
  return {
    code: 'S190',
    message: `a server does not know that "${String(pattern.from)}" calls`,
    path: ['on'],
    expected: `"* -> ${String(pattern.to)}": what it admits holds for all callers together`,
  }
}
