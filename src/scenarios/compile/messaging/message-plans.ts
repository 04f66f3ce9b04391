import { constant } from '../../../sim/kernel/distributions/constant.ts'
import type { ConsumerPlan, OutboxPlan, ProducerPlan, TopicRules } from '../../../sim/message-plan.ts'
import type { BrokerKind, ConsumerSettings, EventSettings } from '../../messaging.ts'

const FOREVER = Number.POSITIVE_INFINITY
const MS = 1e6
const SECOND = 1e9
const MINUTE = 60e9
const DAY = 86_400e9

/**
 * Linger, and how long attempts and all of them together take, ns.
 *
 * Kafka 4 (producer): `linger.ms` 5, `request.timeout.ms` 30 s, `delivery.timeout.ms` 2 min. A publisher of RabbitMQ
 * that waits for confirms does so for as long as its code says, 5 s in RabbitMQ's own tutorial on them, and no client
 * publishes again by itself. AWS SDKs: a request is given 30 s and tried three times (retry mode `standard`).
 */
const TIMES: Readonly<Record<BrokerKind, readonly [linger: number, request: number, delivery: number]>> = {
  kafka: [5 * MS, 30 * SECOND, 2 * MINUTE],
  rabbitmq: [0, 5 * SECOND, 0],
  sqs: [0, 30 * SECOND, 90 * SECOND],
  'in-process': [0, 0, 0],
}
/** Kafka: `batch.size`. */
const BATCH = 16_384
/** Kafka: `retry.backoff.ms`. AWS SDKs begin with as much. */
const BACKOFF = 100 * MS

/** What publishers of an event do. The others wait for what the broker promises by default of Kafka: `acks` all. */
export function producerPlan(kind: BrokerKind, settings: EventSettings, outbox: number): ProducerPlan {
  const [linger, request, delivery] = TIMES[kind]
  return {
    acks: settings.acks ?? (kind === 'in-process' ? 'none' : 'all'),
    // Kafka: `enable.idempotence`; the others have no such thing.
    idempotent: settings.idempotent ?? (kind === 'kafka' && settings.acks !== 'none' && settings.acks !== 'one'),
    linger: settings.linger ?? linger,
    batchBytes: settings['batch-size'] ?? BATCH,
    requestTimeout: settings['request-timeout'] ?? request,
    deliveryTimeout: settings['delivery-timeout'] ?? delivery,
    retryBackoff: settings['retry-backoff'] ?? BACKOFF,
    outbox: outboxPlan(settings, outbox),
  }
}

function outboxPlan({ outbox }: EventSettings, record: number): OutboxPlan | null {
  // Nobody has an outbox of what nobody publishes.
  if (outbox === undefined || outbox.kind === 'none' || record < 0) return null
  if (outbox.kind === 'polling') return { record, relay: outbox }
  return { record, relay: { kind: outbox.kind, delay: outbox.delay.distribution } }
}

/** What the broker does with the messages of an event. */
export function topicPlan(kind: BrokerKind, settings: EventSettings): TopicRules {
  switch (kind) {
    case 'rabbitmq':
      return rabbitTopic(settings)
    case 'sqs':
      return sqsTopic(settings)
    case 'kafka':
      return kafkaTopic(settings)
    case 'in-process':
      return { kind }
  }
}

/**
 * RabbitMQ 4: classic queues unless declared otherwise, no bound on age and length, `overflow` drop-head, no classes of
 * priority, no dead letters unless an exchange is named for them; quorum queues give up after 20 deliveries more.
 */
function rabbitTopic(settings: EventSettings): TopicRules {
  const queue = settings.queue ?? 'classic'
  return {
    kind: 'rabbitmq',
    queue,
    durable: settings.durable ?? true,
    ttl: settings.ttl ?? FOREVER,
    maxLength: settings['max-length'] ?? FOREVER,
    overflow: settings.overflow ?? 'drop-head',
    priorities: settings.priorities ?? 0,
    deliveryLimit: settings['delivery-limit'] ?? (queue === 'quorum' ? 20 : FOREVER),
    deadLetters: settings['dead-letters'] ?? false,
  }
}

/**
 * Amazon SQS, attributes of queues: VisibilityTimeout 30 s, DelaySeconds 0, MessageRetentionPeriod 4 days,
 * ReceiveMessageWaitTimeSeconds 0, no redrive policy; deduplication of FIFO queues within 5 min. Messages of one
 * receive: 10, as listeners of Spring Cloud AWS ask for. How often a standard queue delivers twice is assumed.
 */
