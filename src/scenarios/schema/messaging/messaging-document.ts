import type { BrokerKind } from '../../messaging.ts'
import type { Count, Quantity, Share } from '../literals.ts'
import type { MachineDocument } from '../machine.ts'
import type { StepDocument } from '../step-document.ts'

/** A broker as written. Which options there are depends on its kind. */
export interface BrokerDocument {
  readonly kind: BrokerKind
  readonly holds?: 'all' | readonly string[] | undefined
  readonly nodes?: Count | undefined
  readonly machine?: MachineDocument | undefined
  readonly zone?: string | undefined
  readonly zones?: readonly string[] | undefined
  readonly publish?: Quantity | undefined
  readonly concurrency?: Count | undefined
  readonly heartbeat?: Quantity | undefined
  readonly 'replica-lag'?: Quantity | undefined
  readonly failover?: Quantity | undefined
  readonly 'unclean-election'?: boolean | undefined
}

/** How events are carried. Which options there are depends on the kind of the broker that carries them. */
export interface EventDocument {
  readonly size?: Quantity | undefined
  readonly acks?: 'none' | 'one' | 'all' | undefined
  readonly idempotent?: boolean | undefined
  readonly linger?: Quantity | undefined
  readonly 'batch-size'?: Quantity | undefined
  readonly 'request-timeout'?: Quantity | undefined
  readonly 'delivery-timeout'?: Quantity | undefined
  readonly 'retry-backoff'?: Quantity | undefined
  readonly outbox?: OutboxDocument | undefined
  readonly queue?: 'classic' | 'quorum' | undefined
  readonly durable?: boolean | undefined
  readonly ttl?: Quantity | 'none' | undefined
  readonly 'max-length'?: Count | 'none' | undefined
  readonly overflow?: 'drop-head' | 'reject-publish' | undefined
  readonly priorities?: Count | undefined
  readonly 'delivery-limit'?: Count | 'unlimited' | undefined
  readonly 'dead-letters'?: boolean | undefined
  readonly fifo?: boolean | undefined
  readonly visibility?: Quantity | undefined
  readonly delay?: Quantity | undefined
  readonly retention?: Quantity | 'forever' | undefined
  readonly 'max-receive'?: Count | 'unlimited' | undefined
  readonly wait?: Quantity | undefined
  readonly batch?: Count | undefined
  readonly deduplication?: Quantity | undefined
  readonly duplicates?: Share | undefined
  readonly partitions?: Count | undefined
  readonly replication?: Count | undefined
  readonly 'min-in-sync'?: Count | undefined
  readonly compact?: boolean | undefined
  readonly transactions?: boolean | undefined
}

export type OutboxDocument =
  | 'none'
  | 'polling'
  | 'change-data-capture'
  | { readonly polling: Quantity; readonly batch?: Count | undefined }
  | { readonly 'change-data-capture': Quantity }

/** How some modules consume some events, as written. */
export interface ConsumerDocument {
  readonly on: string
  readonly prefetch?: Count | 'unlimited' | undefined
  readonly ack?: 'after' | 'on-delivery' | 'before' | undefined
  readonly 'on-failure'?: OnFailureDocument | undefined
  readonly timeout?: Quantity | undefined
  readonly concurrency?: Count | undefined
  readonly pause?: Quantity | undefined
  readonly commit?: 'after' | 'before' | Quantity | undefined
  readonly assignment?: 'eager' | 'cooperative' | undefined
  readonly 'static-membership'?: boolean | undefined
  readonly heartbeat?: Quantity | undefined
  readonly 'session-timeout'?: Quantity | undefined
  readonly 'max-poll-interval'?: Quantity | undefined
  readonly 'max-poll-records'?: Count | undefined
  readonly 'fetch-wait'?: Quantity | undefined
  readonly 'dead-letters'?: boolean | undefined
  readonly 'read-committed'?: boolean | undefined
}

export type OnFailureDocument =
  | 'requeue'
  | 'reject'
  | 'skip'
  | { readonly retry: Count; readonly backoff?: Quantity | undefined }

/** The steps, or the steps with more about the handler. */
export type HandlerDocument =
  | readonly StepDocument[]
  | { readonly steps: readonly StepDocument[]; readonly idempotency?: IdempotencyDocument | undefined }

export type IdempotencyDocument =
  | boolean
  | {
      readonly by?: string | undefined
      readonly for?: Quantity | 'forever' | undefined
      readonly atomic?: boolean | undefined
    }
