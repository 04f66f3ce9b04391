import * as z from 'zod'
import type { EventSettings, Outbox } from '../../messaging.ts'
import { count, duration, durationLaw, positiveCount, positiveDuration, share, size, sizeLaw } from '../literals.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import { byEventPattern } from './event-name.ts'
import type { EventDocument, OutboxDocument } from './messaging-document.ts'
import { countOr, durationOr } from './words.ts'

const yesOrNo = z.boolean({ error: 'true or false' })

/**
 * Polling as often as Debezium's connectors look at a log (`poll.interval.ms`, 500 ms); rows of one poll and the delay
 * of a log that is followed: assumed.
 */
const POLLING: Outbox = { kind: 'polling', every: 500e6, batch: 100 }
const CAPTURE = '50ms'

const outbox: z.ZodType<Outbox, OutboxDocument> = z.union(
  [
    z.literal('none').transform((): Outbox => ({ kind: 'none' })),
    z.literal('polling').transform((): Outbox => POLLING),
    z.literal('change-data-capture').transform((kind): Outbox => ({ kind, delay: durationLaw.parse(CAPTURE) })),
    thing('an outbox that is polled', {
      polling: positiveDuration.describe('How often the table is looked at.'),
      batch: positiveCount.prefault(100).describe('Rows that one look finds at most.'),
    }).transform(({ polling, batch }): Outbox => ({ kind: 'polling', every: polling, batch })),
    thing('an outbox whose log is read', {
      'change-data-capture': durationLaw.describe('How far behind the log of the store is read.'),
    }).transform((body): Outbox => ({ kind: 'change-data-capture', delay: body['change-data-capture'] })),
  ],
  { error: 'none, polling, change-data-capture, { polling: 500ms } or { change-data-capture: 50ms }' },
)

const producer = {
  size: sizeLaw.exactOptional().describe('Payload of a message.'),
  acks: z
    .enum(['none', 'one', 'all'], { error: 'none, one or all' })
    .exactOptional()
    .describe('Whom the publisher waits for: nobody, the node that takes it, or all that must have it.'),
  idempotent: yesOrNo.exactOptional().describe('Whether the broker drops what its publisher sends again (kafka).'),
  linger: duration.exactOptional().describe('How long a batch waits for more messages.'),
  'batch-size': size.exactOptional().describe('Bytes at which a batch goes at once.'),
  'request-timeout': positiveDuration.exactOptional().describe('How long one attempt waits for the broker.'),
  'delivery-timeout': duration
    .exactOptional()
    .describe('How long a message is tried again before it is given up; 0 is one attempt.'),
  'retry-backoff': duration.exactOptional().describe('How long to wait before the next attempt.'),
  outbox: outbox
    .exactOptional()
    .describe('Whether the message is a row first, written with the data, that something else sends.'),
}

const rabbit = {
  queue: z
    .enum(['classic', 'quorum'], { error: 'classic or quorum' })
    .exactOptional()
    .describe('Whether one node keeps a queue, or a majority of the nodes must have each message (rabbitmq).'),
  durable: yesOrNo.exactOptional().describe('Whether messages of a classic queue are on disk (rabbitmq).'),
  ttl: durationOr('none').exactOptional().describe('How long a message is kept (rabbitmq).'),
  'max-length': countOr('none').exactOptional().describe('How many messages wait at most (rabbitmq).'),
  overflow: z
    .enum(['drop-head', 'reject-publish'], { error: 'drop-head or reject-publish' })
    .exactOptional()
    .describe('What gives way in a full queue: the oldest message, or the new one (rabbitmq).'),
  priorities: count.exactOptional().describe('Classes of priority of a classic queue (rabbitmq).'),
  'delivery-limit': countOr('unlimited')
    .exactOptional()
    .describe('How often a message is delivered again before it is given up (rabbitmq).'),
  'dead-letters': yesOrNo.exactOptional().describe('Whether what is given up is kept (rabbitmq).'),
}

const sqs = {
  fifo: yesOrNo.exactOptional().describe('Whether messages of a group keep their order (sqs).'),
  visibility: positiveDuration.exactOptional().describe('How long a received message is hidden from others (sqs).'),
  delay: duration.exactOptional().describe('How long a message is hidden at first (sqs).'),
  retention: durationOr('forever').exactOptional().describe('How long messages are kept (sqs, kafka).'),
  'max-receive': countOr('unlimited')
    .exactOptional()
    .describe('Receives after which a message goes to the dead letters (sqs).'),
  wait: duration.exactOptional().describe('How long a receive waits for messages, up to 20s (sqs).'),
  batch: positiveCount.exactOptional().describe('Messages that one receive brings at most, up to 10 (sqs).'),
  deduplication: positiveDuration.exactOptional().describe('How long an equal message is dropped, with fifo (sqs).'),
  duplicates: share.exactOptional().describe('How often a message comes twice for no reason (sqs).'),
}

const kafka = {
  partitions: positiveCount.exactOptional().describe('Parts of the log; the key says which (kafka).'),
  replication: positiveCount.exactOptional().describe('Nodes that keep each partition (kafka).'),
  'min-in-sync': positiveCount.exactOptional().describe('Replicas in sync that acks: all asks for (kafka).'),
  compact: yesOrNo.exactOptional().describe('Whether only the last message of each key is kept (kafka).'),
  transactions: yesOrNo
    .exactOptional()
    .describe('Whether what a handler publishes and its offsets are one transaction (kafka).'),
}

const settings: z.ZodType<EventSettings, EventDocument> = withRule(
  thing('the settings of an event', { ...producer, ...rabbit, ...sqs, ...kafka }),
  withinBounds,
).meta({ id: 'event-settings' })

/** What holds for events, by name or pattern. */
export const events: z.ZodType<
  Readonly<Record<string, EventSettings>>,
  Readonly<Record<string, EventDocument>>
> = byEventPattern('a map of events', settings)

/** Amazon SQS: a receive waits for at most 20 s and brings at most 10 messages. */
const MOST_WAIT = 20e9
const MOST_RECEIVED = 10

function withinBounds(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const { wait, batch, duplicates } = value
  if (typeof wait === 'number' && wait > MOST_WAIT) {
    return { code: 'S303', message: 'a receive of SQS does not wait so long', path: ['wait'], expected: 'at most 20s' }
  }
  if (typeof batch === 'number' && batch > MOST_RECEIVED) {
    const message = `a receive of SQS does not bring ${batch} messages`
    return {
      code: 'S303',
      message,
      path: ['batch'],
      expected: 'at most 10',
      hint: 'for bytes of a producer: batch-size',
    }
  }
  if (duplicates === 1) {
    const message = 'every message would come again and again'
    return { code: 'S303', message, path: ['duplicates'], expected: 'less than 100%' }
  }
  return undefined
}
