import * as z from 'zod'
import type { Expectation } from '../expectation.ts'
import { parseExpectation } from '../parse-expectation.ts'
import { literal } from './literal.ts'
import { name } from './name.ts'
import { thing } from './thing.ts'

/** A threshold, for all variants or for one. */
export type ExpectationDocument = string | { readonly in: string; readonly that: string }

const line: z.ZodType<Expectation, string> = literal({
  id: 'expectation',
  noun: 'an expectation',
  examples: [
    'shop.checkout.latency.p99 < 800ms',
    'shop.*.availability >= 99.9%',
    'cost.perMonth < $900',
    'shop.checkout.availability >= 99% during fault',
    'recovers within 60s',
  ],
  pattern: '^([A-Za-z0-9_*.>\\s-]+\\s*(<|<=|>|>=)\\s*\\S.*|\\s*recovers\\s+within\\s+\\S.*)$',
  numbers: 'none',
  parse: parseExpectation,
})

/** One line of `expect`. */
export const expectation: z.ZodType<Expectation, ExpectationDocument> = z.union(
  [
    line,
    thing('an expectation', {
      in: name.describe('The variant in which it is judged.'),
      that: line.describe('What must hold there.'),
    }).transform(({ in: variant, that }): Expectation => ({ ...that, in: variant })),
  ],
  { error: 'an expectation' },
)

/** What must hold, and so the exit code. */
export const expect: z.ZodType<readonly Expectation[], readonly ExpectationDocument[]> = z.array(expectation, {
  error: 'a list of expectations',
})
