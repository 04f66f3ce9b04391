import * as z from 'zod'
import { parseDiscipline } from '../literals/discipline.ts'
import type { CoDel, Discipline, Queue } from '../queue.ts'
import { literal } from './literal.ts'
import { type Count, count, durationLaw, positiveDuration, type Quantity } from './literals.ts'
import { thing, withRule } from './thing.ts'

/** What waits for a slot at one instance: a bound, or more. */
export type QueueDocument = Count | 'unbounded' | QueueFields

interface QueueFields {
  readonly limit?: Count | 'unbounded' | undefined
  readonly discipline?: string | undefined
  readonly patience?: Quantity | undefined
  readonly codel?:
    | boolean
    | { readonly target?: Quantity | undefined; readonly interval?: Quantity | undefined }
    | undefined
  readonly drop?: 'expired' | 'hopeless' | undefined
  readonly estimate?: Quantity | undefined
}

const unbounded = z.literal('unbounded').transform(() => Number.POSITIVE_INFINITY)
const limit = z.union([unbounded, count], {
  error: 'a count or unbounded',
})

const discipline: z.ZodType<Discipline, string> = literal({
  id: 'discipline',
  noun: 'an order of service',
  examples: ['fifo', 'lifo', 'adaptive-lifo(100)', 'priority'],
  pattern: '^(fifo|lifo|priority|adaptive-lifo\\(.*)$',
  numbers: 'none',
  parse: parseDiscipline,
})

const codelFields = withRule(
  thing('the controlled delay', {
    target: positiveDuration.prefault('5ms').describe('The wait that is good enough.'),
    interval: positiveDuration
      .prefault('100ms')
      .describe('How long all must have waited longer before one is dropped.'),
  }),
  ({ target, interval }) =>
    typeof target === 'number' && typeof interval === 'number' && target >= interval
      ? {
          code: 'S108',
          message: 'the target of this controlled delay is not below its interval',
          path: ['target'],
          expected: 'a target of about a twentieth of the interval, such as 5ms in 100ms',
        }
      : undefined,
)

const codel: z.ZodType<CoDel | null, QueueFields['codel'] & {}> = z.union(
  [z.boolean().transform((on): CoDel | null => (on ? { target: 5e6, interval: 100e6 } : null)), codelFields],
  { error: 'true, false, or { target: 5ms, interval: 100ms }' },
)

const fields = withRule(
  thing('the queue', {
    limit: limit.prefault(10_000).describe('Requests that may wait for a slot at one instance.'),
    discipline: discipline
      .prefault('fifo')
      .describe('Who goes first: the first that came, the last, the last while many wait, or the most important.'),
    patience: durationLaw.exactOptional().describe('How long a request waits before it leaves as shed.'),
    codel: codel.prefault(false).describe('Controlled delay: sheds from the head while all have waited too long.'),
    drop: z
      .enum(['expired', 'hopeless'], { error: 'expired or hopeless' })
      .prefault('expired')
      .describe('Whether only requests whose deadline has passed are not begun, or also those that cannot make it.'),
    estimate: positiveDuration
      .exactOptional()
      .describe('The service time that hopeless reckons with; else the mean seen so far.'),
  }),
  (value) =>
    'estimate' in value && value['drop'] === 'expired'
      ? {
          code: 'S108',
          message: '"estimate" has a meaning only with drop: hopeless',
          path: ['estimate'],
          hint: 'remove it, or add drop: hopeless',
        }
      : undefined,
)

/** First come, first served, with a bound. */
function plain(limit: number): Queue {
  return { limit, discipline: { kind: 'fifo', above: 0 }, drop: 'expired', estimate: 0 }
}

/** The queue of a unit. */
export const queue: z.ZodType<Queue, QueueDocument> = z.union(
  [
    unbounded.transform(plain),
    count.transform(plain),
    fields.transform(
      ({ codel: controlled, estimate, ...rest }): Queue => ({
        ...rest,
        ...(controlled === null ? {} : { codel: controlled }),
        estimate: estimate ?? 0,
      }),
    ),
  ],
  { error: 'a count, unbounded, or { limit: 1000, discipline: fifo }' },
)
