import type { SubscriptionPattern } from './event-pattern.ts'
import type { Law } from './law.ts'
import type { Machine } from './machine.ts'

/** What carries events, and where. */
export interface Broker {
  readonly rules: BrokerRules
  /** Events it carries, names or patterns. Default `all`. */
  readonly holds: 'all' | readonly string[]
  /** At least 1, the default. */
  readonly nodes: number
  /** Of each node. Default the named machine c7i.large; absent: it is managed, or it is no machine. */
  readonly machine?: Machine
  /** Of the nodes in turn; empty: the first zone of the network in code-unit order. */
  readonly zones: readonly string[]
  /** Time that a node takes to store a batch of messages, ns. */
  readonly publish: Law
  /** Batches stored at once; absent: as many as come. */
  readonly concurrency?: number
}

export type BrokerRules = RabbitRules | { readonly kind: 'sqs' } | KafkaRules | { readonly kind: 'in-process' }
export type BrokerKind = BrokerRules['kind']

export interface RabbitRules {
  readonly kind: 'rabbitmq'
  /** ns. Default 60 s. */
  readonly heartbeat: number
}

export interface KafkaRules {
  readonly kind: 'kafka'
  /** ns. Default 30 s. */
  readonly 'replica-lag': number
  /** ns. Default 9 s. */
  readonly failover: number
  /** Default false. */
  readonly 'unclean-election': boolean
}

/** How an event is carried: what one pattern says of it. What is absent, another pattern or the default says. */
export interface EventSettings {
  /** Bytes. Default 1 KiB. */
  readonly size?: Law
  readonly acks?: 'none' | 'one' | 'all'
  readonly idempotent?: boolean
  /** Times in ns. */
  readonly linger?: number
  readonly 'batch-size'?: number
  readonly 'request-timeout'?: number
  readonly 'delivery-timeout'?: number
  readonly 'retry-backoff'?: number
  readonly outbox?: Outbox
  readonly queue?: 'classic' | 'quorum'
  readonly durable?: boolean
  readonly ttl?: number
  readonly 'max-length'?: number
  readonly overflow?: 'drop-head' | 'reject-publish'
  readonly priorities?: number
  readonly 'delivery-limit'?: number
  readonly 'dead-letters'?: boolean
  readonly fifo?: boolean
  readonly visibility?: number
  readonly delay?: number
  readonly retention?: number
  readonly 'max-receive'?: number
  readonly wait?: number
  readonly batch?: number
  readonly deduplication?: number
  readonly duplicates?: number
  readonly partitions?: number
  readonly replication?: number
  readonly 'min-in-sync'?: number
  readonly compact?: boolean
  readonly transactions?: boolean
}

export type Outbox =
  | { readonly kind: 'none' }
  /** ns, and rows of one poll. */
  | { readonly kind: 'polling'; readonly every: number; readonly batch: number }
  /** ns. */
  | { readonly kind: 'change-data-capture'; readonly delay: Law }

/** How some modules consume some events. What is absent, another pattern or the default says. */
export interface ConsumerSettings {
  readonly on: SubscriptionPattern
  readonly prefetch?: number
  readonly ack?: 'after' | 'on-delivery' | 'before'
  readonly 'on-failure'?: OnFailure
  readonly timeout?: number
  readonly concurrency?: number
  readonly pause?: Law
  readonly commit?: Commit
  readonly assignment?: 'eager' | 'cooperative'
  readonly 'static-membership'?: boolean
  readonly heartbeat?: number
  readonly 'session-timeout'?: number
  readonly 'max-poll-interval'?: number
  readonly 'max-poll-records'?: number
  readonly 'fetch-wait'?: number
  readonly 'dead-letters'?: boolean
  readonly 'read-committed'?: boolean
}

export type OnFailure =
  | { readonly kind: 'requeue' | 'reject' | 'skip' }
  | { readonly kind: 'retry'; readonly attempts: number; readonly backoff: number }

/** When offsets are committed; `every` in ns. */
export type Commit = { readonly kind: 'after' | 'before' } | { readonly kind: 'every'; readonly every: number }

/** That something is done once for each key, and how that is known. */
export interface Idempotency {
  /** What two that are the same have in common: the call, the message, or the value of an input of that name. */
  readonly by: 'call' | 'message' | { readonly input: string }
  /** How long a key is remembered, ns; Infinity for ever. Default 24 h. */
  readonly for: number
  /** Whether the key is written in one local transaction with what is done. Default true. */
  readonly atomic: boolean
}
