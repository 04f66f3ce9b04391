import type * as z from 'zod'
import { parseConcurrencyLimit } from '../../literals/concurrency-limit.ts'
import { parseRateLimit } from '../../literals/rate-limit.ts'
import type { ConcurrencyLimit, RateLimit } from '../../policy.ts'
import { literal } from '../literal.ts'
import type { Quantity } from '../literals.ts'

/** A rate limit, or `null` for none. */
export const rateLimit: z.ZodType<RateLimit | null, Quantity> = literal({
  id: 'rate-limit',
  noun: 'a rate limit',
  examples: ['100/s', 'token-bucket(100/s, burst=20)', 'fixed-window(100, per=1s)', 'none'],
  pattern: '^(none|\\d+(\\.\\d+)?[kM]?/(ms|s|min|h|d)|(token-bucket|leaky-bucket|fixed-window|sliding-window)\\(.*)$',
  // A bare number is told that it has no unit.
  numbers: 'zero',
  parse: parseRateLimit,
})

/** A limit on concurrency that is found while running, or `null` for none. */
export const concurrencyLimit: z.ZodType<ConcurrencyLimit | null, string> = literal({
  id: 'concurrency-limit',
  noun: 'a concurrency limit',
  examples: ['aimd', 'gradient(max=100)', 'none'],
  pattern: '^(none|(aimd|gradient|vegas)(\\(.*)?)$',
  numbers: 'none',
  parse: parseConcurrencyLimit,
})
