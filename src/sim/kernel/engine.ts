import { indexOf, kindOf } from './event-code.ts'
import { FINGERPRINT_START_A, FINGERPRINT_START_B, fingerprintText } from './fingerprint.ts'
import { LadderQueue } from './ladder-queue.ts'
import { TimerLanes } from './timer-lanes.ts'

/** What the engine drives: one model, all of whose events come through one door. */
export interface Dispatcher {
  dispatch(kind: number, index: number): void
  /** Whether the pending event `sequence` of this code would still do something; asked when dead events are purged. */
  expects(kind: number, index: number, sequence: number): boolean
  /** What an event is, for people: `cpu of web/2`. Only called when a limit is reported. */
  describe(kind: number, index: number): string
}

/** Limits of one run; each is a count of at least 1. */
export interface EngineLimits {
  readonly events: number
  readonly eventsPerInstant: number
  readonly pendingEvents: number
}

/** Why a run stopped before its time. */
export interface LimitReached {
  readonly kind: 'events' | 'events-per-instant' | 'pending-events'
  readonly limit: number
  /** Of the last event, ns. */
  readonly time: number
  /** For `events-per-instant`: the shortest sequence of events that repeats. */
  readonly cycle: readonly string[]
}

/** Events looked at, beyond the limit, to name the cycle of a livelock. */
const CYCLE_SAMPLE = 4096
/** Dead events that are left in the queue without a purge, beside as many as there are live ones. */
const DEAD_EVENTS_FREE = 4096

/**
 * The clock and the event loop. Time is an integer number of nanoseconds. Events are ordered by (time, sequence), where
 * the sequence numbers every scheduling and arming; a run is half-open: nothing due exactly at its end runs.
 */
export class Engine {
  /** Current time, ns. */
  now = 0
  /** Sequence number of the event being dispatched: an owner that holds another number ignores the event. */
  sequence = 0

  readonly #queue = new LadderQueue()
  readonly #lanes = new TimerLanes()
  readonly #dispatcher: Dispatcher
  readonly #limits: EngineLimits
  #issued = 0
  #events = 0
  #dead = 0
  /** Pending events that are not worth waiting for. */
  #background = 0
  #hasBackground = false
  /** Time of the last event, ns; -1 before the first. A run may have moved the clock on since. */
  #eventTime = -1
  #atInstant = 0
  #hashA = FINGERPRINT_START_A
  #hashB = FINGERPRINT_START_B
  /** The loop ends when this many events have run; lowered to leave it at once. */
  #budget: number
  #limit: LimitReached | undefined

  constructor(dispatcher: Dispatcher, limits: EngineLimits) {
    this.#dispatcher = dispatcher
    this.#limits = limits
    this.#budget = limits.events
  }

  /** Events dispatched so far. */
  get events(): number {
    return this.#events
  }

  /** Events and timers pending now, dead ones included. */
  get pending(): number {
    return this.#queue.size + this.#lanes.armed
  }

  /** Rows held for timers, cancelled ones included. */
  get timerRows(): number {
    return this.#lanes.rows
  }

  /** Whether nothing is pending, or only events in the background. */
  get idle(): boolean {
    return this.pending === this.#background
  }

  /** The limit that stopped the run, if one did. */
  get limit(): LimitReached | undefined {
    return this.#limit
  }

