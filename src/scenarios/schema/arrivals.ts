import * as z from 'zod'
import { parseArrivals, parseProcess } from '../literals/arrivals.ts'
import { Mistake } from '../literals/mistake.ts'
import type { Arrivals, Process, RatePart } from '../scenario.ts'
import { literal } from './literal.ts'
import { positiveDuration, type Quantity, rate } from './literals.ts'
import { type ReplayDocument, replay } from './replay.ts'
import { report } from './report.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** When requests come. */
export type ArrivalsDocument = string | RatedDocument | DiurnalDocument | ReplayDocument

/** A process and a rate that changes. */
export interface RatedDocument {
  readonly process?: string | undefined
  readonly rate: Quantity | readonly RatePartDocument[]
}

/** A stretch of time at one rate (`at`) or on the way between two. */
export interface RatePartDocument {
  readonly for?: Quantity | undefined
  readonly at?: Quantity | undefined
  readonly from?: Quantity | undefined
  readonly to?: Quantity | undefined
}

export interface DiurnalDocument {
  readonly process?: string | undefined
  readonly diurnal: {
    readonly mean: Quantity
    readonly peak?: Quantity | undefined
    readonly period?: Quantity | undefined
    readonly 'peak-at'?: Quantity | undefined
  }
}

const arrivalsText: z.ZodType<Arrivals, string> = literal({
  id: 'arrivals',
  noun: 'a kind of arrivals',
  examples: ['poisson(120/s)', 'constant(40/s)', 'mmpp(10/s for 5s, 100/s for 1s)', 'on-off(100/s, on=1s, off=4s)'],
  pattern: '^(poisson|constant|uniform|hyperexp|mmpp|on-off|batches)\\(.*$',
  numbers: 'none',
  parse: parseArrivals,
})

const processText: z.ZodType<Process, string> = literal({
  id: 'process',
  noun: 'a kind of arrivals',
  examples: ['poisson', 'constant', 'hyperexp(cv=3)'],
  pattern: '^(poisson|constant|uniform|(hyperexp|batches)\\(.*)$',
  numbers: 'none',
  parse: parseProcess,
})

const process = processText.prefault('poisson').describe('How arrivals are spread at a given rate.')

const ratePart = withRule(
  thing('a rate', {
    for: positiveDuration
      .exactOptional()
      .describe('How long; the last may leave it out and lasts to the end of the run.'),
    at: rate.exactOptional().describe('A rate that stays the same.'),
    from: rate.exactOptional().describe('The rate at the start of a ramp.'),
    to: rate.exactOptional().describe('The rate at the end of a ramp.'),
  }),
  flatOrRamp,
).transform(({ for: length, at, from, to }): RatePart => {
  const ends = { from: at ?? from ?? 0, to: at ?? to ?? 0 }
  return length === undefined ? ends : { ...ends, for: length }
})

const OPEN_END = new Mistake(
  'S108',
  'only the last rate may last to the end',
  { start: 0, end: 0 },
  {
    expected: 'for: and a duration',
  },
)

const rates = z.union(
  [
    rate.transform((value): readonly RatePart[] => [{ from: value, to: value }]),
    z
      .array(ratePart, { error: 'a list of rates' })
      .min(1, { error: 'a list of rates' })
      .superRefine((parts, context) => {
        const open = parts.slice(0, -1).findIndex((part) => part.for === undefined)
        if (open >= 0) report(context, OPEN_END, [open])
      }),
  ],
  { error: 'a rate or a list of rates' },
)

const rated = thing('the arrivals', {
  process,
  rate: rates.describe('Arrivals per second, one stretch after the other.'),
}).transform((each): Arrivals => ({ kind: 'renewal', ...each }))

const diurnal = withRule(
  thing('the daily wave', {
    mean: rate.describe('The rate on average.'),
    peak: rate.exactOptional().describe('The highest rate; else twice the mean.'),
    period: positiveDuration.prefault('24h').describe('The length of a day.'),
    'peak-at': positiveDuration.exactOptional().describe('When the rate is highest; else in the middle of the period.'),
  }),
  ({ mean, peak }) =>
    typeof mean === 'number' && typeof peak === 'number' && peak < mean
      ? { code: 'S108', message: 'the peak is below the mean', path: ['peak'], expected: 'at least the mean' }
      : undefined,
)

const daily = thing('the arrivals', {
  process,
  diurnal: diurnal.describe('A rate that rises and falls like a day.'),
}).transform(
  ({ process: kind, diurnal: wave }): Arrivals => ({
    kind: 'diurnal',
    process: kind,
    mean: wave.mean,
    peak: wave.peak ?? wave.mean * 2,
    period: wave.period,
    'peak-at': wave['peak-at'] ?? Math.round(wave.period / 2),
  }),
)

/** When requests come; open load, which does not wait for answers. */
export const arrivals: z.ZodType<Arrivals, ArrivalsDocument> = z.union([arrivalsText, rated, daily, replay], {
  error: 'a kind of arrivals',
})

function flatOrRamp(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const flat = 'at' in value
  const ends = Number('from' in value) + Number('to' in value)
  if (flat ? ends === 0 : ends === 2) return undefined
  const message = flat ? 'this rate is flat and a ramp' : 'this rate is not complete'
  return { code: 'S108', message, expected: 'at: 100/s, or from: 100/s and to: 400/s' }
}
