import { type Frame, FrameState } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import type { Engine } from '../kernel/engine.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Probe } from '../kernel/probe.ts'
import { Outcome } from '../outcome.ts'
import { PASS, WAIT } from '../resilience/gate.ts'
import { Admission, AtGate } from './admission.ts'
import { DeadlineClock } from './deadline-clock.ts'
import type { Desk } from './desk.ts'
import { FcfsCpu } from './fcfs-cpu.ts'
import type { InstanceInstruments } from './instance-instruments.ts'
import type { InstanceOptions } from './instance-options.ts'
import { Roster } from './roster.ts'
import { SharedCpu } from './shared-cpu.ts'
import type { Troubles } from './troubles.ts'
import { WaitingLine } from './waiting-line.ts'

/**
 * One running copy of a unit: worker slots with a bounded queue before them, and a cpu. A request holds its slot from
 * the moment it starts until its operation has ended, also while it waits for another service. An event loop has slots
 * without number; there the queue limit bounds the requests in the instance.
 */
export class Instance {
  readonly index: number
  readonly name: string
  readonly unit: number
  readonly zone: number
  readonly instruments: InstanceInstruments
  /** Worker slots; `Infinity` for an event loop. */
  readonly slots: number
  readonly cpu: FcfsCpu | SharedCpu
  /** The same cpu, where its cores are shared … */
  readonly shared: SharedCpu | undefined
  /** … and where each piece of work has a core to itself. */
  readonly fcfs: FcfsCpu | undefined

  /** Requests sent to it and not yet answered or given up, as all callers together see it. */
  outstanding = 0
  /** Reads the deadlines of requests. */
  readonly clock: DeadlineClock
  /** What faults do to it; `null` as long as none ever has. */
  troubles: Troubles | null = null
  /** Where the balancers of its unit see that somebody has left or joined the rotation. */
  roster: Roster = new Roster()
  /** How the request that was refused last ends. */
  refusal: number = Outcome.queueFull
  /** When its network interface has sent what it has to send, ns. */
  interfaceFreeAt = 0

  readonly #engine: Engine
  readonly #limit: number
  readonly #lifo: boolean
  readonly #queue = new FrameQueue()
  /** Instead of `#queue`, where the queue does more than first or last come, first served. */
  readonly #line: WaitingLine | null
  /** What requests pass first; `null` where nothing stands in front. */
  readonly #admission: Admission | null
  readonly #desk: Desk
  /** Neither gates nor a queue that does more: what most instances are, and what has to be quick. */
  readonly #plain: boolean
  #inRotation = true
  #busy = 0
  /** Requests that wait for what their cargo needs. */
  #keptOut = 0
  /** Requests in service that wait for something elsewhere, without a slot. */
  #aside = 0
  /** Slots that may be in use: fewer than it has while a fault holds some. */
  #usable: number

  constructor(engine: Engine, options: InstanceOptions) {
    const { plan, unit, number, index, ids, desk } = options
    this.index = index
    this.name = `${plan.name}/${number}`
    this.unit = unit
    this.zone = plan.zones[number] as number
    this.instruments = ids
    this.#engine = engine
    this.clock = new DeadlineClock(engine, this)
    this.slots = plan.slots
    this.#usable = plan.slots
    this.#limit = plan.queue.limit
    this.#lifo = plan.queue.discipline === 'lifo'
    this.#desk = desk
    this.#line = WaitingLine.isNeeded(plan.queue)
      ? new WaitingLine(plan.queue, {
          engine,
          draws: desk.draws,
          patienceKey: desk.patienceKey,
          wallClock: () => this.troubles?.wallClock(engine.now) ?? engine.now,
          turnAway: (frame, outcome, why) => this.#turnAway(frame, outcome, why),
        })
      : null
    this.#admission =
      plan.admission.length === 0
        ? null
        : new Admission(plan.admission, {
            engine,
            passed: (frame) => this.#passed(frame),
            refused: (frame, outcome) => desk.turnedAway(frame, outcome),
            changed: (gate) => this.#gateChanged(gate),
          })
    this.#plain = this.#line === null && this.#admission === null
    // With a core for every slot, sharing and first come, first served are the same, and the latter is quicker.
    const shares = plan.scheduling === 'ps' && !options.exclusive
    this.shared = shares ? new SharedCpu(engine, plan.cores, ids.cpu, index) : undefined
    this.fcfs = shares ? undefined : new FcfsCpu(engine, plan.cores, ids.cpu)
    this.cpu = this.shared ?? (this.fcfs as FcfsCpu)
  }

  /** It has started anew, with nobody in it. */
  restarted(): void {
    this.#admission?.restarted()
  }

  /** Whether balancers may send it new requests. */
  get inRotation(): boolean {
    return this.#inRotation
  }

  set inRotation(inRotation: boolean) {
    if (inRotation !== this.#inRotation) this.roster.version++
    this.#inRotation = inRotation
  }

  /** Requests in the instance, waiting and in service. */
  get concurrency(): number {
    return this.#busy + this.#aside + (this.#plain ? this.#queue.length + this.#keptOut : this.queueLength)
  }

  /** Requests that wait for a slot … */
  get #inLine(): number {
    return this.#line === null ? this.#queue.length : this.#line.length
  }

