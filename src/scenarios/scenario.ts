import type { Balance } from './balance.ts'
import type { EdgePattern } from './edge-pattern.ts'
import type { Expectation } from './expectation.ts'
import type { Fault } from './fault.ts'
import type { Law } from './law.ts'
import type { Machine } from './machine.ts'
import type { Broker, ConsumerSettings, EventSettings, Idempotency } from './messaging.ts'
import type { Protection } from './policy.ts'
import type { ProcessKind } from './process-kind.ts'
import type { Queue } from './queue.ts'
import type { Step } from './step.ts'
import type { Store, StoreTemplate } from './store.ts'
import type { Realisation } from './transaction.ts'

/**
 * The validated scenario: the output of the schema. Every literal is a number in its base unit (durations ns, rates
 * per second, sizes bytes, bandwidth bytes per second, shares 0 to 1, money US dollars) or a law. Every default is
 * applied that depends on nothing but its own place; a field that is absent here takes its default from another part,
 * and says which. Names are not resolved.
 *
 * Keys are those of the document, so that a problem's path can be read off; short forms are written out, and the path
 * of the long form finds its place in the short form too (`operations.browse.steps[0]` in `browse: [...]`).
 */
export interface Scenario {
  readonly name: string
  readonly question?: string
  readonly claim?: string
  readonly control?: string
  readonly notes?: string
  readonly run: Run
  readonly app: Readonly<Record<string, Module>>
  readonly deploy: Deploy
  readonly stores: Stores
  readonly network: Network
  readonly workload: Readonly<Record<string, Workload>>
  readonly policies: readonly Policy[]
  /** In the order of the document; every id once. */
  readonly faults: readonly Fault[]
  /** By name; each is also a module and a unit of that name. Absent where there are none. */
  readonly processes?: Readonly<Record<string, NodeProcess>>
  /** What carries events, by name. Absent where nothing says so: a broker for all, or memory where that will do. */
  readonly brokers?: Readonly<Record<string, Broker>>
  /** How events are carried, by name or pattern. Absent where there is nothing. */
  readonly events?: Readonly<Record<string, EventSettings>>
  /** In the order of the document. Absent where there is nothing. */
  readonly consumers?: readonly ConsumerSettings[]
  /** How business transactions are realised, by name. Absent where nothing says so. */
  readonly transactions?: Readonly<Record<string, Realisation>>
  readonly expect: readonly Expectation[]
}

export interface Run {
  /** Length of the load, ns, at least 1. Default 1 min. */
  readonly duration: number
  /** What is cut from the start, ns, or `auto` (the default): found by MSER-5. */
  readonly warmup: number | 'auto'
  /** In its one canonical form. Default `0`. */
  readonly seed: string
  /** At least 1. Default 10. */
  readonly replications: number
  /** Time for requests in flight at the end, ns (`none` is 0), or `auto` (the default): at most another `duration`. */
  readonly drain: number | 'auto'
  readonly limits: Limits
  /** When all faults end for good, ns, more than 0; absent: never. */
  readonly heal?: number
}

/** Counts of events, each at least 1. */
export interface Limits {
  /** Default 50 million. */
  readonly events: number
  /** Default 100 thousand. */
  readonly 'events-per-instant': number
  /** Default 5 million. */
  readonly pending: number
}

export interface Module {
  readonly operations: Readonly<Record<string, Operation>>
  readonly owns: Readonly<Record<string, OwnedRecord>>
  /** What it does when an event comes, by the name of the event. Absent where it handles none. */
  readonly on?: Readonly<Record<string, Handler>>
}

export interface Operation {
  readonly steps: readonly Step[]
  /** Payload of the answer, bytes. Default 1 KiB. */
  readonly answer: Law
  /** Whether doing it twice is as good as once. Default true. */
  readonly idempotent: boolean
  /** Whether it is done once for each key; absent: as often as it is called. */
  readonly idempotency?: Idempotency
}

/** What a module does when an event comes. */
export interface Handler {
  readonly steps: readonly Step[]
  readonly idempotency?: Idempotency
}

