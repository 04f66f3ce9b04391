import type * as z from 'zod'
import { parseDuration } from '../../literals/duration.ts'
import { Mistake } from '../../literals/mistake.ts'
import { literal } from '../literal.ts'
import type { Quantity } from '../literals.ts'

/** A duration above 0, or `none`, which is 0. */
export const timeoutOrNone: z.ZodType<number, Quantity | 'none'> = literal({
  id: 'timeout',
  noun: 'a timeout',
  examples: ['500ms', '3s', 'none'],
  pattern: '^(none|(\\d+(\\.\\d+)?(ns|us|ms|s|min|m|h|d|µs|μs))+)$',
  numbers: 'zero',
  parse: (text) => {
    if (text.trim() === 'none') return 0
    const value = parseDuration(text)
    if (value !== 0) return value
    return new Mistake(
      'S110',
      `"${text}" would give up before it has asked`,
      { start: 0, end: text.length },
      { expected: 'more than 0, or none to wait for ever' },
    )
  },
})
