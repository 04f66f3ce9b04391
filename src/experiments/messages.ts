import { printDuration } from '../scenarios/literals/duration.ts'
import type {
  BrokerPlan,
  BrokerRules,
  ConsumerPlan,
  KafkaConsumer,
  ProducerPlan,
  TopicRules,
} from '../sim/message-plan.ts'
import type { Plan } from '../sim/plan.ts'

/** What carries events, how, and to whom, in plain data. */
export interface MessagesDescription {
  readonly brokers: readonly BrokerDescription[]
  readonly events: readonly EventDescription[]
  readonly subscriptions: readonly SubscriptionDescription[]
}

/** An option as one would write it. */
export interface OptionText {
  readonly name: string
  readonly value: string
}

export interface BrokerDescription {
  readonly name: string
  readonly kind: BrokerRules['kind']
  /** 0 for the memory of a process. */
  readonly nodes: number
  readonly rules: readonly OptionText[]
}

export interface EventDescription {
  readonly name: string
  readonly broker: string
  readonly options: readonly OptionText[]
}

export interface SubscriptionDescription {
  /** `order.placed -> notifications` */
  readonly name: string
  /** The operation that handles it, and its unit. */
  readonly operation: string
  readonly unit: string
  readonly options: readonly OptionText[]
}

type Option = readonly [name: string, value: string]

/** Reads the messages off a plan; lists are empty where there are none. */
export function describeMessages(plan: Plan): MessagesDescription {
  const { brokers = [], events = [], subscriptions = [], units, programs } = plan
  return {
    brokers: brokers.map(({ name, unit, rules }) => ({
      name,
      kind: rules.kind,
      nodes: units[unit]?.instances ?? 0,
      rules: texts(rulesOf(rules)),
    })),
    events: events.map(({ name, broker, size, producer, topic }) => ({
      name,
      broker: brokers[broker]?.name ?? '',
      options: texts([['size', size.text], ...producerOf(producer, brokers[broker]), ...topicOf(topic)]),
    })),
    subscriptions: subscriptions.map(({ name, unit, program, consumer }) => ({
      name,
      operation: programs[program]?.name ?? '',
      unit: units[unit]?.name ?? '',
      options: texts(consumerOf(consumer)),
    })),
  }
}

function texts(options: readonly Option[]): OptionText[] {
  return options.map(([name, value]) => ({ name, value }))
}

function rulesOf(rules: BrokerRules): Option[] {
  switch (rules.kind) {
    case 'rabbitmq':
      return [['heartbeat', printDuration(rules.heartbeat)]]
    case 'kafka':
      return [
        ['replica-lag', printDuration(rules.replicaLag)],
        ['failover', printDuration(rules.failover)],
        ['unclean-election', String(rules.uncleanElection)],
      ]
    default:
      return []
  }
}

function producerOf(producer: ProducerPlan, broker: BrokerPlan | undefined): Option[] {
  const { outbox } = producer
  const kept: Option[] =
    outbox === null
      ? []
      : [
          [
            'outbox',
            outbox.relay.kind === 'polling' ? pollText(outbox.relay) : `log read ${outbox.relay.delay.text} behind`,
          ],
        ]
  if (broker === undefined || broker.unit < 0) return kept
  return [
    ['acks', producer.acks],
    ['idempotent', String(producer.idempotent)],
    ['linger', printDuration(producer.linger)],
    ['batch-size', `${producer.batchBytes}B`],
    ['request-timeout', printDuration(producer.requestTimeout)],
    ['delivery-timeout', printDuration(producer.deliveryTimeout)],
    ['retry-backoff', printDuration(producer.retryBackoff)],
    ...kept,
  ]
}

function pollText({ every, batch }: { readonly every: number; readonly batch: number }): string {
  return `polled every ${printDuration(every)}, ${batch} rows at most`
}

function topicOf(topic: TopicRules): Option[] {
  switch (topic.kind) {
    case 'rabbitmq':
      return [
        ['queue', topic.queue],
        ['durable', String(topic.durable)],
        ['ttl', timeOr(topic.ttl, 'none')],
        ['max-length', countOr(topic.maxLength, 'none')],
        ['overflow', topic.overflow],
        ['priorities', String(topic.priorities)],
        ['delivery-limit', countOr(topic.deliveryLimit, 'unlimited')],
        ['dead-letters', String(topic.deadLetters)],
      ]
    case 'sqs':
      return [
        ['fifo', String(topic.fifo)],
        ['visibility', printDuration(topic.visibility)],
        ['delay', printDuration(topic.delay)],
        ['retention', timeOr(topic.retention, 'forever')],
        ['max-receive', countOr(topic.maxReceive, 'unlimited')],
        ['wait', printDuration(topic.wait)],
        ['batch', String(topic.batch)],
        ['deduplication', printDuration(topic.deduplication)],
        ['duplicates', String(topic.duplicates)],
      ]
    case 'kafka':
      return [
        ['partitions', String(topic.partitions)],
        ['replication', String(topic.replication)],
        ['min-in-sync', String(topic.minInSync)],
        ['retention', timeOr(topic.retention, 'forever')],
        ['compact', String(topic.compact)],
        ['transactions', String(topic.transactions)],
      ]
    case 'in-process':
      return []
  }
}

function consumerOf(consumer: ConsumerPlan): Option[] {
  switch (consumer.kind) {
    case 'rabbitmq':
      return [
        ['prefetch', countOr(consumer.prefetch, 'unlimited')],
        ['ack', consumer.ack],
        ['on-failure', consumer.onFailure],
        ['timeout', printDuration(consumer.timeout)],
      ]
    case 'sqs':
      return [
        ['concurrency', String(consumer.concurrency)],
        ['ack', consumer.ack],
        ['pause', consumer.pause.text],
      ]
    case 'kafka':
      return kafkaOf(consumer)
    case 'in-process':
      return []
  }
}

function kafkaOf(consumer: KafkaConsumer): Option[] {
  const { commit, every, onFailure, attempts, retryBackoff } = consumer
  return [
    ['commit', commit === 'every' ? `every ${printDuration(every)}` : commit],
    ['assignment', consumer.assignment],
    ['static-membership', String(consumer.staticMembership)],
    ['heartbeat', printDuration(consumer.heartbeat)],
    ['session-timeout', printDuration(consumer.sessionTimeout)],
    ['max-poll-interval', printDuration(consumer.maxPollInterval)],
    ['max-poll-records', String(consumer.maxPollRecords)],
    ['fetch-wait', printDuration(consumer.fetchWait)],
    ['on-failure', onFailure === 'skip' ? 'skip' : `${attempts} more times, ${printDuration(retryBackoff)} apart`],
    ['dead-letters', String(consumer.deadLetters)],
    ['read-committed', String(consumer.readCommitted)],
  ]
}

function timeOr(time: number, word: string): string {
  return time === Number.POSITIVE_INFINITY ? word : printDuration(time)
}

function countOr(count: number, word: string): string {
  return count === Number.POSITIVE_INFINITY ? word : String(count)
}
