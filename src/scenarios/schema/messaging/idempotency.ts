import * as z from 'zod'
import type { Idempotency } from '../../messaging.ts'
import { name } from '../name.ts'
import { thing } from '../thing.ts'
import type { IdempotencyDocument } from './messaging-document.ts'
import { durationOr } from './words.ts'

/** Stripe's API, idempotent requests: keys can be removed when they are at least 24 hours old. */
const KEPT = '24h'

/** That something is done once for each key; `undefined` for `false`. `by` is what is meant where nothing is said. */
export function idempotency(by: 'call' | 'message'): z.ZodType<Idempotency | undefined, IdempotencyDocument> {
  const fields = thing('the idempotency', {
    by: name
      .prefault(by)
      .describe('What tells repetitions: the call with all its attempts, the message, or an input of that name.')
      .transform((text): Idempotency['by'] => (text === 'call' || text === 'message' ? text : { input: text })),
    for: durationOr('forever').prefault(KEPT).describe('How long a key is remembered.'),
    atomic: z
      .boolean({ error: 'true or false' })
      .prefault(true)
      .describe('Whether the key is written in one local transaction with the work, or on its own before it.'),
  })
  return z.union(
    [z.boolean().transform((on): Idempotency | undefined => (on ? fields.parse({}) : undefined)), fields],
    { error: 'true, false, or { by: call, for: 24h, atomic: true }' },
  )
}