export interface OwnedRecord {
  /** Number of keys, at least 1 (0 of a record that Orrery makes). Default 1000. */
  readonly keys: number
  readonly popularity: Popularity
  /** Value of every key at the start, a whole number; absent: values are opaque. */
  readonly initial?: number
  /** The record of which it keeps copies. */
  readonly 'copy-of'?: string
  /** What its rows are grouped by, a word for people; the keys are then the groups. */
  readonly per?: string
  /** Rows in each group at the start. Default 0. */
  readonly rows: number
  /** Whether its store refuses writes with a token older than one it has seen. Default false. */
  readonly fenced: boolean
  /** Made for an outbox or for keys, and kept with the other records of its module. Nobody writes it. */
  readonly made?: true
}

/**
 * Which of n keys is touched: `zipf(exponent)`, where the i-th has weight 1 / i^exponent, or all alike (the default).
 */
export type Popularity = { readonly kind: 'zipf'; readonly exponent: number } | { readonly kind: 'uniform' }

export interface Deploy {
  /** The template for modules that no unit of `units` holds; absent where nothing says `each-module`. */
  readonly eachModule?: UnitTemplate
  /** In the document directly under `deploy`. */
  readonly units: Readonly<Record<string, Unit>>
}

export interface UnitTemplate {
  /** At least 1. Default 1. */
  readonly instances: number
  /** Default `threads(200)`, as Tomcat. */
  readonly runtime: Runtime
  /** Absent: the machine's vCPU, or 1 for an event loop. */
  readonly cores?: number
  /** Default `ps`, and `fcfs` for an event loop. */
  readonly scheduling: 'ps' | 'fcfs'
  readonly queue: Queue
  /** Default the named machine c7i.large. */
  readonly machine: Machine
  /** Of the instances in turn; empty: the first zone of the network in code-unit order. */
  readonly zones: readonly string[]
  readonly balance: Balance
}

export interface Unit extends UnitTemplate {
  /** Default: the module that has the unit's name, if there is one. */
  readonly modules?: 'all' | readonly string[]
}

export type Runtime = { readonly kind: 'threads'; readonly threads: number } | { readonly kind: 'event-loop' }

export interface Stores {
  /** The template for the stores that units get by default (`<unit>-db`). */
  readonly eachUnit: StoreTemplate
  /** In the document directly under `stores`. */
  readonly named: Readonly<Record<string, Store>>
}

export type Protocol = 'json' | 'grpc' | 'none'

export interface Network {
  /** Default `json`. */
  readonly protocol: Protocol
  /** Time of a call inside a unit, ns, 0 or more. Default 150 ns. */
  readonly 'in-process': number
  readonly 'same-zone': Link
  readonly 'cross-zone': Link
  /** Absent: half the measured round trip between the two regions. */
  readonly 'cross-region'?: Link
  /** Between workloads and units; absent: `none`, latency is measured at the door. */
  readonly client?: Link
  /** Zone to region, at least one. Default `a` in us-east-1. */
  readonly zones: Readonly<Record<string, string>>
  readonly connections: Connections
  readonly links: readonly LinkOverride[]
}

export interface Link {
  /** One way, ns. */
  readonly delay: Law
  /** In [0, 1). */
  readonly loss: number
  /** Bytes per second; Infinity is unlimited. */
  readonly bandwidth: number
}

export interface LinkOverride {
  readonly on: EdgePattern
  readonly delay?: Law
  readonly loss?: number
  readonly bandwidth?: number
}

export interface Connections {
  /** ns; 0 is `off`, Infinity is `forever`. Default 60 s. */
  readonly 'keep-alive': number
  /** Default false. */
  readonly tls: boolean
  /** Absent: as the protocol does it (gRPC yes, others no). */
  readonly multiplexed?: boolean
}

