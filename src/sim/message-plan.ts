import type { Distribution } from './kernel/distribution.ts'

/**
 * How events travel: what carries each kind of them, who publishes and who handles. The part of the plan that is about
 * messages. Events, brokers and subscriptions go by their indexes in the plan; times are ns.
 */

/** What carries events: a unit whose instances are its nodes, or the memory of the publisher itself. */
export interface BrokerPlan {
  readonly name: string
  /** Its unit; -1 for `in-process`, which has none. */
  readonly unit: number
  readonly rules: BrokerRules
  /** Edge from the broker to itself, over which its nodes talk; -1 where they do not. */
  readonly inside: number
}
export type BrokerRules = RabbitRules | SqsRules | KafkaRules | InProcessRules

/** Handed over in the memory of the publisher's process, in the background; what is not handled is lost with it. */
export interface InProcessRules {
  readonly kind: 'in-process'
}

/** A broker that pushes messages to consumers and forgets them when they are acknowledged: RabbitMQ's rules. */
export interface RabbitRules {
  readonly kind: 'rabbitmq'
  /** Consumers that are not heard of for so long are taken for dead, and what they have is delivered again. */
  readonly heartbeat: number
}

/** A managed queue that consumers poll: Amazon SQS's rules. */
export interface SqsRules {
  readonly kind: 'sqs'
}

/** A partitioned log that consumers read: Kafka's rules. */
export interface KafkaRules {
  readonly kind: 'kafka'
  /** A follower that is behind for so long leaves the in-sync replicas. */
  readonly replicaLag: number
  /** How long until a leader that is gone is noticed, and another one is made. */
  readonly failover: number
  /** Whether a replica that is not in sync may lead, where no other is left; what it does not have is lost. */
  readonly uncleanElection: boolean
}

/** One kind of event. */
export interface EventPlan {
  /** `order.placed` */
  readonly name: string
  readonly broker: number
  /** Bytes of a message. */
  readonly size: Distribution
  /** How its publishers go about it. */
  readonly producer: ProducerPlan
  /** What the broker does with its messages; of the kind of the broker. */
  readonly topic: TopicRules
  /** Who handles it, by index, ascending. */
  readonly subscriptions: readonly number[]
  /** The event that its dead letters are published as, of the same broker; absent where nobody handles them. */
  readonly dead?: number
}

export interface ProducerPlan {
  /**
   * What a publisher waits for: nothing (`none`, Kafka's acks=0; the step goes on when the message is sent), the node
   * that takes it (`one`), or all that must have it (`all`: a publisher confirm, acks=all).
   */
  readonly acks: 'none' | 'one' | 'all'
  /** Whether the broker drops what the same producer has sent it already (its own retries only). */
  readonly idempotent: boolean
  /** How long a batch waits for more messages; 0 sends at once. Messages of one batch fare alike. */
  readonly linger: number
  /** Bytes at which a batch is sent without waiting. */
  readonly batchBytes: number
  /** How long one attempt waits for the broker. */
  readonly requestTimeout: number
  /** How long a message is tried again, counted from the publish step, before it is given up; 0: one attempt. */
  readonly deliveryTimeout: number
  readonly retryBackoff: number
  /** Where messages wait until they have been sent; `null`: they are sent from the step itself. */
  readonly outbox: OutboxPlan | null
}

/** A transactional outbox: the message is a row, written with the data, and something else sends it. */
export interface OutboxPlan {
  /** Record of the rows. */
  readonly record: number
  /** How they are found: a query every so often, or the store's log, read `delay` behind. */
  readonly relay:
    | { readonly kind: 'polling'; readonly every: number; readonly batch: number }
    | { readonly kind: 'change-data-capture'; readonly delay: Distribution }
}

export type TopicRules = RabbitTopic | SqsTopic | KafkaTopic | InProcessRules

/** The queues of an event, one for each subscription. */
export interface RabbitTopic {
  readonly kind: 'rabbitmq'
  /** `quorum`: kept by all nodes, and a majority must have a message; `classic`: by one node. */
  readonly queue: 'classic' | 'quorum'
  /** Whether messages of a classic queue are on disk, and so outlive a crash of their node. */
  readonly durable: boolean
  /** How long a message is kept, `Infinity` for ever. */
  readonly ttl: number
  /** How many messages wait at most; `Infinity` for no bound. */
  readonly maxLength: number
  /** What gives way when there is no room: the oldest message, or the new one, which is refused. */
  readonly overflow: 'drop-head' | 'reject-publish'
  /** Classes of priority, of classic queues; 0: none. */
  readonly priorities: number
  /**
   * How often a message is delivered again before it is given up; `Infinity` for ever. RabbitMQ 4: 20 of quorum queues.
   */
  readonly deliveryLimit: number
  /** Whether what is given up goes to a queue of dead letters, or nowhere. */
  readonly deadLetters: boolean
}

