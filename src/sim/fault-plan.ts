import type { Distribution } from './kernel/distribution.ts'

/**
 * One fault: when, and what it does to what. Targets are resolved; `pick` says how instances are drawn at each start.
 */
export interface FaultPlan {
  /** Unique. */
  readonly id: string
  /** The kind's name in the scenario language. */
  readonly kind: string
  readonly schedule: FaultSchedule
  readonly effect: FaultEffect
}

/** All times ns. Every fault has its own stream; one that never starts draws nothing. */
export type FaultSchedule =
  /**
   * Starts at `at` plus U(0, jitter), lasts `lasts` (`Infinity`: to the end of the run), and again every `every` (0:
   * once) as long as it starts before `until` (`Infinity`: no bound). An episode that is on at `until` ends there.
   */
  | {
      readonly kind: 'scripted'
      readonly at: number
      readonly lasts: number
      readonly every: number
      readonly jitter: number
      readonly until: number
    }
  /** Starts `delay` after fault `fault` (an index) has started or ended, each time. */
  | {
      readonly kind: 'after'
      readonly fault: number
      readonly event: 'start' | 'end'
      readonly delay: number
      readonly lasts: number
    }
  /** On and off in turn between `at` and `until`, beginning off: each stay is its minimum plus a draw. */
  | {
      readonly kind: 'stochastic'
      readonly at: number
      readonly until: number
      readonly on: { readonly minimum: number; readonly extra: Distribution }
      readonly off: { readonly minimum: number; readonly extra: Distribution }
    }
  /** Starts when the level `condition` becomes true, `delay` later, at most `times` times; looked at every `poll`. */
  | {
      readonly kind: 'when'
      readonly condition: ConditionPlan
      readonly delay: number
      readonly lasts: number
      readonly times: number
      readonly poll: number
    }

/** A fact about the state of the world, compared with a number. Sums over the instances of a unit. */
export interface ConditionPlan {
  readonly unit: number
  readonly measure: 'queue-length' | 'concurrency' | 'cpu-busy' | 'instances-up'
  readonly compare: '<' | '<=' | '>' | '>='
  readonly value: number
}

/** Which of the instances that could be hit are hit; drawn anew from the fault's stream at each start. */
export type PickPlan =
  | { readonly kind: 'all' | 'one' | 'minority' | 'majority' }
  /** At most so many. */
  | { readonly kind: 'count'; readonly count: number }
  /** In (0, 1]; at least one. */
  | { readonly kind: 'share'; readonly share: number }
  /** Those that lead at that moment: of a store with replicas one in each shard, of a process its leader. */
  | { readonly kind: 'leader' }
  /** By number within the unit. */
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }

/** Instances of units, filtered by zone, of which `pick` says who is hit. */
export interface InstanceTargets {
  /** Indexes of units, at least one. `pick` applies to each unit by itself. */
  readonly units: readonly number[]
  /** Indexes of zones; empty is every zone. */
  readonly zones: readonly number[]
  readonly pick: PickPlan
}

/**
 * Messages hit: those of `edges` (indexes), or between zones, in one or both directions. `there` are requests (and
 * cancellations), `back` are answers.
 */
export interface PathTargets {
  readonly edges: readonly number[]
  readonly direction: 'there' | 'back' | 'both'
  /**
   * Of messages between an instance in `from` and one in `to` (any order), by zone, where -1 is that of the clients
   * outside; empty: whatever the zones.
   */
  readonly from: readonly number[]
  readonly to: readonly number[]
  /**
   * Only messages from or to the picked instances of the callee (or, for `caller`, of the caller); `all` hits every
   * one.
   */
  readonly end: 'caller' | 'callee'
  readonly pick: PickPlan
  /** Only calls of these programs; empty: all. */
  readonly programs: readonly number[]
}

/** One instance; a negative unit is -1 - workload index (its clients all together, instance 0). */
export interface InstancePlace {
  readonly unit: number
  readonly instance: number
}

export type FaultEffect = NetworkEffect | ProcessEffect | DependencyEffect | LoadEffect

/**
 * What happens to messages. Overlap: delays add, the lowest bandwidth wins, a drop beats any delay, partitions add up.
 */
export type NetworkEffect =
  | { readonly kind: 'latency'; readonly path: PathTargets; readonly add: Distribution }
  /** Lost with this share, in bursts of mean length `burst` messages (1: independent; Gilbert model). */
  | { readonly kind: 'loss'; readonly path: PathTargets; readonly share: number; readonly burst: number }
  /** A second copy arrives `delay` after the first. A request is served twice; a second answer is unwanted. */
  | { readonly kind: 'duplicate'; readonly path: PathTargets; readonly share: number; readonly delay: Distribution }
  /** A share of the messages is held back for `hold`, so that later ones overtake them. */
  | { readonly kind: 'reorder'; readonly path: PathTargets; readonly share: number; readonly hold: Distribution }
  /** Bytes per second of one sender. */
  | { readonly kind: 'bandwidth'; readonly path: PathTargets; readonly rate: number }
  | { readonly kind: 'partition'; readonly path: PathTargets }
  /** Nothing passes between one of `left` and one of `right`, whoever of them calls; all others reach both. */
  | { readonly kind: 'bridge'; readonly left: readonly InstancePlace[]; readonly right: readonly InstancePlace[] }
  /** Messages are held, and all delivered when the fault ends, in the order in which they were sent. */
  | { readonly kind: 'jam'; readonly path: PathTargets }
  /**
   * New requests: refused after a round trip, never answered, or cut off with `reset` after the request has arrived.
   */
  | {
      readonly kind: 'connection'
      readonly path: PathTargets
      readonly share: number
      readonly mode: 'refuse' | 'hang' | 'reset'
    }
  /** Callers cannot find the unit: a call fails at once with `unresolved`, or hangs. */
  | { readonly kind: 'discovery'; readonly path: PathTargets; readonly mode: 'fail' | 'hang' }

