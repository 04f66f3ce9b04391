import * as z from 'zod'
import type { Arrivals } from '../scenario.ts'
import { type Count, count, positiveDuration, type Quantity } from './literals.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** Arrivals that were measured: a CSV with a time, or with a count for each interval, in each row. */
export interface ReplayDocument {
  readonly replay: string
  readonly column?: string | number | undefined
  readonly unit?: 'ns' | 'us' | 'ms' | 's' | 'min' | 'h' | undefined
  readonly 'counts-per'?: Quantity | undefined
  readonly scale?: Count | undefined
}

const UNITS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 } as const

/** Counts often stand beside the number or the date of their row, and a guess would read that as the load. */
const ONLY_COLUMN = 0

const factor = z.number({ error: 'a plain number' }).positive({ error: 'a plain number' })

export const replay: z.ZodType<Arrivals, ReplayDocument> = withRule(
  thing('the arrivals', {
    replay: z
      .string({ error: 'the name of a CSV file' })
      .min(1, { error: 'the name of a CSV file' })
      .describe('The CSV file.'),
    column: z
      .union([z.string().min(1), z.int().min(1)], { error: "a column's name, or its number from 1" })
      .exactOptional()
      .describe('The column with the times (the first unless said) or counts (said where there are several).'),
    unit: z
      .enum(['ns', 'us', 'ms', 's', 'min', 'h'], { error: 'a unit of time' })
      .exactOptional()
      .describe('The unit of the times; s unless said.'),
    'counts-per': positiveDuration.exactOptional().describe('The interval of one row, where rows are counts.'),
    scale: z.union([factor, count], { error: 'a plain number' }).exactOptional().describe('Factor on the counts.'),
  }),
  timesOrCounts,
).transform(({ replay: file, column, unit, 'counts-per': interval, scale }): Arrivals => {
  if (interval === undefined) {
    return { kind: 'replay-times', replay: file, column: column ?? 1, unit: UNITS[unit ?? 's'] }
  }
  return {
    kind: 'replay-counts',
    replay: file,
    column: column ?? ONLY_COLUMN,
    'counts-per': interval,
    scale: scale ?? 1,
  }
})

function timesOrCounts(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const counts = 'counts-per' in value
  const stray = counts ? 'unit' : 'scale'
  if (!(stray in value)) return undefined
  const message = counts ? 'counts have no unit of time' : 'only counts can be scaled'
  return {
    code: 'S108',
    message,
    path: [stray],
    hint: counts ? 'remove it' : 'add counts-per: and the interval of a row',
  }
}
