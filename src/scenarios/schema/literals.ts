import type * as z from 'zod'
import type { Law } from '../law.ts'
import { parseBandwidth } from '../literals/bandwidth.ts'
import { parseCount } from '../literals/count.ts'
import { parseDuration } from '../literals/duration.ts'
import { LAW_NAMES, parseLaw } from '../literals/law.ts'
import { counts, durations, type LawDomain, sizes } from '../literals/law-domain.ts'
import { Mistake } from '../literals/mistake.ts'
import { parsePrice } from '../literals/money.ts'
import { parseRate } from '../literals/rate.ts'
import { parseShare } from '../literals/share.ts'
import { parseSize } from '../literals/size.ts'
import { literal } from './literal.ts'

/** Text such as `20ms`; a plain 0 needs no unit. */
export type Quantity = string | 0
/** Text such as `64` or `5M`, or the number itself. */
export type Count = string | number
/** Text such as `5%`, or a number from 0 to 1. */
export type Share = string | number

const NUMBER = '\\d+(\\.\\d+)?'
const DURATION = `(${NUMBER}(ns|us|µs|μs|ms|s|min|m|h|d))+`
const SIZE = `${NUMBER}(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)`
const COUNT = `${NUMBER}[kMG]?`
// Without its end, because YAML tools cut a call at its commas where it stands in braces.
const CALL = `(${LAW_NAMES.join('|')})\\(.*`

export const duration: z.ZodType<number, Quantity> = literal({
  id: 'duration',
  noun: 'a duration',
  examples: ['20ms', '1h30m'],
  pattern: `^(0|${DURATION})$`,
  numbers: 'zero',
  parse: parseDuration,
})

/** More than 0. */
export const positiveDuration: z.ZodType<number, Quantity> = literal({
  id: 'positive-duration',
  noun: 'a duration above 0',
  examples: ['20ms', '1h30m'],
  pattern: `^${DURATION}$`,
  numbers: 'zero',
  parse: (text) => aboveZero(text, parseDuration(text), 'S110'),
})

export const rate: z.ZodType<number, Quantity> = literal({
  id: 'rate',
  noun: 'a rate',
  examples: ['120/s', '12k/min'],
  pattern: `^(0|${NUMBER}[kM]?/(ms|s|min|h|d))$`,
  numbers: 'zero',
  parse: parseRate,
})

export const size: z.ZodType<number, Quantity> = literal({
  id: 'size',
  noun: 'a size',
  examples: ['4KiB', '500kB'],
  pattern: `^(0|${SIZE})$`,
  numbers: 'zero',
  parse: parseSize,
})

export const bandwidth: z.ZodType<number, string> = literal({
  id: 'bandwidth',
  noun: 'a bandwidth',
  examples: ['10Gbit/s', '100MB/s'],
  pattern: `^${NUMBER}([kMGT]?bit|[kMG]?B|[KMG]iB)/s$`,
  numbers: 'none',
  parse: (text) => aboveZero(text, parseBandwidth(text), 'S113'),
})

export const share: z.ZodType<number, Share> = literal({
  id: 'share',
  noun: 'a share',
  examples: ['5%', '0.05'],
  pattern: `^${NUMBER}%?$`,
  numbers: 'all',
  parse: parseShare,
  more: { minimum: 0, maximum: 1 },
})

export const price: z.ZodType<number, Quantity> = literal({
  id: 'price',
  noun: 'a price',
  examples: ['$0.0464/h'],
  pattern: `^(0|\\$${NUMBER}/h)$`,
  numbers: 'zero',
  parse: parsePrice,
})

export const count: z.ZodType<number, Count> = literal({
  id: 'count',
  noun: 'a count',
  examples: ['64', '50M'],
  pattern: `^${COUNT}$`,
  numbers: 'all',
  parse: parseCount,
  more: { minimum: 0 },
})

/** At least 1. */
export const positiveCount: z.ZodType<number, Count> = literal({
  id: 'positive-count',
  noun: 'a count above 0',
  examples: ['64', '50M'],
  pattern: `^${COUNT}$`,
  numbers: 'all',
  parse: (text) => aboveZero(text, parseCount(text), 'S116'),
  more: { minimum: 1 },
})

/** In ns. */
export const durationLaw: z.ZodType<Law, Quantity> = lawSchema(durations, DURATION, ['exp(5ms)', '5ms'])
/** In bytes. */
export const sizeLaw: z.ZodType<Law, Quantity> = lawSchema(sizes, SIZE, ['1KiB', 'lognormal(p50=2KiB, p99=20KiB)'])
/** Plain numbers. */
export const countLaw: z.ZodType<Law, Count> = lawSchema(counts, COUNT, ['5', 'uniform(1, 10)'])

function lawSchema<Input>(domain: LawDomain, quantity: string, examples: readonly string[]): z.ZodType<Law, Input> {
  return literal({
    id: `${domain.name}-law`,
    noun: `${domain.measure.noun} or a law`,
    examples,
    pattern: `^(0|${quantity}|${CALL})$`,
    numbers: domain.name === 'count' ? 'all' : 'zero',
    parse: (text) => parseLaw(text, domain),
    ...(domain.name === 'count' ? { more: { minimum: 0 } } : {}),
  })
}

function aboveZero(text: string, value: number | Mistake, code: string): number | Mistake {
  if (value !== 0) return value
  return new Mistake(code, `"${text}" is too small`, { start: 0, end: text.length }, { expected: 'more than 0' })
}
