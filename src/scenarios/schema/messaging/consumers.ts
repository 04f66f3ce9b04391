import * as z from 'zod'
import type { Commit, ConsumerSettings, OnFailure } from '../../messaging.ts'
import { duration, durationLaw, positiveCount, positiveDuration, type Quantity } from '../literals.ts'
import { thing } from '../thing.ts'
import { subscription } from './event-name.ts'
import type { ConsumerDocument, OnFailureDocument } from './messaging-document.ts'
import { countOr } from './words.ts'

const yesOrNo = z.boolean({ error: 'true or false' })

const onFailure: z.ZodType<OnFailure, OnFailureDocument> = z.union(
  [
    z.enum(['requeue', 'reject', 'skip']).transform((kind): OnFailure => ({ kind })),
    thing('the retries of a handler', {
      retry: positiveCount.describe('How often it is tried again, in its place.'),
      backoff: duration.prefault(0).describe('How long to wait before each.'),
    }).transform(({ retry, backoff }): OnFailure => ({ kind: 'retry', attempts: retry, backoff })),
  ],
  { error: 'requeue, reject, skip, or { retry: 3, backoff: 1s }' },
)

const commit: z.ZodType<Commit, 'after' | 'before' | Quantity> = z.union(
  [
    z.enum(['after', 'before']).transform((kind): Commit => ({ kind })),
    positiveDuration.transform((every): Commit => ({ kind: 'every', every })),
  ],
  { error: 'after, before, or how often: 5s' },
)

const consumer: z.ZodType<ConsumerSettings, ConsumerDocument> = thing('a consumer', {
  on: subscription.describe('The event and the module, each perhaps with *; the closest wins, field by field.'),
  prefetch: countOr('unlimited')
    .exactOptional()
    .describe('Messages that an instance may have unacknowledged (rabbitmq).'),
  ack: z
    .enum(['after', 'on-delivery', 'before'], { error: 'after, on-delivery or before' })
    .exactOptional()
    .describe('When a message is done with: after its handler, on-delivery (rabbitmq), or before it (sqs).'),
  'on-failure': onFailure
    .exactOptional()
    .describe('What becomes of a message whose handler fails: requeue or reject (rabbitmq), skip or retry (kafka).'),
  timeout: positiveDuration.exactOptional().describe('How long a message may be unacknowledged (rabbitmq).'),
  concurrency: positiveCount.exactOptional().describe('Messages that an instance handles at once (sqs).'),
  pause: durationLaw
    .refine(({ distribution }) => distribution.mean > 0, 'more than 0')
    .exactOptional()
    .describe(
      'How long after a receive that has brought nothing, where none waits, until the next; may be a law (sqs).',
    ),
  commit: commit
    .exactOptional()
    .describe('When offsets are committed: after the work, before it, or every so often (kafka).'),
  assignment: z
    .enum(['eager', 'cooperative'], { error: 'eager or cooperative' })
    .exactOptional()
    .describe('Whether a rebalance stops all consumers, or only moves what has to move (kafka).'),
  'static-membership': yesOrNo
    .exactOptional()
    .describe('Whether an instance that comes back in time gets its partitions without a rebalance (kafka).'),
  heartbeat: positiveDuration.exactOptional().describe('How often a consumer says that it is there (kafka).'),
  'session-timeout': positiveDuration
    .exactOptional()
    .describe('How long it is not heard of before it is taken for gone (kafka).'),
  'max-poll-interval': positiveDuration
    .exactOptional()
    .describe('How long it may be between two polls before it is taken for stuck (kafka).'),
  'max-poll-records': positiveCount.exactOptional().describe('Messages that one poll hands over at most (kafka).'),
  'fetch-wait': duration.exactOptional().describe('How long a fetch waits for messages (kafka).'),
  'dead-letters': yesOrNo.exactOptional().describe('Whether what is given up is kept (kafka).'),
  'read-committed': yesOrNo
    .exactOptional()
    .describe('Whether messages of transactions that are not committed are left out (kafka).'),
}).meta({ id: 'consumer' })

/** How modules consume events, in the order of the document. */
export const consumers: z.ZodType<readonly ConsumerSettings[], readonly ConsumerDocument[]> = z.array(consumer, {
  error: 'a list of consumers',
})
