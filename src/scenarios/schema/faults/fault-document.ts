import type { Count, Quantity, Share } from '../literals.ts'

/** When a fault is on, and what it is called; the same for every kind. */
export interface FaultTimesDocument {
  readonly id?: string | undefined
  readonly disabled?: boolean | undefined
  readonly at?: Quantity | undefined
  readonly for?: Quantity | undefined
  readonly until?: Quantity | undefined
  readonly every?: Quantity | undefined
  readonly jitter?: Quantity | undefined
  readonly after?: string | AfterDocument | undefined
  readonly when?: string | WhenDocument | undefined
  readonly flap?: { readonly on: StayDocument; readonly off: StayDocument } | undefined
}

export interface AfterDocument {
  readonly fault: string
  readonly event?: 'start' | 'end' | undefined
  readonly delay?: Quantity | undefined
}

export interface WhenDocument {
  readonly that: string
  readonly delay?: Quantity | undefined
  readonly times?: Count | undefined
  readonly poll?: Quantity | undefined
}

/** Always so long, or at least `min` and `mean` on average. */
export type StayDocument = Quantity | { readonly min?: Quantity | undefined; readonly mean: Quantity }

/** Which of the instances of a target. */
export interface InstancesDocument {
  readonly pick?: string | number | undefined
  readonly instances?: readonly Count[] | undefined
  readonly zone?: string | undefined
  readonly region?: string | undefined
}

/** Which of the messages of an edge. */
export interface MessagesDocument {
  readonly direction?: 'both' | 'there' | 'back' | undefined
  readonly pick?: string | number | undefined
  readonly instances?: readonly Count[] | undefined
  readonly end?: 'callee' | 'caller' | undefined
  readonly operation?: Names | undefined
  readonly zones?: readonly string[] | undefined
}

/** Which of the requests of an edge: they have one direction. */
export type RequestsDocument = Omit<MessagesDocument, 'direction'>

/** One name, or several. */
export type Names = string | readonly string[]

/** Factor of a slower start, for so long. */
export interface ColdDocument {
  readonly factor: Count
  readonly for: Quantity
}

/** A fault: one key that says its kind and whom it hits, its knobs, and when it is on. */
export type FaultDocument = FaultTimesDocument &
  (NetworkFaultDocument | ProcessFaultDocument | DependencyFaultDocument | LoadFaultDocument | PlaceFaultDocument)

export type NetworkFaultDocument =
  | (MessagesDocument & { readonly latency: string; readonly add: Quantity })
  | (MessagesDocument & { readonly loss: string; readonly share: Share; readonly burst?: Count | undefined })
  | (MessagesDocument & { readonly duplicate: string; readonly share: Share; readonly delay?: Quantity | undefined })
  | (MessagesDocument & { readonly reorder: string; readonly share: Share; readonly hold: Quantity })
  | (MessagesDocument & { readonly bandwidth: string; readonly rate: string })
  | (MessagesDocument & { readonly partition: string | PlaceDocument | PairsDocument })
  | (MessagesDocument & { readonly jam: string })
  | { readonly blackhole: Names; readonly direction?: 'both' | 'there' | 'back' | undefined }
  | (RequestsDocument & { readonly refuse: string; readonly share?: Share | undefined })
  | (RequestsDocument & { readonly hang: string; readonly share?: Share | undefined })
  | (RequestsDocument & { readonly reset: string; readonly share?: Share | undefined })
  | { readonly dns: string; readonly mode?: 'fail' | 'hang' | undefined }

export type PlaceDocument = { readonly zone: string } | { readonly region: string }

export interface PairsDocument {
  readonly between: Names
  readonly and: Names
}

export type ProcessFaultDocument =
  | (InstancesDocument & {
      readonly crash: Names
      readonly host?: 'down' | 'up' | undefined
      readonly restart?: Quantity | undefined
      readonly cold?: ColdDocument | undefined
    })
  | (InstancesDocument & {
      readonly drain: Names
      readonly grace?: Quantity | undefined
      readonly restart?: Quantity | undefined
    })
  | (InstancesDocument & { readonly pause: Names })
  | (InstancesDocument & { readonly stall: Names })
  | (InstancesDocument & {
      readonly slow: Names
      readonly factor: Count
      readonly resource?: 'cpu' | 'io' | 'all' | undefined
      readonly 'health-checks'?: boolean | undefined
    })
  | (InstancesDocument & {
      readonly 'cpu-quota': Names
      readonly quota: Quantity
      readonly period?: Quantity | undefined
    })
  | (InstancesDocument & {
      readonly memory: Names
      readonly limit: Quantity
      readonly growth?: string | undefined
      readonly 'per-request'?: Quantity | undefined
      readonly 'slow-from'?: Share | undefined
      readonly slowdown?: Count | undefined
      readonly restart?: Quantity | undefined
    })
  | (InstancesDocument & { readonly threads: Names; readonly take: Share })
  | (InstancesDocument & { readonly descriptors: Names; readonly limit: Count })
  | (InstancesDocument & {
      readonly clock: Names
      readonly step?: Quantity | undefined
      readonly drift?: Share | undefined
    })

export type DependencyFaultDocument =
  | (InstancesDocument & {
      readonly errors: Names
      readonly share?: Share | undefined
      readonly moment?: 'before' | 'after' | undefined
      readonly as?: string | undefined
      readonly first?: Count | undefined
    })
  | (InstancesDocument & { readonly 'lost-reply': Names; readonly share: Share })
  | (InstancesDocument & {
      readonly throttle: Names
      readonly limit: Quantity
      readonly burst?: Count | undefined
      readonly 'retry-after'?: Quantity | undefined
    })
  | (InstancesDocument & { readonly 'cache-flush': Names })
  | { readonly 'pool-leak': Names; readonly share: Share }
  | { readonly 'pool-exhausted': Names; readonly take: Count }

export type LoadFaultDocument =
  | { readonly surge: Names; readonly factor: Count }
  | { readonly 'hot-key': Names; readonly share: Share; readonly keys?: Count | undefined }
  | { readonly 'client-retries': Names; readonly attempts: Count; readonly wait?: Quantity | undefined }

/** A zone or region that is lost. */
export type PlaceFaultDocument = PlaceDocument & {
  readonly restart?: Quantity | undefined
  readonly cold?: ColdDocument | undefined
}