function sqsTopic(settings: EventSettings): TopicRules {
  const fifo = settings.fifo ?? false
  return {
    kind: 'sqs',
    fifo,
    visibility: settings.visibility ?? 30 * SECOND,
    delay: settings.delay ?? 0,
    retention: settings.retention ?? 4 * DAY,
    maxReceive: settings['max-receive'] ?? FOREVER,
    wait: settings.wait ?? 0,
    batch: settings.batch ?? 10,
    deduplication: settings.deduplication ?? 5 * MINUTE,
    duplicates: settings.duplicates ?? (fifo ? 0 : 0.001),
  }
}

/**
 * Kafka 4 (broker): `num.partitions` 1, `default.replication.factor` 1, `min.insync.replicas` 1, `log.retention.hours`
 * 168, `log.cleanup.policy` delete.
 */
function kafkaTopic(settings: EventSettings): TopicRules {
  return {
    kind: 'kafka',
    partitions: settings.partitions ?? 1,
    replication: settings.replication ?? 1,
    minInSync: settings['min-in-sync'] ?? 1,
    retention: settings.retention ?? 7 * DAY,
    compact: settings.compact ?? false,
    transactions: settings.transactions ?? false,
  }
}

type Consuming = Omit<ConsumerSettings, 'on'>

/** How a module consumes an event. */
export function consumerPlan(kind: BrokerKind, settings: Consuming): ConsumerPlan {
  switch (kind) {
    case 'rabbitmq':
      return rabbitConsumer(settings)
    case 'sqs':
      return sqsConsumer(settings)
    case 'kafka':
      return kafkaConsumer(settings)
    case 'in-process':
      return { kind }
  }
}

/**
 * RabbitMQ 4: no bound on what is unacknowledged until a consumer sets one (`basic.qos`), `consumer_timeout` 30 min.
 * Acknowledged by the application, and put back when it fails, as listeners of Spring AMQP do.
 */
function rabbitConsumer(settings: Consuming): ConsumerPlan {
  const failure = settings['on-failure']?.kind
  return {
    kind: 'rabbitmq',
    prefetch: settings.prefetch ?? FOREVER,
    ack: settings.ack === 'on-delivery' ? 'on-delivery' : 'after',
    onFailure: failure === 'reject' ? 'reject' : 'requeue',
    timeout: settings.timeout ?? 30 * MINUTE,
  }
}

/**
 * Listeners of Spring Cloud AWS: at most 10 messages at once, deleted when their handler has succeeded. That an empty
 * queue is looked at every second is assumed.
 */
function sqsConsumer(settings: Consuming): ConsumerPlan {
  return {
    kind: 'sqs',
    concurrency: settings.concurrency ?? 10,
    ack: settings.ack === 'before' ? 'before' : 'after',
    pause: settings.pause?.distribution ?? constant(SECOND),
  }
}

/**
 * Kafka 4 (consumer): `enable.auto.commit` every 5 s, the range assignor (eager), no `group.instance.id`,
 * `heartbeat.interval.ms` 3 s, `session.timeout.ms` 45 s, `max.poll.interval.ms` 5 min, `max.poll.records` 500,
 * `fetch.max.wait.ms` 500 ms, `isolation.level` read_uncommitted. What to do about a failure is up to the application:
 * the error handler of Spring for Apache Kafka tries nine times more at once, logs the message and goes on.
 */
function kafkaConsumer(settings: Consuming): ConsumerPlan {
  const { commit } = settings
  const failure = settings['on-failure']
  const retry = failure?.kind === 'retry' ? failure : { attempts: 9, backoff: 0 }
  return {
    kind: 'kafka',
    commit: commit?.kind ?? 'every',
    every: commit?.kind === 'every' ? commit.every : 5 * SECOND,
    assignment: settings.assignment ?? 'eager',
    staticMembership: settings['static-membership'] ?? false,
    heartbeat: settings.heartbeat ?? 3 * SECOND,
    sessionTimeout: settings['session-timeout'] ?? 45 * SECOND,
    maxPollInterval: settings['max-poll-interval'] ?? 5 * MINUTE,
    maxPollRecords: settings['max-poll-records'] ?? 500,
    fetchWait: settings['fetch-wait'] ?? 500 * MS,
    onFailure: failure?.kind === 'skip' ? 'skip' : 'retry',
    attempts: failure?.kind === 'skip' ? 0 : retry.attempts,
    retryBackoff: failure?.kind === 'skip' ? 0 : retry.backoff,
    deadLetters: settings['dead-letters'] ?? false,
    readCommitted: settings['read-committed'] ?? false,
  }
}
