import * as z from 'zod'
import type { CacheMode } from '../../sim/cache-plan.ts'
import type { Step } from '../step.ts'
import { isolation } from './isolation.ts'
import { count, durationLaw, positiveCount, positiveDuration, share } from './literals.ts'
import { name } from './name.ts'
import type { CacheDocument, StepDocument, StepsDocument } from './step-document.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

const yesOrNo = z.boolean({ error: 'true or false' })
const key = name
  .exactOptional()
  .describe('The input that is the key; else one is drawn from the popularity of the record.')

const mode: z.ZodType<CacheMode, CacheDocument['mode'] & {}> = z.union(
  [
    z.enum(['aside', 'read-through', 'write-through']).transform((kind): CacheMode => ({ kind })),
    thing('a mode', {
      'write-behind': positiveDuration.describe('How much later, at most, the store gets what was written.'),
    }).transform((behind): CacheMode => ({ kind: 'write-behind', within: behind['write-behind'] })),
  ],
  { error: 'aside, read-through, write-through or { write-behind: 5s }' },
)

/** The steps that touch records and hold other steps. */
export function blocks(steps: z.ZodType<readonly Step[], StepsDocument>): readonly z.ZodType<Step, StepDocument>[] {
  return [
    thing('a begin step', {
      begin: steps.describe('The steps of one local transaction; it is committed after the last.'),
      isolation: isolation.exactOptional().describe('What it sees of others; else what its store says.'),
      retries: count.prefault(0).describe('How often it begins again after a conflict or a deadlock.'),
      optional: yesOrNo.prefault(false).describe('Whether the operation goes on when it fails.'),
    }).transform((step): Step => ({ kind: 'begin', ...step })),
    thing('a lease step', {
      lease: name.describe('A record; its store is the lock service.'),
      key,
      ttl: positiveDuration.describe('How long it is valid after it was granted.'),
      do: steps.describe('What is done while it is held.'),
      retry: positiveDuration.prefault('100ms').describe('How long to wait before asking again.'),
      attempts: positiveCount.prefault(50).describe('How often it is asked for at most.'),
      fencing: yesOrNo.prefault(false).describe('Whether it comes with a token, which goes along with writes.'),
    }).transform((step): Step => ({ kind: 'lease', ...step })),
    withRule(cacheStep(steps), missNeeded).transform((step): Step => ({ kind: 'cache', ...step })),
  ]
}

function cacheStep(steps: z.ZodType<readonly Step[], StepsDocument>) {
  return thing('a cache step', {
    cache: name.describe('A record that some module owns, of which copies are kept here.'),
    key,
    ttl: z
      .union([z.literal('forever').transform(() => Number.POSITIVE_INFINITY), positiveDuration], {
        error: 'a duration or forever',
      })
      .prefault('forever')
      .describe('How long an entry is good.'),
    sliding: yesOrNo.prefault(false).describe('Whether every hit starts the ttl again.'),
    entries: z
      .union([z.literal('unbounded').transform(() => Number.POSITIVE_INFINITY), positiveCount], {
        error: 'a count or unbounded',
      })
      .prefault('unbounded')
      .describe('How many entries there are at most.'),
    evict: z
      .enum(['lru', 'lfu', 'fifo', 'random'], { error: 'lru, lfu, fifo or random' })
      .prefault('lru')
      .describe('Who makes room: the least recently used, the least often used, the oldest, or any.'),
    coalesce: yesOrNo.prefault(false).describe('Whether misses of a key wait for the first of them.'),
    mode: mode.prefault('aside').describe('What the cache has to do with reads and writes of the module.'),
    'look-up': durationLaw.prefault(0).describe('How long looking up takes, found or not.'),
    scope: z
      .enum(['instance', 'shared'], { error: 'instance or shared' })
      .prefault('instance')
      .describe('Whether each instance has a cache of its own, or all share one.'),
    warm: share.prefault(0).describe('Share of the keys, the most popular ones, that are there at the start.'),
    miss: steps
      .exactOptional()
      .describe('What is done where the key is not there; then it is. Else the record is read.'),
  })
}

/** A cache aside fetches nothing by itself. */
function missNeeded(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const { mode: found } = value
  const aside = typeof found === 'object' && found !== null && 'kind' in found && found.kind === 'aside'
  if (!aside || 'miss' in value) return undefined
  return {
    code: 'S175',
    message: 'this cache does not say what is done on a miss',
    expected: 'miss: [{ read: products }]',
    hint: 'with mode: read-through it reads the record by itself',
  }
}
