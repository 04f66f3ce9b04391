import type * as z from 'zod'
import { parseInput, parsePopularity } from '../literals/popularity.ts'
import type { Input, Popularity } from '../scenario.ts'
import { literal } from './literal.ts'

const LAW = '(uniform|zipf\\(\\d+(\\.\\d+)?\\))'

export const popularity: z.ZodType<Popularity, string> = literal({
  id: 'popularity',
  noun: 'a popularity',
  examples: ['zipf(0.9)', 'uniform'],
  pattern: `^${LAW}$`,
  numbers: 'none',
  parse: parsePopularity,
})

export const input: z.ZodType<Input, string> = literal({
  id: 'input',
  noun: 'an input',
  examples: ['zipf(0.9) of 10000', 'uniform of 500'],
  pattern: `^${LAW} of \\d+(\\.\\d+)?[kMG]?$`,
  numbers: 'none',
  parse: parseInput,
})
