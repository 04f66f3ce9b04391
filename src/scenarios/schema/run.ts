import * as z from 'zod'
import { parseSeed } from '../../sim/kernel/seed.ts'
import { Mistake } from '../literals/mistake.ts'
import type { Limits, Run } from '../scenario.ts'
import { literal } from './literal.ts'
import { type Count, duration, positiveCount, positiveDuration, type Quantity } from './literals.ts'
import { thing, withRule } from './thing.ts'

/** How long, from which seed, and how often. */
export interface RunDocument {
  readonly duration?: Quantity | undefined
  readonly warmup?: Quantity | 'auto' | undefined
  readonly seed?: string | number | undefined
  readonly replications?: Count | undefined
  readonly drain?: Quantity | 'auto' | 'none' | undefined
  readonly limits?: LimitsDocument | undefined
  readonly heal?: Quantity | undefined
}

export interface LimitsDocument {
  readonly events?: Count | undefined
  readonly 'events-per-instant'?: Count | undefined
  readonly pending?: Count | undefined
}

const seed: z.ZodType<string, string | number> = literal({
  id: 'seed',
  noun: 'a seed',
  examples: ['42', 'lucky'],
  pattern: '^.{1,200}$',
  numbers: 'all',
  parse: (text) => {
    const result = parseSeed(text)
    return result.ok
      ? result.seed
      : new Mistake('S122', 'this is not a seed', { start: 0, end: text.length }, { hint: result.message })
  },
})

const limits: z.ZodType<Limits, LimitsDocument> = thing('the limits', {
  events: positiveCount.prefault('50M').describe('Events of one run, after which it ends as inconclusive.'),
  'events-per-instant': positiveCount
    .prefault('100k')
    .describe('Events at one instant of simulated time, after which the run ends as inconclusive.'),
  pending: positiveCount.prefault('5M').describe('Events waiting to happen, after which the run ends as inconclusive.'),
})

export const run: z.ZodType<Run, RunDocument> = withRule(
  thing('the run', {
    duration: positiveDuration.prefault('1min').describe('How long load arrives, in simulated time.'),
    warmup: z
      .union([z.literal('auto'), duration], { error: 'a duration or auto' })
      .prefault('auto')
      .describe('What is cut from the start of every run; auto finds it by MSER-5.'),
    seed: seed.prefault(0).describe('The one root of all chance.'),
    replications: positiveCount.prefault(10).describe('How many runs, which differ by their seed only.'),
    drain: z
      .union([z.literal('auto'), z.literal('none').transform(() => 0), duration], { error: 'a duration, auto or none' })
      .prefault('auto')
      .describe('Time for requests in flight at the end; auto is at most another duration.'),
    limits: limits.prefault({}).describe('Counts of events that end a run as inconclusive.'),
    heal: positiveDuration.exactOptional().describe('When all faults end for good; else never.'),
  }),
  ({ warmup, duration: length }) =>
    typeof warmup === 'number' && typeof length === 'number' && warmup >= length
      ? {
          code: 'S108',
          message: 'the warm-up leaves nothing of the run',
          path: ['warmup'],
          expected: 'less than the duration',
        }
      : undefined,
)
