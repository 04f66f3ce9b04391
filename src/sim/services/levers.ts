import type { FaultMark } from '../fault-mark.ts'
import type { Source } from '../kernel/source.ts'
import type { Instance } from './instance.ts'
import type {
  ClockKnobs,
  CrashKnobs,
  DescriptorsKnobs,
  DrainKnobs,
  ErrorsKnobs,
  LostReplyKnobs,
  MemoryKnobs,
  QuotaKnobs,
  SlowKnobs,
  ThreadsKnobs,
  ThrottleKnobs,
} from './knobs.ts'

/** Ends what a lever began. Call it once; where a crash has ended it already, it does nothing. */
export type Lift = () => void

/**
 * What can happen to processes. A lever takes the instances that are hit (pull it once for each episode, between
 * events), counts on the mark whatever it changes, and returns what lifts it again. Any number of levers may be pulled
 * on one instance: which of them holds is said at each. A crash ends all others on its instance, for good; what is
 * pulled while an instance is down takes hold when it is up again.
 */
export interface ProcessLevers {
  /**
   * Everything in the instance is lost, at once. With host `down` requests vanish without a word; with host `up` open
   * calls get `reset` and new requests `refused`. Lifted, the instance starts for `restart` ns, then its cpu and io
   * take `cold.factor` times as long for `cold.lasts` ns. Of several the instance is down until the last is lifted and
   * its restart over; it is silent while one of them says `down`. Bites: visits, calls and requests lost or refused,
   * and work that is slow because the instance is cold.
   */
  crash(instances: readonly Instance[], knobs: CrashKnobs, mark: FaultMark): Lift
  /**
   * The balancers send it nothing new, and if it is a node of a broker or consumes messages, it hands over what it
   * leads, or leaves those who send it messages. What it has after `grace` ns is lost as in a crash with host `up`,
   * and so is what comes then. Lifted, it is back at once if it has not been stopped, else after `restart` ns. Of
   * several it is out until the last is lifted. Bites: requests that others get, or nobody, what is lost or refused,
   * and that it is a node or a consumer.
   */
  drain(instances: readonly Instance[], knobs: DrainKnobs, mark: FaultMark): Lift
  /**
   * Stop the world: the cpu stands still, and whatever would happen in the instance (requests and answers that arrive,
   * its waits, its timeouts, retries and backoffs) happens when it is lifted, in the order in which it was due. Others
   * go on, also with their timeouts for calls to it. Two pauses last until both are lifted. Bites: each thing that was
   * put off, and each piece of work that stood still.
   */
  pause(instances: readonly Instance[], mark: FaultMark): Lift
  /**
   * Work (`cpu`), waits without cpu (`io`) or both that begin take `factor` times as long; what has begun is not
   * changed. Factors multiply. Bites: each piece of work or wait that is not of length 0, unless the factor is 1.
   */
  slow(instances: readonly Instance[], knobs: SlowKnobs, mark: FaultMark): Lift
  /**
   * In each period, counted from now, all cores together compute `quota` ns; then none of them does until the period is
   * over. What is left of a period is lost. Of several the one with the smallest quota in relation to its period holds;
   * its first period begins when it comes to hold. Bites: each time that work stands still.
   */
  cpuQuota(instances: readonly Instance[], knobs: QuotaKnobs, mark: FaultMark): Lift
  /**
   * Memory grows from 0; see the plan. At the limit the instance is killed (as in a crash with host `up`), and begins
   * again with 0 when it has restarted. Lifted, all memory is free. Several grow each by itself; slow-downs multiply.
   * Another crash lets it begin again with 0, too. Bites: slowed work, and what is lost or refused when it is killed.
   */
  memory(instances: readonly Instance[], knobs: MemoryKnobs, mark: FaultMark): Lift
  /**
   * The share `take` of the worker slots, rounded, at least one, is held by nothing useful; busy ones are taken when
   * they become free. Takes add up. An event loop has no slots to take. Bites: requests that do not get a slot because
   * of it.
   */
  threads(instances: readonly Instance[], knobs: ThreadsKnobs, mark: FaultMark): Lift
  /** A request that finds `limit` others in the instance is `refused`; the lowest limit holds. Bites: those refused. */
  descriptors(instances: readonly Instance[], knobs: DescriptorsKnobs, mark: FaultMark): Lift
  /**
   * The wall clock is `step` ns ahead (or behind), and runs `drift` ns per ns too fast from now on; lifted, it is right
   * again. Both add up. Deadlines that travel are read off the clock of the caller and held against that of the server.
   * Bites: deadlines set by a wrong clock, and requests that are begun or not because of one.
   */
  clock(instances: readonly Instance[], knobs: ClockKnobs, mark: FaultMark): Lift
}

/**
 * What dependencies can do wrong. As the levers on processes, but a crash ends none of them: they are in the code, or
 * in what stands behind it. Each that draws takes words of its own source for every call it could hit, whatever the
 * others do; of several that hit one call the one pulled first decides.
 */
export interface DependencyLevers {
  /**
   * Calls of the programs, also inside a unit, end with `outcome`. `before`: they have a slot and pay the protocol, but
   * do nothing; `after`: all is done, and an `ok` becomes `outcome`. `first` counts over all instances.
   */
  errors(instances: readonly Instance[], knobs: ErrorsKnobs, source: Source, mark: FaultMark): Lift
  /** The answer of calls over the network is lost when everything is done. */
  lostReply(instances: readonly Instance[], knobs: LostReplyKnobs, source: Source, mark: FaultMark): Lift
  /**
   * Calls over the network beyond the rate of one bucket for all instances, full at first, are answered `throttled`
   * when they arrive, and `Frame.retryAfter` says to the caller how long to wait.
   */
  throttle(instances: readonly Instance[], knobs: ThrottleKnobs, mark: FaultMark): Lift
  /** Empties caches, by index into the plan's, of these instances; of shared ones everything. Bites: entries lost. */
  cacheFlush(instances: readonly Instance[], caches: readonly number[], mark: FaultMark): void
  /** A share of what is given back to a pool stays out until it is lifted. Bites: each place that stays out. */
  poolLeak(pool: number, share: number, source: Source, mark: FaultMark): Lift
  /**
   * `take` places of a pool are held by somebody else, as soon as they are free; takes add up. Bites: calls that wait
   * for a place because of it.
   */
  poolExhausted(pool: number, take: number, mark: FaultMark): Lift
}

/** All levers of a world. */
export interface Levers extends ProcessLevers, DependencyLevers {}
