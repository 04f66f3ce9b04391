import type * as z from 'zod'
import { parseNewValue } from '../literals/new-value.ts'
import { parseRequirement } from '../literals/requirement.ts'
import { parseWholeNumber } from '../literals/whole-number.ts'
import type { NewValue, Requirement } from '../step.ts'
import { literal } from './literal.ts'

const DIGITS = '\\d+(\\.\\d+)?[kMG]?'

/** A whole number, perhaps below 0. */
export const wholeNumber: z.ZodType<number, string | number> = literal({
  id: 'whole-number',
  noun: 'a whole number',
  examples: ['5', '-1'],
  pattern: `^[+-]?${DIGITS}$`,
  numbers: 'all',
  parse: parseWholeNumber,
})

export const newValue: z.ZodType<NewValue, string | number> = literal({
  id: 'new-value',
  noun: 'a value to write',
  examples: ['5', 'read - 1', 'copy'],
  pattern: `^(copy|read( *[+-] *${DIGITS})?|[+-]?${DIGITS})$`,
  numbers: 'all',
  parse: parseNewValue,
})

export const requirement: z.ZodType<Requirement, string> = literal({
  id: 'requirement',
  noun: 'a requirement',
  examples: ['>= 0'],
  pattern: `^(<|<=|>|>=|==|!=) *[+-]?${DIGITS}$`,
  numbers: 'none',
  parse: parseRequirement,
})