  /** … and those that wait at a gate or for what their cargo needs besides. */
  get queueLength(): number {
    return this.#inLine + this.#keptOut + (this.#admission === null ? 0 : this.#admission.waiting)
  }

  /** Whether it works: it is not down, and not starting again. */
  get up(): boolean {
    return this.troubles === null || this.troubles.up
  }

  /** Takes a request in. `started`: it has a slot; `queued`: it waits; `refused`: it ends with `refusal`. */
  admit(frame: Frame, probe: Probe): 'started' | 'queued' | 'refused' {
    const now = this.#engine.now
    frame.arrivedAt = now
    probe.began(this.instruments.visits, now)
    const free = this.#busy < this.#usable && this.slots !== Number.POSITIVE_INFINITY
    if (!this.#plain || !free) return this.#admitWithCare(frame, probe)
    if (frame.cargo !== null && this.#keepsOut(frame)) return this.#waits(frame, probe)
    this.#busy++
    probe.level(this.instruments.concurrency, now, this.concurrency)
    return 'started'
  }

  /** `admit` where there are gates, or no slot is free, or slots have no number. */
  #admitWithCare(frame: Frame, probe: Probe): 'started' | 'queued' | 'refused' {
    if (this.#admission !== null) {
      const answer = this.#admission.enter(frame)
      if (answer === WAIT) return this.#waits(frame, probe)
      if (answer !== PASS) {
        this.refusal = answer
        return 'refused'
      }
    }
    if (frame.cargo !== null && this.#keepsOut(frame)) return this.#waits(frame, probe)
    return this.#seat(frame, probe)
  }

  #keepsOut(frame: Frame): boolean {
    if (frame.cargo?.admit(frame) !== false) return false
    frame.atGate = AtGate.cargo
    frame.phaseStart = this.#engine.now
    this.#keptOut++
    return true
  }

  /** What the cargo of a request was waiting for is there. */
  comeIn(frame: Frame): void {
    this.#letIn(frame)
    this.#desk.letIn(frame, this.#engine.now - frame.phaseStart)
    this.#enter(frame)
  }

  /** The request whose cargo was waiting ends with `outcome`. */
  turnOut(frame: Frame, outcome: number): void {
    this.#letIn(frame)
    this.#desk.letIn(frame, this.#engine.now - frame.phaseStart)
    this.leave(frame, outcome)
    this.#desk.turnedAway(frame, outcome)
    this.#tellWaiting(this.#desk.probe())
  }

  #letIn(frame: Frame): void {
    invariant(frame.atGate === AtGate.cargo, 'a request was let in that was not kept out')
    frame.atGate = AtGate.nothing
    this.#keptOut--
  }

  /** Gives a request that may come in a slot, or lets it wait for one. */
  #seat(frame: Frame, probe: Probe): 'started' | 'queued' | 'refused' {
    const now = this.#engine.now
    if (this.#busy < this.#usable) {
      if (this.slots === Number.POSITIVE_INFINITY && this.#busy >= this.#limit) return this.#refuse(frame)
      if (this.#line !== null) {
        const reason = this.#line.reasonAgainst(frame)
        if (reason >= 0) {
          probe.counted(this.instruments.shed[reason] as number, now, 1)
          return this.#refuse(frame, Outcome.deadline)
        }
        frame.begunAt = now
      }
      this.#busy++
      probe.level(this.instruments.concurrency, now, this.concurrency)
      return 'started'
    }
    if (this.#busy < this.slots) this.troubles?.slotMissed()
    if (this.#line === null) {
      if (this.#queue.length >= this.#limit) return this.#refuse(frame)
      this.#queue.join(frame)
    } else if (!this.#line.join(frame)) return this.#refuse(frame)
    return this.#waits(frame, probe)
  }

  #waits(frame: Frame, probe: Probe): 'queued' {
    frame.state = FrameState.queued
    this.#tellWaiting(probe)
    return 'queued'
  }

  #refuse(frame: Frame, outcome: number = Outcome.queueFull): 'refused' {
    this.refusal = outcome
    this.leave(frame, outcome)
    return 'refused'
  }

  /** A request that had to wait at a gate may come in. */
  #passed(frame: Frame): void {
    if (frame.cargo !== null && this.#keepsOut(frame)) this.#tellWaiting(this.#desk.probe())
    else this.#enter(frame)
  }

  #enter(frame: Frame): void {
    const probe = this.#desk.probe()
    const seated = this.#seat(frame, probe)
    if (seated === 'started') {
      frame.state = FrameState.granted
      this.#desk.granted(frame)
    } else if (seated === 'refused') this.#desk.turnedAway(frame, this.refusal)
    this.#tellWaiting(probe)
  }

