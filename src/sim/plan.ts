import type { BusinessPlan, OncePlan, TransactPlan } from './business-plan.ts'
import type { CachePlan, InvalidationPlan } from './cache-plan.ts'
import type { AccessPlan, LeasePlan, RecordPlan, StorePlan, TransactionPlan } from './data-plan.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { Distribution } from './kernel/distribution.ts'
import type { KeyLaw } from './kernel/keys/key-law.ts'
import type { BrokerPlan, EventPlan, PublishPlan, SubscriptionPlan } from './message-plan.ts'
import type { AdmissionPlan, EjectionPlan, GuardPlan, HealthCheckPlan } from './policy-plan.ts'
import type { ProcessPlan } from './process-plan.ts'

/**
 * The compiled scenario: what the world is made of. Names are resolved to indexes, operations to flat step arrays,
 * literals to integers (nanoseconds, bytes) and samplers. The world reads nothing else.
 */
export interface Plan {
  /** Length of the load: no request arrives at or after this time. Nanoseconds. */
  readonly duration: number
  /** How long requests in flight at `duration` may take to finish; 0 stops the run at `duration`. Nanoseconds. */
  readonly drain: number
  readonly limits: LimitsPlan
  /** Cost of a call inside a unit, ns; 0 makes it instant. */
  readonly inProcess: number
  readonly programs: readonly ProgramPlan[]
  readonly units: readonly UnitPlan[]
  readonly pools: readonly PoolPlan[]
  readonly caches: readonly CachePlan[]
  readonly records: readonly RecordPlan[]
  readonly stores: readonly StorePlan[]
  /** Units whose instances are nodes that run code; absent where there are none. */
  readonly processes?: readonly ProcessPlan[]
  /** What carries events, which events there are, and who handles them; absent where nobody publishes. */
  readonly brokers?: readonly BrokerPlan[]
  readonly events?: readonly EventPlan[]
  readonly subscriptions?: readonly SubscriptionPlan[]
  /** Business transactions; absent where there are none. */
  readonly businesses?: readonly BusinessPlan[]
  readonly zones: readonly string[]
  readonly links: readonly LinkPlan[]
  /** `linkBetween[from * zones.length + to]` is the link between two zones. */
  readonly linkBetween: readonly number[]
  readonly edges: readonly EdgePlan[]
  readonly workloads: readonly WorkloadPlan[]
  /** In code-unit order of their ids. */
  readonly faults: readonly FaultPlan[]
  /** All faults end at this time, ns, and none starts at or after it; `Infinity` for never. */
  readonly heal: number
  /** Names of outcomes by index: the built-in ones of `outcome.ts` first, then the business reasons of the scenario. */
  readonly outcomes: readonly string[]
}

/** Limits that end a run as inconclusive; each is a count of events, at least 1. */
export interface LimitsPlan {
  readonly events: number
  readonly eventsPerInstant: number
  readonly pendingEvents: number
}

/** A flat array of steps: an operation, a branch of `parallel` or the body of `repeat`. */
export interface ProgramPlan {
  /** `shop.checkout`; an anonymous part is named after its place: `shop.checkout[2].parallel[0]`. */
  readonly name: string
  /** The unit that runs it. */
  readonly unit: number
  /** True for an operation (it has an answer and statistics), false for an anonymous part. */
  readonly operation: boolean
  readonly steps: readonly StepPlan[]
  /** Payload of the answer in bytes; only of operations. */
  readonly answer: Distribution
  /** Whether doing it twice is as good as once; if not, a retry needs a definite failure. */
  readonly idempotent: boolean
  /** Whether it is told each time that it has done its work, so that doubles can be counted. Default false. */
  readonly counted?: boolean
}