export interface SqsTopic {
  readonly kind: 'sqs'
  readonly fifo: boolean
  /** How long a message that was received is hidden from others. */
  readonly visibility: number
  /** How long a message is hidden after it was sent. */
  readonly delay: number
  readonly retention: number
  /** Receives after which it goes to the dead letters; `Infinity` for never. */
  readonly maxReceive: number
  /** How long a receive waits for a message. */
  readonly wait: number
  /** Messages that one receive brings at most, 1 to 10. */
  readonly batch: number
  /** How long an equal message is dropped (`fifo` only). */
  readonly deduplication: number
  /** Probability in [0, 1) that a message of a standard queue is delivered once more without a reason. */
  readonly duplicates: number
}

export interface KafkaTopic {
  readonly kind: 'kafka'
  readonly partitions: number
  /** Nodes that keep a partition. */
  readonly replication: number
  /** Replicas in sync that `acks: all` wants at least. */
  readonly minInSync: number
  /** How long messages are kept, ns, `Infinity` for ever. */
  readonly retention: number
  /** Whether of each key only the last message is kept. */
  readonly compact: boolean
  /** Whether the messages that a handler publishes and its offsets are one transaction. */
  readonly transactions: boolean
}

/** A module that handles an event: all instances of its unit share the messages. */
export interface SubscriptionPlan {
  /** `order.placed -> notifications` */
  readonly name: string
  readonly event: number
  readonly unit: number
  /** The operation that handles it: `notifications.on-order-placed`. */
  readonly program: number
  readonly consumer: ConsumerPlan
}

export type ConsumerPlan = RabbitConsumer | SqsConsumer | KafkaConsumer | InProcessConsumer

export interface InProcessConsumer {
  readonly kind: 'in-process'
}

export interface RabbitConsumer {
  readonly kind: 'rabbitmq'
  /** Messages that an instance may have unacknowledged; `Infinity` for no bound. */
  readonly prefetch: number
  /** When a message is acknowledged: when it is sent to the consumer, or when the handler has ended. */
  readonly ack: 'on-delivery' | 'after'
  /** What becomes of a message whose handler has failed: back into the queue, or given up. */
  readonly onFailure: 'requeue' | 'reject'
  /** How long a message may be unacknowledged. RabbitMQ: 30 min. */
  readonly timeout: number
}

export interface SqsConsumer {
  readonly kind: 'sqs'
  /** Messages that an instance handles at once. */
  readonly concurrency: number
  /** `before`: deleted before the handler runs; `after`: when it has succeeded. */
  readonly ack: 'before' | 'after'
  /** From a receive that has failed, or has brought nothing and does not wait, to the next; ns, of a mean above 0. */
  readonly pause: Distribution
}

export interface KafkaConsumer {
  readonly kind: 'kafka'
  /** When offsets are committed: before the handler runs, after each poll's messages, or every so often (`every`). */
  readonly commit: 'before' | 'after' | 'every'
  readonly every: number
  readonly assignment: 'eager' | 'cooperative'
  /** Whether an instance that comes back in time gets its partitions without a rebalance. */
  readonly staticMembership: boolean
  readonly heartbeat: number
  readonly sessionTimeout: number
  readonly maxPollInterval: number
  /** Messages that one poll hands over at most; they are handled one after the other. */
  readonly maxPollRecords: number
  /** How long a fetch waits for messages. */
  readonly fetchWait: number
  /**
   * What becomes of a message whose handler has failed: `skip` it, `retry` it in place (so often, so far apart), then
   * dead letters.
   */
  readonly onFailure: 'skip' | 'retry'
  readonly attempts: number
  readonly retryBackoff: number
  /** Whether what was given up is kept as a dead letter. */
  readonly deadLetters: boolean
  /** Whether messages of transactions that are not committed are left out. */
  readonly readCommitted: boolean
}

/** What a `publish` step says. */
export interface PublishPlan {
  readonly event: number
}