  #turnAway(frame: Frame, outcome: number, why: number): void {
    this.#desk.probe().counted(this.instruments.shed[why] as number, this.#engine.now, 1)
    this.leave(frame, outcome)
    this.#desk.turnedAway(frame, outcome)
  }

  /** The visit of a request that has passed the gates ends with `outcome`; -1: it is given up. */
  leave(frame: Frame, outcome: number): void {
    if (this.#admission === null) return
    this.#admission.leave(frame, outcome)
    this.#tellWaiting(this.#desk.probe())
  }

  /** A request has waited for as long as it can or has to: it goes on, or is turned away. */
  waitOver(frame: Frame, probe: Probe): void {
    if (frame.atGate === AtGate.nothing) this.#line?.lostPatience(frame)
    else if (frame.atGate === AtGate.cargo) frame.cargo?.waitOver(frame)
    else this.#admission?.waitOver(frame)
    this.#tellWaiting(probe)
  }

  #gateChanged(gate: number): void {
    const id = this.instruments.gates[gate] as number
    if (id >= 0) this.#desk.probe().level(id, this.#engine.now, this.#admission?.reading(gate) ?? 0)
  }

  #tellWaiting(probe: Probe): void {
    probe.level(this.instruments.queue, this.#engine.now, this.queueLength)
    probe.level(this.instruments.concurrency, this.#engine.now, this.concurrency)
  }

  /**
   * Frees a slot and hands it to the next in the queue, which is returned and has to be started. `served`: the request
   * that has ended by itself and gives the slot back; `null` where it was stopped.
   */
  release(probe: Probe, served: Frame | null = null): Frame | null {
    if (!this.#plain || this.#busy > this.#usable) return this.#handOn(probe, served)
    const now = this.#engine.now
    const next = this.#lifo ? this.#queue.takeLast() : this.#queue.takeFirst()
    if (next === null) this.#vacateOne()
    else {
      next.state = FrameState.granted
      probe.level(this.instruments.queue, now, this.#queue.length + this.#keptOut)
    }
    probe.level(this.instruments.concurrency, now, this.concurrency)
    return next
  }

  /** `release` where the queue does more, something stands in front of it, or a fault holds slots. */
  #handOn(probe: Probe, served: Frame | null): Frame | null {
    const now = this.#engine.now
    if (this.#line !== null && served !== null) this.#line.served(now - served.begunAt)
    if (this.#busy > this.#usable) {
      this.#busy--
      if (this.#inLine > 0) this.troubles?.slotMissed()
      probe.level(this.instruments.concurrency, now, this.concurrency)
      return null
    }
    const next = this.#next(now)
    if (next === null) this.#vacateOne()
    else next.state = FrameState.granted
    // Those in front may all have been turned away.
    if (next !== null || this.#line !== null) probe.level(this.instruments.queue, now, this.queueLength)
    probe.level(this.instruments.concurrency, now, this.concurrency)
    return next
  }

  #vacateOne(): void {
    this.#busy--
    invariant(this.#busy >= 0, 'a slot was freed that nobody held')
  }

  /** A request waits for something elsewhere, without its slot, which the next gets: returned, it has to be started. */
  setAside(probe: Probe): Frame | null {
    this.#aside++
    return this.release(probe)
  }

  /** A request that was set aside ends. */
  takeBack(probe: Probe): void {
    this.#aside--
    invariant(this.#aside >= 0, 'a request was taken back that was not set aside')
    probe.level(this.instruments.concurrency, this.#engine.now, this.concurrency)
  }

  /** Takes the next out of the queue. */
  #next(now: number): Frame | null {
    if (this.#line !== null) {
      const next = this.#line.take(now)
      if (next !== null) next.begunAt = now
      return next
    }
    return this.#lifo ? this.#queue.takeLast() : this.#queue.takeFirst()
  }

  /** Only so many slots may be in use from now on. Then call `grant` until it says `null`. */
  limitSlots(usable: number): void {
    this.#usable = usable
  }

  /** Hands a slot that is free and may be used to the next in the queue, which is returned and has to be started. */
  grant(probe: Probe): Frame | null {
    if (this.#busy >= this.#usable || this.#inLine === 0) return null
    this.#busy++
    return this.release(probe)
  }

  /** All who held slots are gone, and the queue is empty. */
  vacate(probe: Probe): void {
    invariant(this.queueLength === 0, 'an instance was vacated with a queue')
    invariant(!this.cpu.hasWork, 'an instance was vacated with work on its cpu')
    this.#usable = this.slots
    if (this.#busy === 0) return
    this.#busy = 0
    probe.level(this.instruments.concurrency, this.#engine.now, 0)
  }

  /** Takes a waiting request out of the queue. */
  withdraw(frame: Frame, probe: Probe): void {
    if (frame.atGate === AtGate.cargo) {
      this.#letIn(frame)
      frame.cargo?.withdrawn(frame)
      this.leave(frame, -1)
    } else if (frame.atGate !== AtGate.nothing) this.#admission?.withdraw(frame)
    else {
      if (this.#line === null) this.#queue.leave(frame)
      else this.#line.leave(frame)
      this.leave(frame, -1)
    }
    this.#tellWaiting(probe)
  }
}
