import type { CacheMode } from '../sim/cache-plan.ts'
import type { Isolation } from '../sim/data-plan.ts'
import type { Law } from './law.ts'
import type { Idempotency } from './messaging.ts'
import type { Leg, Realisation } from './transaction.ts'

/** A step; the field named after the kind is the value written beside the kind. */
export type Step =
  /** Computing, ns. */
  | { readonly kind: 'cpu'; readonly cpu: Law }
  /** Waiting without cpu, ns. */
  | { readonly kind: 'io'; readonly io: Law }
  | {
      readonly kind: 'call'
      /** As written: `module.operation`, or `operation` of the same module. */
      readonly call: string
      /** ns, more than 0; absent: what the policies say. */
      readonly timeout?: number
      /** Default false. */
      readonly optional: boolean
      /** The input that tells this call from others for the same operation; absent: they are all alike. */
      readonly key?: string
      /** Payload, bytes. Default 1 KiB. */
      readonly request: Law
    }
  | { readonly kind: 'send'; readonly send: string; readonly request: Law }
  | ParallelStep
  | ChooseStep
  /** A count, and what is done so often, one after the other. */
  | { readonly kind: 'repeat'; readonly repeat: Law; readonly do: readonly Step[] }
  | DataStep
  | PublishStep
  | TransactionStep
  /** A probability in [0, 1], and the business reason; without one plain `error`. */
  | { readonly kind: 'fail'; readonly fail: number; readonly as?: string }
  | { readonly kind: 'respond' }
  /** At a node of a process: it takes the request over. Nobody writes it. */
  | { readonly kind: 'handle' }
  | OnceStep
  | HearStep
  | DeedStep

/** What a participant of a choreographed saga does with a message of it. Nobody writes it: see `choreography`. */
export interface HearStep {
  readonly kind: 'hear'
  /** The business transaction. */
  readonly hear: string
  /** The leg that hears, by index; -1 for who has begun the saga. */
  readonly leg: number
  /** Who says what: a leg, or -1. */
  readonly from: number
  readonly says: 'begun' | 'done' | 'failed' | 'undone'
  /** Doing the leg and saying so; saying that it has failed; undoing it and saying so. Of the initiator: none. */
  readonly answers: readonly (readonly Step[])[]
}

/** The call of a leg, or of its undo, by its participant. Nobody writes it. */
export interface DeedStep {
  readonly kind: 'deed'
  /** The business transaction. */
  readonly deed: string
  readonly leg: number
  readonly phase: 0 | 1
  readonly call: Step
  /** What the call is named after, for its draws. */
  readonly name: string
}

/** Tells whoever handles the event. */
export interface PublishStep {
  readonly kind: 'publish'
  /** The event. */
  readonly publish: string
  /** The input whose value decides about order; absent: there is none. */
  readonly key?: string
  /** Bytes; absent: what holds for the event. */
  readonly size?: Law
  /** A message that could not be published does not fail the operation. Default false. */
  readonly optional: boolean
  /** The record whose rows are the messages at first. Nobody writes it: see `withMadeRecords`. */
  readonly outbox?: string
}

/** The whole of an operation, done once for each key. Nobody writes it: see `withMadeRecords`. */
export interface OnceStep {
  readonly kind: 'once'
  /** The record of the keys. */
  readonly once: string
  readonly idempotency: Idempotency
  readonly do: readonly Step[]
}

/** Does several things as one, in whatever way the variant says. */
export interface TransactionStep {
  readonly kind: 'transaction'
  /** Unique in the scenario. */
  readonly transaction: string
  readonly steps: readonly Leg[]
  /** A transaction that failed does not fail the operation. Default false. */
  readonly optional: boolean
  /** How it is realised. Nobody writes it: see `withRealisedTransactions`. */
  readonly realised?: Realised
}

/** A realisation that is no block of local statements, and the record of its log, if there is one. */
export interface Realised {
  readonly realisation: Realisation
  readonly log?: string
  /** Of a choreographed one: the event that it has begun. */
  readonly begins?: readonly Step[]
  /** Of a local one: the transaction on its store. */
  readonly block?: BeginStep
}

export interface ParallelStep {
  readonly kind: 'parallel'
  /** `list`: the branches as written; `times`: the same steps so many times at once (at least 1). */
  readonly parallel:
    | { readonly kind: 'list'; readonly branches: readonly (readonly Step[])[] }
    | { readonly kind: 'times'; readonly times: number; readonly do: readonly Step[] }
  /** How many branches must succeed, from 1 to their number; `any` is 1. Default `all`. */
  readonly need: 'all' | 'any' | number
}

export interface ChooseStep {
  readonly kind: 'choose'
  /** Shares in [0, 1]; their sum is at most 1, and the rest does nothing. Weights have become shares with sum 1. */
  readonly choose: readonly { readonly share: number; readonly do: readonly Step[] }[]
}

/** The steps that touch records. `key` names the input that is the key; absent: drawn from the record's popularity. */
export type DataStep =
  | ReadStep
  | WriteStep
  | UpdateStep
  | InsertStep
  | DeleteStep
  | QueryStep
  | JoinStep
  | BeginStep
  | LeaseStep
  | InvalidateStep
  | CacheStep

/** The steps that are one statement for one store, each about the record beside its kind. */
export type StatementStep = ReadStep | WriteStep | UpdateStep | InsertStep | DeleteStep | QueryStep