  /** Time of the last event, ns; 0 before the first. */
  get lastEventTime(): number {
    return Math.max(0, this.#eventTime)
  }

  /** Hash of everything dispatched so far, 16 hex digits; the same in one go, in pieces and step by step. */
  get fingerprint(): string {
    return fingerprintText(this.#hashA, this.#hashB, this.lastEventTime, this.#events)
  }

  /** Schedules an event `delay` ns (an integer, at least 0) from now; returns its sequence number. */
  schedule(delay: number, code: number): number {
    const sequence = ++this.#issued
    this.#queue.push(this.now + delay, sequence, code)
    if (this.pending > this.#limits.pendingEvents) this.#stop('pending-events', this.#limits.pendingEvents)
    return sequence
  }

  /**
   * As `schedule`, for an event that sets something off by itself, such as the start of a fault: a run that waits for
   * nothing else is idle. The dispatcher says `backgroundDone` when it gets the event, and expects it until then.
   */
  scheduleBackground(delay: number, code: number): number {
    this.#background++
    // From now on a run to idle looks after each event, also one that is under way: it leaves the loop once.
    if (!this.#hasBackground) this.#budget = 0
    this.#hasBackground = true
    return this.schedule(delay, code)
  }

  /** The event being dispatched is one of the background. */
  backgroundDone(): void {
    this.#background--
  }

  /** Tells the engine that one scheduled event has lost its owner; enough of them and the queue is purged. */
  disown(): void {
    this.#dead++
    if (this.#dead > this.#queue.size - this.#dead + DEAD_EVENTS_FREE) this.#purge()
  }

  /** The lane for timers of `delay` ns. Make lanes once, before the run. */
  lane(delay: number): number {
    return this.#lanes.lane(delay)
  }

  /** Arms a timer in a lane; returns a slot to cancel it by. */
  arm(lane: number, code: number): number {
    const sequence = ++this.#issued
    if (this.pending >= this.#limits.pendingEvents) this.#stop('pending-events', this.#limits.pendingEvents)
    return this.#lanes.arm(lane, this.now, sequence, code)
  }

  /** Cancels an armed timer. A timer that has fired must not be cancelled. */
  cancel(slot: number): void {
    this.#lanes.cancel(slot)
  }

  /** Ends the run, because what one event sets off takes no time and does not end; `names`: what was done last. */
  stopEndless(names: readonly string[]): void {
    this.#stop('events-per-instant', this.#limits.eventsPerInstant, shortestCycle(names))
  }

  /**
   * Runs every event due before `until` (ns, exclusive) and leaves the clock there (at the last event when `until` is
   * infinite). Returns false when a limit stopped it.
   */
  run(until: number): boolean {
    while (this.#limit === undefined && this.#advance(until));
    if (this.#limit !== undefined) return false
    if (until !== Number.POSITIVE_INFINITY && until > this.now) this.now = until
    return true
  }

  /** As `run`, but ends when the engine is idle, and leaves the clock at the last event. */
  runToIdle(until: number): boolean {
    while (!this.#hasBackground && this.#limit === undefined && this.#advance(until));
    if (this.#hasBackground) while (!this.idle && this.step(until));
    return this.#limit === undefined
  }

  /** Runs the next event if it is due before `until`; returns whether one ran. */
  step(until: number = Number.POSITIVE_INFINITY): boolean {
    if (this.#limit !== undefined) return false
    const before = this.#events
    if (before >= this.#limits.events) {
      if (this.nextTime() < until) this.#stop('events', this.#limits.events)
      return false
    }
    this.#budget = before + 1
    this.#loop(until)
    if (this.#limit === undefined) this.#budget = this.#limits.events
    return this.#events > before
  }

  /** Time of the next event or timer, or infinity. */
  nextTime(): number {
    let time = Number.POSITIVE_INFINITY
    if (this.#queue.size > 0) {
      if (this.#queue.bottomSize === 0) this.#queue.refill()
      time = this.#queue.bottomTime[this.#queue.bottomSize - 1] as number
    }
    if (this.#lanes.bound <= time) this.#lanes.refresh()
    return Math.min(time, this.#lanes.bound)
  }

  /** One stretch of the loop; returns whether there is more to do before `until`. */
  #advance(until: number): boolean {
    this.#budget = this.#limits.events
    if (this.#loop(until)) return false
    if (this.#limit === undefined && this.#events >= this.#limits.events) {
      if (this.nextTime() >= until) return false
      this.#stop('events', this.#limits.events)
    }
    return this.#limit === undefined
  }

  /** The hot loop. Returns true when nothing is left before `until`, false when the budget is spent. */
  #loop(until: number): boolean {
    const queue = this.#queue
    const lanes = this.#lanes
    const dispatcher = this.#dispatcher
    const instantLimit = this.#limits.eventsPerInstant
    while (this.#events < this.#budget) {
      let time = Number.POSITIVE_INFINITY
      if (queue.size > 0) {
        if (queue.bottomSize === 0) queue.refill()
        time = queue.bottomTime[queue.bottomSize - 1] as number
      }
      let code: number
      if (lanes.bound <= time && this.#timerIsNext(time)) {
        time = lanes.bound
        if (time >= until) return true
        this.sequence = lanes.nextSequence()
        code = lanes.fire()
      } else {
        if (time >= until) return true
        const id = queue.pop()
        this.sequence = queue.sequences[id] as number
        code = queue.codes[id] as number
      }
      if (time !== this.#eventTime) {
        this.#eventTime = time
        this.now = time
        this.#atInstant = 0
      } else if (++this.#atInstant >= instantLimit) {
        this.#stopAtLivelock(code)
        return false
      }
      this.#events++
      const mixed = Math.imul(this.#hashA ^ code, 0x85ebca6b) ^ (time | 0)
      this.#hashA = mixed ^ (mixed >>> 15)
      this.#hashB = Math.imul(this.#hashB + mixed, 0xc2b2ae35) | 0
      dispatcher.dispatch(kindOf(code), indexOf(code))
    }
    return false
  }

  /** Whether the next timer comes before the queue's next event, which is due at `time`. */
  #timerIsNext(time: number): boolean {
    const lanes = this.#lanes
    lanes.refresh()
    if (lanes.bound !== time) return lanes.bound < time
    if (time === Number.POSITIVE_INFINITY) return false
    const id = this.#queue.bottomId[this.#queue.bottomSize - 1] as number
    return lanes.nextSequence() < (this.#queue.sequences[id] as number)
  }

  #purge(): void {
    this.#queue.retain((code, sequence) => this.#dispatcher.expects(kindOf(code), indexOf(code), sequence))
    this.#dead = 0
  }

  #stop(kind: LimitReached['kind'], limit: number, cycle: readonly string[] = []): void {
    this.#limit ??= { kind, limit, time: this.lastEventTime, cycle }
    this.#budget = 0
  }

  /** Runs on for a while at the same instant to see which events repeat. */
  #stopAtLivelock(first: number): void {
    const queue = this.#queue
    const codes: number[] = []
    let code = first
    while (codes.length < CYCLE_SAMPLE) {
      codes.push(code)
      this.#dispatcher.dispatch(kindOf(code), indexOf(code))
      if (queue.size === 0) break
      if (queue.bottomSize === 0) queue.refill()
      if (queue.bottomTime[queue.bottomSize - 1] !== this.now) break
      const id = queue.pop()
      this.sequence = queue.sequences[id] as number
      code = queue.codes[id] as number
    }
    const names = codes.map((each) => this.#dispatcher.describe(kindOf(each), indexOf(each)))
    this.#stop('events-per-instant', this.#limits.eventsPerInstant, shortestCycle(names))
  }
}

/** The shortest block whose repetition makes up the end of `names`; at most its first 16 entries. */
function shortestCycle(names: readonly string[]): readonly string[] {
  const tail = names.slice(-Math.min(names.length, 1024))
  for (let period = 1; period <= tail.length / 2; period++) {
    let repeats = true
    for (let i = tail.length - 1; i >= period && repeats; i--) repeats = tail[i] === tail[i - period]
    if (repeats) return tail.slice(-period).slice(0, 16)
  }
  return tail.slice(-16)
}
