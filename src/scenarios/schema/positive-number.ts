import type * as z from 'zod'
import { numberMeasure } from '../literals/count.ts'
import { parseQuantity } from '../literals/measure.ts'
import { Mistake } from '../literals/mistake.ts'
import { literal } from './literal.ts'

/** A plain number above 0. */
export const positiveNumber: z.ZodType<number, string | number> = literal({
  id: 'positive-number',
  noun: 'a number above 0',
  examples: ['1.9', '2'],
  pattern: '^\\d+(\\.\\d+)?$',
  numbers: 'all',
  parse: (text) => {
    const value = parseQuantity(text, numberMeasure)
    if (value instanceof Mistake || value > 0) return value
    return new Mistake('S116', `"${text}" is too small`, { start: 0, end: text.length }, { expected: 'more than 0' })
  },
  more: { exclusiveMinimum: 0 },
})