export interface Workload {
  readonly load: Load
  /** What is called, in code-unit order; shares add up to 1. */
  readonly mix: readonly { readonly operation: string; readonly share: number }[]
  /** Named values drawn once for each request. */
  readonly inputs: Readonly<Record<string, Input>>
  /** The input whose value says whose request it is; absent: the user of a closed load, else each by itself. */
  readonly session?: string
  readonly deadline?: Deadline
  /** Payload, bytes. Default 1 KiB. */
  readonly request: Law
  /** Absent: the clients are outside. */
  readonly zone?: string
  /** Class of operations of the mix, 0 to 9, 0 the most important; 0 for the others. */
  readonly priorities: Readonly<Record<string, number>>
}

/** A key in [0, of) by the popularity law. */
export interface Input {
  readonly popularity: Popularity
  readonly of: number
}

export interface Deadline {
  /** ns, more than 0. */
  readonly after: number
  /** Default false. */
  readonly propagate: boolean
}

export type Load =
  | { readonly kind: 'open'; readonly arrivals: Arrivals }
  /** At least 1 user; think time and ramp-up in ns, both 0 by default. */
  | { readonly kind: 'closed'; readonly users: number; readonly think: Law; readonly 'ramp-up': number }

export type Arrivals = RenewalArrivals | DiurnalArrivals | ModulatedArrivals | ReplayTimes | ReplayCounts

/** How arrivals are spread at a given rate. */
export interface Process {
  readonly kind: 'poisson' | 'constant' | 'uniform' | 'hyperexp'
  /** Of the gaps; 1 for poisson, more than 1 for hyperexp. */
  readonly cv: number
  /** Requests that arrive together, a count; the rate counts batches. Default constant 1. */
  readonly batch: Law
}

export interface RenewalArrivals {
  readonly kind: 'renewal'
  readonly process: Process
  /** One after the other from the start of the run, at least one. */
  readonly rate: readonly RatePart[]
}

/** Arrivals per second go linearly from `from` to `to`. */
export interface RatePart {
  /** ns; absent in the last part: to the end of the run. */
  readonly for?: number
  readonly from: number
  readonly to: number
}

/** A daily wave: mean + (peak - mean) * cos(2 pi (t - peak-at) / period), narrowed where it would fall below 0. */
export interface DiurnalArrivals {
  readonly kind: 'diurnal'
  readonly process: Process
  readonly mean: number
  /** At least `mean`; default twice the mean. */
  readonly peak: number
  /** ns. Default 24 h. */
  readonly period: number
  /** ns after the start. Default half the period. */
  readonly 'peak-at': number
}

/** Poisson arrivals whose rate moves on to the next state after a stay; after the last comes the first. */
export interface ModulatedArrivals {
  readonly kind: 'modulated'
  readonly states: readonly { readonly rate: number; readonly stay: Law }[]
}

/** A CSV with a timestamp in each row. */
export interface ReplayTimes {
  readonly kind: 'replay-times'
  /** As written; the text comes with `files`. */
  readonly replay: string
  /** A header's text or a column number from 1. Default 1. */
  readonly column: string | number
  /** ns of one unit of the column. Default 1 s. */
  readonly unit: number
}

/** A CSV with a number of arrivals in each row. */
export interface ReplayCounts {
  readonly kind: 'replay-counts'
  readonly replay: string
  /** A header's text or a column number from 1; 0, the default, is the only column of the file. */
  readonly column: string | number
  /** ns that one row covers. */
  readonly 'counts-per': number
  /** Factor on the counts, more than 0. Default 1. */
  readonly scale: number
}

export interface Policy extends Protection {
  readonly on: EdgePattern
  /** Of one attempt, ns; 0 is none. */
  readonly timeout?: number
  /** Whether a timeout sends a cancellation after the request. */
  readonly cancel?: boolean
  readonly protocol?: Protocol
  readonly connections?: Partial<Connections>
}

/** A process of the scenario: what its nodes do, and how they run. */
export interface NodeProcess {
  readonly what: ProcessKind
  /** How the nodes run; `instances` is their number. */
  readonly unit: UnitTemplate
  /** Cpu for each message and each request, ns. Default 0. */
  readonly cpu: Law
  /** Payload of a message, bytes. Default 200 B. */
  readonly message: Law
}
