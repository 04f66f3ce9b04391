import * as z from 'zod'
import { parseHedgeDelay } from '../../literals/hedge-delay.ts'
import { Mistake } from '../../literals/mistake.ts'
import type { Hedge, HedgeDelay } from '../../policy.ts'
import { literal } from '../literal.ts'
import { type Count, positiveCount, positiveDuration, type Quantity } from '../literals.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'

/** A second request where the first takes long: the delay alone, or more. */
export type HedgeDocument =
  | 'none'
  | Quantity
  | {
      readonly after: Quantity
      readonly 'at-first'?: Quantity | undefined
      readonly attempts?: Count | undefined
      readonly cancel?: boolean | undefined
      readonly tied?: boolean | undefined
    }

const DELAY = '0|p\\d{2,6}|(\\d+(\\.\\d+)?(ns|us|ms|s|min|m|h|d|µs|μs))+'

const short: z.ZodType<Hedge | null, 'none' | Quantity> = literal({
  id: 'hedge',
  noun: 'the delay of a hedge',
  examples: ['20ms', 'p95', 'none'],
  pattern: `^(none|${DELAY})$`,
  numbers: 'zero',
  parse: (text) => {
    const after = parseHedgeDelay(text)
    if (after === null || after instanceof Mistake) return after
    return { after, 'at-first': Number.POSITIVE_INFINITY, attempts: 2, cancel: true, tied: false }
  },
})

const delay: z.ZodType<HedgeDelay, Quantity> = literal({
  id: 'hedge-delay',
  noun: 'the delay of a hedge',
  examples: ['20ms', 'p95'],
  pattern: `^(${DELAY})$`,
  numbers: 'zero',
  parse: (text) => {
    const after = parseHedgeDelay(text)
    if (after !== null) return after
    const place = { start: 0, end: text.length }
    return new Mistake('S185', '"none" is no delay', place, { hint: 'hedge: none switches hedging off' })
  },
})

const yesOrNo = z.boolean({ error: 'true or false' })

const fields = withRule(
  thing('the hedge', {
    after: delay.describe(
      'How long an answer may take before another attempt starts: a duration, or a percentile of them.',
    ),
    'at-first': positiveDuration
      .exactOptional()
      .describe('The delay until the percentile is known; else nothing is hedged until then.'),
    attempts: positiveCount.prefault(2).describe('Attempts in all, the first included.'),
    cancel: yesOrNo.prefault(true).describe('Whether the others are told when one has answered.'),
    tied: yesOrNo.prefault(false).describe('Whether the attempt that begins service cancels the others.'),
  }),
  mismatch,
)

/** A hedge, or `null` for none. */
export const hedge: z.ZodType<Hedge | null, HedgeDocument> = z.union(
  [short, fields.transform((said): Hedge => ({ 'at-first': Number.POSITIVE_INFINITY, ...said }))],
  { error: 'a delay, none, or { after: p95, attempts: 2 }' },
)

function mismatch(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const { after, attempts } = value
  if (attempts === 1) {
    return {
      code: 'S108',
      message: 'one attempt is no hedge',
      path: ['attempts'],
      expected: 'at least 2, the first included',
      hint: 'hedge: none switches hedging off',
    }
  }
  const fixed = typeof after === 'object' && after !== null && 'kind' in after && after.kind === 'fixed'
  if (!('at-first' in value) || !fixed) return undefined
  return {
    code: 'S108',
    message: '"at-first" has a meaning only where the delay is a percentile',
    path: ['at-first'],
    hint: 'remove it, or write after: p95',
  }
}
