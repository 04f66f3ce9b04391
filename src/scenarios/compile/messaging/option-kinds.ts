import type { BrokerKind } from '../../messaging.ts'

const PRODUCER = ['acks', 'linger', 'batch-size', 'request-timeout', 'delivery-timeout', 'retry-backoff'] as const

/** Options of events that each kind of broker has; `size` and `outbox` are of all. */
export const EVENT_OPTIONS: Readonly<Record<BrokerKind, readonly string[]>> = {
  rabbitmq: [
    ...PRODUCER,
    'queue',
    'durable',
    'ttl',
    'max-length',
    'overflow',
    'priorities',
    'delivery-limit',
    'dead-letters',
  ],
  sqs: [
    ...PRODUCER,
    'fifo',
    'visibility',
    'delay',
    'retention',
    'max-receive',
    'wait',
    'batch',
    'deduplication',
    'duplicates',
  ],
  kafka: [
    ...PRODUCER,
    'idempotent',
    'partitions',
    'replication',
    'min-in-sync',
    'retention',
    'compact',
    'transactions',
  ],
  'in-process': [],
}

/** Options of consumers that each kind of broker has. */
export const CONSUMER_OPTIONS: Readonly<Record<BrokerKind, readonly string[]>> = {
  rabbitmq: ['prefetch', 'ack', 'on-failure', 'timeout'],
  sqs: ['concurrency', 'ack', 'pause'],
  kafka: [
    'commit',
    'assignment',
    'static-membership',
    'heartbeat',
    'session-timeout',
    'max-poll-interval',
    'max-poll-records',
    'fetch-wait',
    'on-failure',
    'dead-letters',
    'read-committed',
  ],
  'in-process': [],
}

/** Options of which a kind of broker takes only some words. */
export const WORDS: Readonly<Partial<Record<BrokerKind, Readonly<Record<string, readonly string[]>>>>> = {
  rabbitmq: { ack: ['after', 'on-delivery'], 'on-failure': ['requeue', 'reject'] },
  sqs: { ack: ['after', 'before'] },
  kafka: { 'on-failure': ['skip', 'retry'] },
}
