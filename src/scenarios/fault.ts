import type { PickPlan } from '../sim/fault-plan.ts'
import type { EdgePattern } from './edge-pattern.ts'
import type { Law } from './law.ts'

/** One fault of a scenario: when it is on, and what it does to whom. Names are not resolved. */
export interface Fault {
  /** Unique; `<kind>-<n>` where none is written, n counting the faults of that kind from 1. */
  readonly id: string
  /** It stays in the file and does nothing. */
  readonly disabled: boolean
  readonly starts: FaultStart
  readonly what: FaultKind
}

/** All times ns; `for` and `until` are `Infinity` where nothing ends it but the run. */
export type FaultStart =
  | {
      readonly kind: 'scripted'
      readonly at: number
      readonly for: number
      /** 0: once. */
      readonly every: number
      readonly jitter: number
      readonly until: number
    }
  | {
      readonly kind: 'after'
      /** Id of another fault. */
      readonly fault: string
      readonly event: 'start' | 'end'
      readonly delay: number
      readonly for: number
    }
  | {
      readonly kind: 'when'
      readonly condition: Condition
      readonly delay: number
      readonly for: number
      /** At least 1. */
      readonly times: number
      readonly poll: number
    }
  | { readonly kind: 'flap'; readonly at: number; readonly until: number; readonly on: Stay; readonly off: Stay }

/** ns; the stay is always `mean` where `min` is the same, and else `min` and an exponential rest. */
export interface Stay {
  readonly min: number
  readonly mean: number
}

/** `orders.queue-length > 500`; the name is that of a unit, a store or a module. */
export interface Condition {
  /** Canonical. */
  readonly text: string
  readonly name: string
  readonly measure: 'queue-length' | 'concurrency' | 'cpu-busy' | 'instances-up'
  readonly compare: '<' | '<=' | '>' | '>='
  readonly value: number
}

/** Which instances, wherever they are named. */
export interface InstanceChoice {
  readonly pick: PickPlan
  /** Only those in this zone … */
  readonly zone?: string
  /** … or in this region. */
  readonly region?: string
}

/** Whom it hits, at least one name: of units, stores and modules, or where operations are meant of those, too. */
export interface Targets extends InstanceChoice {
  readonly names: readonly string[]
}

/** Messages of calls. */
export interface PathTarget {
  readonly edge: EdgePattern
  readonly direction: 'both' | 'there' | 'back'
  /** Which instances of the `end`. */
  readonly pick: PickPlan
  readonly end: 'callee' | 'caller'
  /** Only calls of these; empty: all. */
  readonly operations: readonly string[]
  /** Only between the first zone and the second; empty: wherever. */
  readonly zones: readonly string[]
}

/** An instance, `payments/0`, or all of a unit, a store, a module or the clients of a workload. */
export interface InstanceName {
  /** Canonical. */
  readonly text: string
  readonly name: string
  /** Absent: all. */
  readonly instance?: number
}

export type FaultKind = NetworkFault | ProcessFault | DependencyFault | LoadFault | PlaceFault

export type NetworkFault =
  | { readonly kind: 'latency'; readonly path: PathTarget; readonly add: Law }
  | { readonly kind: 'loss'; readonly path: PathTarget; readonly share: number; readonly burst: number }
  | { readonly kind: 'duplicate'; readonly path: PathTarget; readonly share: number; readonly delay: Law }
  | { readonly kind: 'reorder'; readonly path: PathTarget; readonly share: number; readonly hold: Law }
  | { readonly kind: 'bandwidth'; readonly path: PathTarget; readonly rate: number }
  | { readonly kind: 'partition'; readonly partition: Partition }
  | { readonly kind: 'jam'; readonly path: PathTarget }
  | { readonly kind: 'blackhole'; readonly operations: readonly string[]; readonly direction: PathTarget['direction'] }
  | { readonly kind: 'refuse' | 'hang' | 'reset'; readonly path: PathTarget; readonly share: number }
  /** `name` for all who call it, or some edges. */
  | { readonly kind: 'dns'; readonly dns: string | EdgePattern; readonly mode: 'fail' | 'hang' }

export type Partition =
  | { readonly kind: 'path'; readonly path: PathTarget }
  /** From all others and the clients outside. */
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'pairs'; readonly between: readonly InstanceName[]; readonly and: readonly InstanceName[] }

/** How much slower a process works after a start, and how long, ns. */
export interface Cold {
  readonly factor: number
  readonly for: number
}

export type ProcessFault =
  | {
      readonly kind: 'crash'
      readonly on: Targets
      readonly host: 'down' | 'up'
      readonly restart: number
      readonly cold: Cold
    }
  | { readonly kind: 'drain'; readonly on: Targets; readonly grace: number; readonly restart: number }
  | { readonly kind: 'pause' | 'stall'; readonly on: Targets }
  | {
      readonly kind: 'slow'
      readonly on: Targets
      /** More than 1. */
      readonly factor: number
      readonly resource: 'cpu' | 'io' | 'all'
      readonly 'health-checks': boolean
    }
  | { readonly kind: 'cpu-quota'; readonly on: Targets; readonly quota: number; readonly period: number }
  | {
      readonly kind: 'memory'
      readonly on: Targets
      readonly limit: number
      readonly growth: number
      readonly 'per-request': number
      readonly 'slow-from': number
      readonly slowdown: number
      readonly restart: number
    }
  | { readonly kind: 'threads'; readonly on: Targets; readonly take: number }
  | { readonly kind: 'descriptors'; readonly on: Targets; readonly limit: number }
  | { readonly kind: 'clock'; readonly on: Targets; readonly step: number; readonly drift: number }

export type DependencyFault =
  | {
      readonly kind: 'errors'
      readonly on: Targets
      readonly share: number
      readonly moment: 'before' | 'after'
      readonly as: string
      /** 0: all. */
      readonly first: number
    }
  | { readonly kind: 'lost-reply'; readonly on: Targets; readonly share: number }
  | {
      readonly kind: 'throttle'
      readonly on: Targets
      readonly limit: number
      readonly burst: number
      readonly 'retry-after': number
    }
  | ({ readonly kind: 'cache-flush'; readonly caches: readonly string[] } & InstanceChoice)
  | { readonly kind: 'pool-leak'; readonly pools: readonly string[]; readonly share: number }
  | { readonly kind: 'pool-exhausted'; readonly pools: readonly string[]; readonly take: number }

export type LoadFault =
  | { readonly kind: 'surge'; readonly workloads: readonly string[]; readonly factor: number }
  | {
      readonly kind: 'hot-key'
      readonly workloads: readonly string[]
      readonly share: number
      readonly keys: number
    }
  | {
      readonly kind: 'client-retries'
      readonly workloads: readonly string[]
      readonly attempts: number
      readonly wait: number
    }

/** Loss of everything in a zone or a region: its processes and all ways to it. */
export type PlaceFault = {
  readonly kind: 'zone' | 'region'
  readonly place: string
  readonly restart: number
  readonly cold: Cold
}