/** What a step does. The numbers are part of no promise; the order is that of the `switch` in the interpreter. */
export const StepKind = {
  /** Compute for `amount` ns on the unit's cpu. */
  cpu: 0,
  /** Wait for `amount` ns without cpu. */
  io: 1,
  /** Call operation `program` over edge `edge` and wait for the answer; edge -1 is a call inside the unit. */
  call: 2,
  /** As `call`, but without waiting for the answer. */
  send: 3,
  /** Run every program of `branches` at once; go on when `need` of them have succeeded. */
  parallel: 4,
  /** Go on at `targets[i]`, chosen with the cumulative shares `cumulative` (the last is 1). */
  choose: 5,
  /** Go on at `targets[0]`. */
  jump: 6,
  /** Run program `program` as often as `amount` says (rounded to an integer), one after the other. */
  repeat: 7,
  /** With probability `probability` end the operation with `outcome`. */
  fail: 8,
  /** Answer the caller now; the remaining steps go on afterwards. */
  respond: 9,
  /** End of the program. */
  end: 10,
  /** Look `key` up in cache `cache`; on a miss run program `program`, and keep its result if it succeeds. */
  cached: 11,
  /** At a server: do what the call carries. */
  deliver: 12,
  /** Do something to the data of a store: see `access` of the step. */
  access: 13,
  /** Run program `program` as one local transaction: see `transaction` of the step. */
  begin: 14,
  /** Run program `program` while holding a lease: see `lease` of the step. */
  lease: 15,
  /** Tell caches that their copy of a key is out of date, without waiting: see `invalidation` of the step. */
  invalidate: 16,
  /** At a node of a process: it takes the request over, and answers it when it likes. */
  handle: 17,
  /** Publish an event: see `publish` of the step; its key is that of the message. */
  publish: 18,
  /** Do a business transaction: see `transact` of the step. */
  transact: 19,
  /** Run program `program` unless that was done before for the same key: see `once` of the step. */
  once: 20,
} as const
export type StepKind = (typeof StepKind)[keyof typeof StepKind]

/** One step. All steps have one shape, because the interpreter reads them at every event. */
export interface StepPlan {
  readonly kind: StepKind
  /** Names the step for its draws: `shop.checkout[1]`. Does not depend on the deployment. */
  readonly path: string
  readonly amount: Distribution
  readonly program: number
  readonly edge: number
  /** Payload of the request in bytes. */
  readonly request: Distribution
  /** A failed call does not fail the operation. */
  readonly optional: boolean
  /** Client timeout of this call in ns; 0 is none. */
  readonly timeout: number
  readonly branches: readonly number[]
  readonly need: number
  readonly targets: readonly number[]
  readonly cumulative: readonly number[]
  readonly probability: number
  readonly outcome: number
  /** The key this step touches; `null` where nothing depends on it. */
  readonly key: KeyPlan | null
  /**
   * Index of the cache of a `cached` step, whose look-up takes `amount` ns, or of the one that the `access` step of a
   * write goes through or behind; -1 for the others.
   */
  readonly cache: number
  /** What an `access` step does to data; absent for the others. */
  readonly access?: AccessPlan
  /** What a `begin` step is the begin of; absent for the others. */
  readonly transaction?: TransactionPlan
  /** What a `lease` step holds while its program runs; absent for the others. */
  readonly lease?: LeasePlan
  /** What an `invalidate` step tells the caches; absent for the others. */
  readonly invalidation?: InvalidationPlan
  /** What a `publish` step publishes, a `transact` step does as one, a `once` step does once; absent for the others. */
  readonly publish?: PublishPlan
  readonly transact?: TransactPlan
  readonly once?: OncePlan
}

/** Which key of a record a step touches. */
export interface KeyPlan {
  /** The record's own popularity: drawn for this step … */
  readonly own: KeyLaw
  /** … unless the workload of the request, by index, has an input of that name: drawn once for the request. */
  readonly inputs: readonly (InputPlan | null)[]
}

export interface InputPlan {
  readonly law: KeyLaw
  /** Names the input for its draws: `shoppers/sku`. */
  readonly path: string
}

