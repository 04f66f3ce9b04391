import type { Isolation } from '../../sim/data-plan.ts'
import type { Count, Quantity, Share } from './literals.ts'
import type { TransactionStepDocument } from './transactions/transaction-documents.ts'

/** A step as written: one key that names its kind, and its options. */
export type StepDocument =
  | { readonly cpu: Quantity }
  | { readonly io: Quantity }
  | CallDocument
  | { readonly send: string; readonly request?: Quantity | undefined }
  | {
      readonly parallel: readonly StepsDocument[] | { readonly times: Count; readonly do: StepsDocument }
      readonly need?: 'all' | 'any' | Count | undefined
    }
  | { readonly choose: readonly ChoiceDocument[] }
  | { readonly repeat: Count; readonly do: StepsDocument }
  | DataStepDocument
  | PublishDocument
  | TransactionStepDocument
  | { readonly fail: Share; readonly as?: string | undefined }
  | { readonly respond: true }
  | 'respond'

/** A list of steps, or a single one. */
export type StepsDocument = StepDocument | readonly StepDocument[]

export interface CallDocument {
  readonly call: string
  readonly timeout?: Quantity | undefined
  readonly optional?: boolean | undefined
  readonly key?: string | undefined
  readonly request?: Quantity | undefined
}

export interface PublishDocument {
  readonly publish: string
  readonly key?: string | undefined
  readonly size?: Quantity | undefined
  readonly optional?: boolean | undefined
}

/** A share of all times, or a weight among the choices. */
export interface ChoiceDocument {
  readonly share?: Share | undefined
  readonly weight?: Count | undefined
  readonly do: StepsDocument
}

/** A step that touches records, as written: one key that names its kind, and its options. */
type DataStepDocument =
  | ReadDocument
  | WriteDocument
  | UpdateDocument
  | { readonly insert: string; readonly key?: string | undefined; readonly set?: string | number | undefined }
  | { readonly delete: string; readonly key?: string | undefined }
  | QueryDocument
  | { readonly join: readonly string[]; readonly key?: string | undefined; readonly rows?: Count | undefined }
  | BeginDocument
  | LeaseDocument
  | InvalidateDocument
  | CacheDocument

export interface ReadDocument {
  readonly read: string
  readonly key?: string | undefined
  readonly from?: 'leader' | 'replica' | 'any' | 'nearest' | undefined
  readonly 'for-update'?: boolean | undefined
}

export interface WriteDocument {
  readonly write: string
  readonly key?: string | undefined
  readonly set?: string | number | undefined
  readonly if?: 'unchanged' | undefined
}

export interface UpdateDocument {
  readonly update: string
  readonly key?: string | undefined
  readonly add: string | number
  readonly require?: string | undefined
  readonly as?: string | undefined
}

export interface QueryDocument {
  readonly query: string
  readonly key?: string | undefined
  readonly rows?: Count | undefined
  readonly index?: boolean | undefined
}

export interface BeginDocument {
  readonly begin: StepsDocument
  readonly isolation?: Isolation | undefined
  readonly retries?: Count | undefined
  readonly optional?: boolean | undefined
}

export interface LeaseDocument {
  readonly lease: string
  readonly key?: string | undefined
  readonly ttl: Quantity
  readonly do: StepsDocument
  readonly retry?: Quantity | undefined
  readonly attempts?: Count | undefined
  readonly fencing?: boolean | undefined
}

export interface InvalidateDocument {
  readonly invalidate: string
  readonly key?: string | undefined
  readonly delay?: Quantity | undefined
  readonly loss?: Share | undefined
  readonly in?: string | undefined
}

export interface CacheDocument {
  readonly cache: string
  readonly key?: string | undefined
  readonly ttl?: Quantity | 'forever' | undefined
  readonly sliding?: boolean | undefined
  readonly entries?: Count | 'unbounded' | undefined
  readonly evict?: 'lru' | 'lfu' | 'fifo' | 'random' | undefined
  readonly coalesce?: boolean | undefined
  readonly mode?: 'aside' | 'read-through' | 'write-through' | { readonly 'write-behind': Quantity } | undefined
  readonly 'look-up'?: Quantity | undefined
  readonly scope?: 'instance' | 'shared' | undefined
  readonly warm?: Share | undefined
  readonly miss?: StepsDocument | undefined
}
