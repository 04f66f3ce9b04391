import * as z from 'zod'
import { parseCount } from '../../literals/count.ts'
import { Mistake } from '../../literals/mistake.ts'
import type { Bulkhead } from '../../policy.ts'
import { literal } from '../literal.ts'
import { type Count, count, positiveCount, positiveDuration, type Quantity } from '../literals.ts'
import { thing, withRule } from '../thing.ts'

/** A bound on calls at once: the number alone, or more. */
export type BulkheadDocument =
  | 'none'
  | Count
  | { readonly concurrent: Count; readonly queue?: Count | undefined; readonly wait?: Quantity | undefined }

const short: z.ZodType<Bulkhead | null, 'none' | Count> = literal({
  id: 'bulkhead',
  noun: 'a number of calls',
  examples: ['10', 'none'],
  pattern: '^(none|\\d+(\\.\\d+)?[kMG]?)$',
  numbers: 'all',
  parse: (text) => {
    if (text.trim() === 'none') return null
    const concurrent = parseCount(text)
    if (concurrent instanceof Mistake) return concurrent
    if (concurrent >= 1) return { concurrent, queue: 0, wait: Number.POSITIVE_INFINITY }
    const place = { start: 0, end: text.length }
    return new Mistake('S116', 'a bulkhead of 0 lets nothing through', place, {
      expected: 'at least 1',
      hint: 'none switches it off',
    })
  },
  more: { minimum: 1 },
})

const fields = withRule(
  thing('the bulkhead', {
    concurrent: positiveCount.describe('Calls inside at once.'),
    queue: count.prefault(0).describe('Calls that may wait for one of them to end.'),
    wait: positiveDuration.exactOptional().describe('How long each waits at most; else as long as it takes.'),
  }),
  (value) =>
    'wait' in value && value['queue'] === 0
      ? {
          code: 'S108',
          message: '"wait" has a meaning only with a queue',
          path: ['wait'],
          hint: 'remove it, or add queue: 10',
        }
      : undefined,
)

/** A bulkhead, or `null` for none. */
export const bulkhead: z.ZodType<Bulkhead | null, BulkheadDocument> = z.union(
  [short, fields.transform(({ wait, ...rest }): Bulkhead => ({ ...rest, wait: wait ?? Number.POSITIVE_INFINITY }))],
  { error: 'a number of calls, none, or { concurrent: 10, queue: 5, wait: 100ms }' },
)