/** A deployable: a service, or the server of a store. */
export interface UnitPlan {
  readonly name: string
  /** `service` runs modules; `store` serves reads and writes; `broker` carries messages. */
  readonly role: 'service' | 'store' | 'broker'
  readonly instances: number
  /** Worker slots of one instance; `Infinity` for an event loop. */
  readonly slots: number
  readonly cores: number
  readonly scheduling: 'ps' | 'fcfs'
  readonly queue: QueuePlan
  /** What a request passes before it may take a slot or queue, in order; one state for each instance. */
  readonly admission: readonly AdmissionPlan[]
  readonly balance: BalancePlan
  /** Zone of each instance. */
  readonly zones: readonly number[]
}

export interface QueuePlan {
  /** Requests that may wait for a slot at one instance; `Infinity` is unlimited, 0 refuses unless a slot is free. */
  readonly limit: number
  /**
   * `adaptive-lifo` serves the last first while more than `lifoAbove` wait, else the first. `priority` serves the class
   * with the smallest number first, within it the first; a full queue then drops its least important for a better one.
   */
  readonly discipline: 'fifo' | 'lifo' | 'adaptive-lifo' | 'priority'
  readonly lifoAbove: number
  /** Longest wait for a slot, ns, drawn for each request, after which it leaves with `shed`; `null` for none. */
  readonly patience: Distribution | null
  /** CoDel (Nichols and Jacobson): drops from the head when the wait has been above `target` for `interval`; ns. */
  readonly codel: { readonly target: number; readonly interval: number } | null
  /**
   * Of requests that carry a deadline: `expired` does not begin those whose deadline has passed (all servers do that),
   * `hopeless` neither those that cannot make it: what is left is less than the mean service time seen so far, or
   * `estimate` ns where that is more than 0.
   */
  readonly drop: 'expired' | 'hopeless'
  readonly estimate: number
}

/** How a caller picks an instance. */
export interface BalancePlan {
  /** `by-key`: the key that a call touches says where it goes; calls without a key go round robin. */
  readonly policy: 'random' | 'round-robin' | 'least-outstanding' | 'power-of-choices' | 'weighted' | 'by-key'
  /** Choices of `power-of-choices`, from 1 to the number of instances (or more with replacement). */
  readonly choices: number
  readonly replacement: boolean
  /** Weight of each instance under `weighted`. */
  readonly weights: readonly number[]
  /** `shared`: one balancer sees all requests to the unit; `client`: each calling instance counts only its own. */
  readonly scope: 'shared' | 'client'
  readonly health: HealthCheckPlan | null
  readonly ejection: EjectionPlan | null
}

/** A bound on concurrent use, for example the connections of a store; waiters are served first come, first served. */
export interface PoolPlan {
  readonly name: string
  readonly size: number
}

/** One direction of a way between two zones (both directions are alike). */
export interface LinkPlan {
  /** `same-zone`, `cross-zone`, `us-east-1 -> eu-west-1`, or the text of an override. */
  readonly name: string
  /** One-way delay in ns. */
  readonly delay: Distribution
  /** Probability in [0, 1) that a message vanishes. */
  readonly loss: number
  /** Bytes per second of one sender's interface; `Infinity` is unlimited. */
  readonly bandwidth: number
  /** What a byte costs: `free`, `cross-zone`, `cross-region`, `internet`. */
  readonly traffic: TrafficClass
}
export type TrafficClass = 'free' | 'cross-zone' | 'cross-region' | 'internet'

/** All calls from one caller to one unit. */
export interface EdgePlan {
  /** Unit index, or -1 - workload index. */
  readonly from: number
  readonly to: number
  /** `shop -> payments` */
  readonly name: string
  /**
   * Calls within one instance, by which what consumes messages hands them to their handler: they cross no network, cost
   * nothing and neither policies nor faults of messages apply to them. Default false.
   */
  readonly loopback?: boolean
  /** Link that replaces the one between the zones; -1 for none. */
  readonly link: number
  /** Client timeout in ns; 0 is none. A step's own timeout goes before it. */
  readonly timeout: number
  /** Whether a timeout sends a cancellation after the request. */
  readonly cancel: boolean
  /** Whether the server learns when the caller's timeout ends, as a deadline of the request. */
  readonly propagate: boolean
  /** What else protects the calls; `null` for nothing. Then `timeout` is that of one attempt. */
  readonly guard: GuardPlan | null
  /** Pool to hold from before the request is sent until the answer is back; -1 for none. */
  readonly pool: number
  readonly protocol: ProtocolPlan
  readonly connection: ConnectionPlan
}

