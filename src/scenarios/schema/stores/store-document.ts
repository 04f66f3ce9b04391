import type { Isolation } from '../../../sim/data-plan.ts'
import type { StoreKind } from '../../store.ts'
import type { Count, Quantity } from '../literals.ts'
import type { MachineDocument } from '../machine.ts'

/** How a store runs. Which options there are depends on its kind. */
export interface StoreTemplateDocument {
  readonly kind?: StoreKind | undefined
  readonly shared?: boolean | undefined
  readonly connections?: Count | undefined
  readonly read?: StatementTimeDocument | undefined
  readonly write?: StatementTimeDocument | undefined
  readonly 'per-row'?: Quantity | undefined
  readonly concurrency?: Count | undefined
  readonly shards?: Count | ShardsDocument | undefined
  readonly machine?: MachineDocument | undefined
  readonly zone?: string | undefined
  readonly zones?: readonly string[] | undefined
  readonly isolation?: Isolation | undefined
  readonly 'lock-timeout'?: Quantity | 'none' | undefined
  readonly 'deadlock-timeout'?: Quantity | undefined
  readonly commit?: Quantity | undefined
  readonly replicas?: Count | undefined
  readonly replication?: ReplicationDocument | undefined
  readonly failover?: 'none' | FailoverDocument | undefined
  readonly nodes?: Count | undefined
  readonly n?: Count | undefined
  readonly r?: Count | undefined
  readonly w?: Count | undefined
  readonly coordinator?: 'node' | 'client' | undefined
  readonly ask?: 'all' | 'r' | undefined
  readonly tell?: 'all' | 'w' | undefined
  readonly conflicts?: 'last-writer-wins' | 'vector-clocks' | undefined
  readonly 'read-repair'?: boolean | undefined
  readonly 'hinted-handoff'?: boolean | HandoffDocument | undefined
  readonly sloppy?: boolean | undefined
  readonly timeout?: Quantity | undefined
  readonly 'anti-entropy'?: Quantity | 'none' | undefined
  readonly refresh?: Quantity | undefined
}

/** A store that holds some or all records. */
export interface StoreDocument extends StoreTemplateDocument {
  readonly holds?: 'all' | readonly string[] | undefined
}

/** Stores by name; the key `each-unit` says how the store runs that every unit with records gets by default. */
export interface StoresDocument {
  readonly 'each-unit'?: StoreTemplateDocument | undefined
  readonly [store: string]: StoreDocument | undefined
}

/** Until it takes effect, or before and after that. */
export type StatementTimeDocument =
  | Quantity
  | { readonly before?: Quantity | undefined; readonly after?: Quantity | undefined }

export interface ShardsDocument {
  readonly count?: Count | undefined
  readonly by?: 'hash' | 'range' | 'consistent' | undefined
  readonly 'virtual-nodes'?: Count | undefined
  readonly grow?: { readonly at: Quantity; readonly to: Count; readonly rate: Quantity } | undefined
}

type WaitWord = 'async' | 'semi-sync' | 'sync' | 'majority'

export type ReplicationDocument =
  | WaitWord
  | {
      readonly wait?: WaitWord | Count | undefined
      readonly for?: 'received' | 'applied' | undefined
      readonly apply?: Quantity | undefined
      readonly retransmit?: Quantity | undefined
    }

export interface FailoverDocument {
  readonly detect?: Quantity | undefined
  readonly heartbeat?: Quantity | undefined
  readonly election?: Quantity | undefined
  readonly fencing?: boolean | undefined
}

export interface HandoffDocument {
  readonly every?: Quantity | undefined
  readonly keep?: Quantity | undefined
}