/**
 * What happens to processes. Overlap: factors multiply, the lowest quota wins, a crash ends all other process faults.
 */
export type ProcessEffect =
  /**
   * What is in the instance is lost. `host: down` is silence; `up` refuses new requests and resets open ones. After the
   * fault it starts for `restart` ns, then works `cold.factor` times slower for `cold.lasts` ns.
   */
  | {
      readonly kind: 'crash'
      readonly on: InstanceTargets
      readonly host: 'down' | 'up'
      readonly restart: number
      readonly cold: { readonly factor: number; readonly lasts: number }
    }
  /**
   * Gets no new requests; what it has may end within `grace` ns, then it is stopped. Back after the fault and
   * `restart`.
   */
  | { readonly kind: 'drain'; readonly on: InstanceTargets; readonly grace: number; readonly restart: number }
  /** Stop the world: no cpu, no message, no timer of the instance until the fault ends; then all at once. */
  | { readonly kind: 'pause'; readonly on: InstanceTargets }
  /** Work that begins takes `factor` times as long. `healthChecks`: whether health checks are slow too. */
  | {
      readonly kind: 'slow'
      readonly on: InstanceTargets
      readonly factor: number
      readonly resource: 'cpu' | 'io' | 'all'
      readonly healthChecks: boolean
    }
  /**
   * CFS quota: `quota` ns of cpu in each `period` ns, all cores together; then nothing computes until the next period.
   */
  | { readonly kind: 'cpu-quota'; readonly on: InstanceTargets; readonly quota: number; readonly period: number }
  /**
   * Memory grows by `growth` bytes per second (and by `perRequest` bytes per request) from 0 to `limit`; above
   * `slowFrom` (share of the limit) cpu work takes up to `slowdown` times as long; at the limit the instance is killed,
   * restarts for `restart` ns and begins to grow again while the fault lasts.
   */
  | {
      readonly kind: 'memory'
      readonly on: InstanceTargets
      readonly limit: number
      readonly growth: number
      readonly perRequest: number
      readonly slowFrom: number
      readonly slowdown: number
      readonly restart: number
    }
  /** `take` of the worker slots (share in (0, 1]) are held by nothing useful. */
  | { readonly kind: 'threads'; readonly on: InstanceTargets; readonly take: number }
  /** New connections or files cannot be opened above `limit` requests in the instance: refused. */
  | { readonly kind: 'descriptors'; readonly on: InstanceTargets; readonly limit: number }
  /**
   * The wall clock jumps by `step` ns and runs `drift` (parts of 1) too fast; deadlines are absolute wall-clock times.
   */
  | { readonly kind: 'clock'; readonly on: InstanceTargets; readonly step: number; readonly drift: number }

/** What a dependency does wrong. `programs`: the operations hit, at least one. */
export type DependencyEffect =
  /** Ends with `outcome`: before it does anything, or after all of its work. `first`: only so many calls (0: all). */
  | {
      readonly kind: 'errors'
      readonly programs: readonly number[]
      readonly on: InstanceTargets
      readonly share: number
      readonly when: 'before' | 'after'
      readonly outcome: number
      readonly first: number
    }
  /** The work is done and the answer is lost. */
  | {
      readonly kind: 'lost-reply'
      readonly programs: readonly number[]
      readonly on: InstanceTargets
      readonly share: number
    }
  /** More than `perSecond` calls (token bucket of `burst`) are answered `throttled`, with `retryAfter` ns. */
  | {
      readonly kind: 'throttle'
      readonly programs: readonly number[]
      readonly on: InstanceTargets
      readonly perSecond: number
      readonly burst: number
      readonly retryAfter: number
    }
  /** All caches named (indexes) are emptied, once, at the start. */
  | { readonly kind: 'cache-flush'; readonly caches: readonly number[]; readonly on: InstanceTargets }
  /** Connections of a pool leak: each release keeps the connection with probability `share`; all back when it ends. */
  | { readonly kind: 'pool-leak'; readonly pool: number; readonly share: number }
  /** `take` connections of a pool are held by somebody else. */
  | { readonly kind: 'pool-exhausted'; readonly pool: number; readonly take: number }

export type LoadEffect =
  /** Arrivals of workload come `factor` times as fast (of users: so many times as many, with the same think time). */
  | { readonly kind: 'surge'; readonly workload: number; readonly factor: number }
  /** A share of the requests of a workload touches the same few keys: key k becomes k mod `keys`. */
  | { readonly kind: 'hot-key'; readonly workload: number; readonly share: number; readonly keys: number }
  /** Clients of a workload ask again at once when they failed, up to `attempts` times in all, `wait` ns later. */
  | {
      readonly kind: 'client-retries'
      readonly workload: number
      readonly attempts: number
      readonly wait: number
    }
  /** Several effects at once, for example the loss of a zone. */
  | { readonly kind: 'together'; readonly effects: readonly FaultEffect[] }