/** Costs of the protocol of one call: cpu in ns at each end, and bytes around each payload. */
export interface ProtocolPlan {
  readonly name: string
  /** Cpu ns at the caller for a call (request and answer together), whatever its size. */
  readonly clientFixed: number
  /** Cpu ns at the caller for each payload byte, of request and answer together. */
  readonly clientPerByte: number
  readonly serverFixed: number
  readonly serverPerByte: number
  /** Bytes added to each message (headers, framing). */
  readonly overhead: number
  /** Bytes on the wire for each payload byte (1 for JSON). */
  readonly expansion: number
}

export interface ConnectionPlan {
  /** Round trips before the first request on a new connection: 0 none counted, 1 TCP, 2 TCP and TLS 1.3. */
  readonly setupRoundTrips: number
  /** How long an idle connection stays open, ns; 0 opens a new one for every call, `Infinity` never closes. */
  readonly keepAlive: number
  /** One connection carries many calls at once (HTTP/2); otherwise one at a time. */
  readonly multiplexed: boolean
}

export interface WorkloadPlan {
  readonly name: string
  /** Zone the clients are in; -1 for clients outside, who use their edge's link. */
  readonly zone: number
  readonly arrivals: ArrivalsPlan
  readonly mix: readonly MixPlan[]
  /** End-to-end deadline in ns; 0 is none. */
  readonly deadline: number
  /** Whether servers know the deadline and stop working at it. */
  readonly propagate: boolean
  /**
   * The input whose value says whose request it is, for session guarantees; absent: the user of a closed load, else
   * every request is by itself.
   */
  readonly session?: InputPlan
}

/** One entry of a mix. */
export interface MixPlan {
  readonly program: number
  readonly edge: number
  /** Cumulative share; the last entry's is 1. */
  readonly cumulative: number
  /** Payload of the request in bytes. */
  readonly request: Distribution
  /** Class of the request and of all calls made for it; 0 is the most important. */
  readonly priority: number
}

export type ArrivalsPlan = OpenPlan | ModulatedPlan | ReplayPlan | ClosedPlan

/**
 * A renewal process in operational time: the gaps have mean 1, and `rate` says how fast that time passes, so ramps and
 * spikes use the same draws as the flat load.
 */
export interface OpenPlan {
  readonly kind: 'open'
  readonly gap: Distribution
  readonly rate: readonly RateSegment[]
  /** Requests that arrive together; rounded to an integer, at least 1. */
  readonly batch: Distribution
}

/**
 * Arrivals per second go linearly from `from` to `to` between `start` and `end` (ns). Segments touch; outside the rate
 * is 0.
 */
export interface RateSegment {
  readonly start: number
  readonly end: number
  readonly from: number
  readonly to: number
}

/**
 * A Markov-modulated Poisson process: it stays in state i for a while (ns), then moves to the next state in the list.
 */
export interface ModulatedPlan {
  readonly kind: 'modulated'
  readonly states: readonly { readonly rate: number; readonly stay: Distribution }[]
}

/** Arrivals at given times (ns, ascending, relative to the start). */
export interface ReplayPlan {
  readonly kind: 'replay'
  readonly times: Float64Array
}

export interface ClosedPlan {
  readonly kind: 'closed'
  readonly users: number
  readonly think: Distribution
  /** User i starts at `rampUp * i / users`; each thinks once before the first request. Nanoseconds. */
  readonly rampUp: number
}
