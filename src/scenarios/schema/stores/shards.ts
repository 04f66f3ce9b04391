import * as z from 'zod'
import type { Shards } from '../../store.ts'
import { type Count, positiveCount, positiveDuration, rate } from '../literals.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import type { ShardsDocument } from './store-document.ts'

const fields = withRule(
  thing('the shards', {
    count: positiveCount.prefault(1).describe('How many there are from the start.'),
    by: z
      .enum(['hash', 'range', 'consistent'], { error: 'hash, range or consistent' })
      .prefault('hash')
      .describe('By the hash of the key, by equal ranges of keys, or by a ring of hashes.'),
    'virtual-nodes': positiveCount.prefault(100).describe('Points of each shard on the ring, of consistent.'),
    grow: thing('the growth', {
      at: positiveDuration.describe('When the new shards join.'),
      to: positiveCount.describe('How many shards there are then.'),
      rate: rate.describe('How many keys a second move to where they belong.'),
    })
      .exactOptional()
      .describe('More shards while it runs.'),
  }),
  growth,
)

/** Parts that the records are split into: a count, or more. */
export const shards: z.ZodType<Shards, Count | ShardsDocument> = z.union(
  [positiveCount.transform((count): Shards => ({ count, by: 'hash', 'virtual-nodes': 100 })), fields],
  { error: 'a count, or { count: 4, by: consistent }' },
)

function growth({ count, grow }: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if (typeof grow !== 'object' || grow === null || !('to' in grow) || !('rate' in grow)) return undefined
  if (grow.rate === 0) {
    return { code: 'S171', message: 'no key ever moves', path: ['grow', 'rate'], expected: 'a rate above 0' }
  }
  if (typeof count !== 'number' || typeof grow.to !== 'number' || grow.to > count) return undefined
  return {
    code: 'S171',
    message: `${count} shards do not grow to ${grow.to}`,
    path: ['grow', 'to'],
    expected: `more than ${count}`,
  }
}