export interface ReadStep {
  readonly kind: 'read'
  /** A record's name. */
  readonly read: string
  readonly key?: string
  /** Which node is asked, where a store has a leader and replicas. Default `leader`. */
  readonly from: 'leader' | 'replica' | 'any' | 'nearest'
  /** Whether the row stays locked until the transaction ends. Default false. */
  readonly 'for-update': boolean
}

export interface WriteStep {
  readonly kind: 'write'
  readonly write: string
  readonly key?: string
  /** Absent: an opaque value that nothing else has. */
  readonly set?: NewValue
  /** The version must still be the one that was read. */
  readonly if?: 'unchanged'
}

/** `5`; `read - 1`, what was read last of that key and so much; `copy` of the record that this one copies. */
export type NewValue =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'read'; readonly add: number }
  | { readonly kind: 'copy' }

export interface UpdateStep {
  readonly kind: 'update'
  readonly update: string
  readonly key?: string
  /** A whole number. */
  readonly add: number
  /** What the value must be afterwards. */
  readonly require?: Requirement
  /** The business reason where it would not be; absent: `rejected`. */
  readonly as?: string
}

export interface Requirement {
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!='
  readonly limit: number
}

export interface InsertStep {
  readonly kind: 'insert'
  readonly insert: string
  /** The group of a record with groups; else the key of the new row; absent there: one that nothing else has. */
  readonly key?: string
  /** Absent: an opaque value. */
  readonly set?: number
}

export interface DeleteStep {
  readonly kind: 'delete'
  readonly delete: string
  readonly key?: string
}

export interface QueryStep {
  readonly kind: 'query'
  readonly query: string
  readonly key?: string
  /** Rows it finds; absent: those of the group. */
  readonly rows?: number
  /** Without an index it looks at all rows there are. Default true. */
  readonly index: boolean
}

export interface JoinStep {
  readonly kind: 'join'
  /** At least two records. */
  readonly join: readonly string[]
  readonly key?: string
  /** Rows it finds in each record, at least 1. */
  readonly rows: number
}

/** One local transaction on one store. */
export interface BeginStep {
  readonly kind: 'begin'
  readonly begin: readonly Step[]
  /** Absent: that of the store. */
  readonly isolation?: Isolation
  /** How often from the start again after a conflict or deadlock. Default 0. */
  readonly retries: number
  /** A failed transaction does not fail the operation. Default false. */
  readonly optional: boolean
  /** What its calls touch, which says on which store it is. Nobody writes it. */
  readonly records?: readonly string[]
}

/** Does something while nobody else who asks for the same key of the record does. */
export interface LeaseStep {
  readonly kind: 'lease'
  readonly lease: string
  readonly key?: string
  /** ns, more than 0. */
  readonly ttl: number
  readonly do: readonly Step[]
  /** Time between two attempts to get it, ns. Default 100 ms. */
  readonly retry: number
  /** At least 1. Default 50. */
  readonly attempts: number
  /** Whether it comes with a token that goes along with writes. Default false. */
  readonly fencing: boolean
}

/** Tells caches that their copies of a key are out of date. */
export interface InvalidateStep {
  readonly kind: 'invalidate'
  readonly invalidate: string
  readonly key?: string
  /** How much later a copy goes, ns. Default 0. */
  readonly delay: Law
  /** Probability in [0, 1] that a copy never hears of it. Default 0. */
  readonly loss: number
  /** Module whose cache it is; absent: those of all modules. */
  readonly in?: string
}

/** Looks a key of a record up near the caller, and does `miss` where it is not there. */
export interface CacheStep {
  readonly kind: 'cache'
  /** A record's name. */
  readonly cache: string
  readonly key?: string
  /** How long an entry is good, ns; default Infinity, `forever`. */
  readonly ttl: number
  /** Whether every hit starts the ttl again. Default false. */
  readonly sliding: boolean
  /** Default Infinity, `unbounded`. */
  readonly entries: number
  /** Who makes room. Default `lru`. */
  readonly evict: 'lru' | 'lfu' | 'fifo' | 'random'
  /** Whether misses of a key wait for the first of them. Default false. */
  readonly coalesce: boolean
  /** Default `aside`. */
  readonly mode: CacheMode
  /** ns. Default 0. */
  readonly 'look-up': Law
  /** Default `instance`. */
  readonly scope: 'instance' | 'shared'
  /** Share of the keys that are there at the start. Default 0. */
  readonly warm: number
  /** Absent: the record is read; of the mode `aside` never. */
  readonly miss?: readonly Step[]
}

/** The record that a step is about; `undefined` for steps that are about none, or about several. */
export function recordOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'read':
      return step.read
    case 'write':
      return step.write
    case 'update':
      return step.update
    case 'insert':
      return step.insert
    case 'delete':
      return step.delete
    case 'query':
      return step.query
    case 'lease':
      return step.lease
    case 'invalidate':
      return step.invalidate
    case 'cache':
      return step.cache
    default:
      return undefined
  }
}

/** The records that a step reads or writes in their stores. */
export function recordsTouched(step: Step): readonly string[] {
  if (step.kind === 'join') return step.join
  if (step.kind === 'invalidate') return []
  if (step.kind === 'publish') return step.outbox === undefined ? [] : [step.outbox]
  if (step.kind === 'once') return [step.once]
  if (step.kind === 'transaction') return step.realised?.log === undefined ? [] : [step.realised.log]
  if (step.kind === 'cache') return step.miss === undefined ? [step.cache] : []
  const record = recordOf(step)
  return record === undefined ? [] : [record]
}
