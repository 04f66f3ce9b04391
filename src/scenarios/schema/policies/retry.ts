import * as z from 'zod'
import { type Backoff, parseBackoff } from '../../literals/backoff.ts'
import { parseBudget } from '../../literals/budget.ts'
import { parseCount } from '../../literals/count.ts'
import { Mistake } from '../../literals/mistake.ts'
import type { Retry } from '../../policy.ts'
import { literal } from '../literal.ts'
import type { Count, Share } from '../literals.ts'
import { thing } from '../thing.ts'
import { type OutcomesDocument, outcomes } from './outcomes.ts'

/** How failed calls are tried again: the attempts alone, or more. */
export type RetryDocument = 'none' | 'unlimited' | Count | RetryFields

interface RetryFields {
  readonly attempts?: 'unlimited' | Count | undefined
  readonly backoff?: string | undefined
  readonly on?: OutcomesDocument | undefined
  readonly unsafe?: boolean | undefined
  readonly 'retry-after'?: boolean | undefined
  readonly budget?: Share | undefined
}

const ATTEMPTS = {
  examples: ['3', 'unlimited'],
  numbers: 'all',
  more: { minimum: 1 },
} as const

const attempts: z.ZodType<number, 'unlimited' | Count> = literal({
  ...ATTEMPTS,
  id: 'attempts',
  noun: 'a number of attempts',
  pattern: '^(unlimited|\\d+(\\.\\d+)?[kMG]?)$',
  parse: parseAttempts,
})

const short: z.ZodType<Retry | null, 'none' | 'unlimited' | Count> = literal({
  ...ATTEMPTS,
  id: 'retry',
  noun: 'a number of attempts',
  examples: ['3', 'unlimited', 'none'],
  pattern: '^(none|unlimited|\\d+(\\.\\d+)?[kMG]?)$',
  parse: (text) => {
    if (text.trim() === 'none') return null
    const number = parseAttempts(text)
    return number instanceof Mistake ? number : retryOf({ ...fields.parse({}), attempts: number })
  },
})

const backoff: z.ZodType<Backoff, string> = literal({
  id: 'backoff',
  noun: 'a backoff',
  examples: ['exponential(100ms, factor=2, max=20s, jitter=full)', 'constant(500ms)', 'none'],
  pattern: '^(none|constant\\(.*|linear\\(.*|exponential\\(.*)$',
  numbers: 'none',
  parse: parseBackoff,
})

const budget = literal<Retry['budget'], Share>({
  id: 'budget',
  noun: 'a retry budget',
  examples: ['20%', 'token-bucket(10/s, burst=10)', 'none'],
  pattern:
    '^(none|\\d+(\\.\\d+)?%?|(token-bucket|finagle|linkerd|grpc|envoy|aws|aws-adaptive|adaptive-bucket)(\\(.*)?)$',
  numbers: 'all',
  parse: parseBudget,
  more: { minimum: 0, maximum: 1 },
})

/** The AWS SDKs' own: 100 ms, 200 ms, 400 ms … at most 20 s, each times a uniform number from 0 to 1. */
const BACKOFF = 'exponential(100ms, factor=2, max=20s, jitter=full)'
const yesOrNo = z.boolean({ error: 'true or false' })

const fields = thing('the retry', {
  attempts: attempts.prefault(3).describe('Attempts in all, the first included.'),
  backoff: backoff.prefault(BACKOFF).describe('How long to wait between two attempts.'),
  on: outcomes.prefault('transient').describe('Which failures are tried again.'),
  unsafe: yesOrNo
    .prefault(false)
    .describe('Whether an operation that is not idempotent is tried again although it may have been done.'),
  'retry-after': yesOrNo
    .prefault(true)
    .describe('Whether the wait that a throttling server names goes before a shorter backoff.'),
  budget: budget.prefault('none').describe('What all retries together may be.'),
})

/** A retry, or `null` for none. */
export const retry: z.ZodType<Retry | null, RetryDocument> = z.union([short, fields.transform(retryOf)], {
  error: 'a number of attempts, none, or { attempts: 3, backoff: … }',
})

function retryOf({ 'retry-after': retryAfter, backoff: waits, ...rest }: z.output<typeof fields>): Retry {
  return { ...rest, backoff: { ...waits, retryAfter } }
}

function parseAttempts(text: string): number | Mistake {
  if (text.trim() === 'unlimited') return Number.POSITIVE_INFINITY
  const value = parseCount(text)
  if (value instanceof Mistake || value >= 1) return value
  return new Mistake(
    'S116',
    'no attempt at all would never call',
    { start: 0, end: text.length },
    { expected: 'at least 1: the first attempt counts', hint: 'none switches retries off' },
  )
}
