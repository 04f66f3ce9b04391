import type { Client } from './calls/client.ts'
import type { Interpreter } from './calls/interpreter.ts'
import { Components } from './components.ts'
import type { DataObserver } from './data-fact.ts'
import { EVENT_NAMES, EventKind } from './event-kind.ts'
import type { FaultReport } from './faults/fault-report.ts'
import type { FaultRunner } from './faults/fault-runner.ts'
import { type Frame, NEVER } from './frame.ts'
import type { FramePool } from './frame-pool.ts'
import type { Dispatcher, Engine, LimitReached } from './kernel/engine.ts'
import { SimulationBug } from './kernel/invariant.ts'
import type { Catalogue, Probe } from './kernel/probe.ts'
import type { Load } from './load.ts'
import { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import type { ProcessReport } from './processes/processes.ts'
import type { Wakes } from './processes/wakes.ts'
import type { Alarms } from './services/alarms.ts'
import type { HealthChecks } from './services/health-checks.ts'
import type { Instance } from './services/instance.ts'
import type { Parking } from './services/parking.ts'

/** How a run ended. */
export interface RunEnd {
  readonly status: 'completed' | 'limit'
  readonly limit?: LimitReached
  /** 16 hex digits: the same for the same engine version, plan and seed, whatever was observed. */
  readonly fingerprint: string
  readonly events: number
  /** Time of the last event, ns. */
  readonly time: number
  /** Requests of workloads that had not ended when the run did. */
  readonly inFlight: number
  /** What became of each fault, in the order of the plan. */
  readonly faults: readonly FaultReport[]
}

/** The simulated world: a plan bound to a seed, on one engine. It runs once. */
export interface World {
  readonly catalogue: Catalogue
  /** Time now, ns. */
  readonly now: number
  /**
   * Runs the whole load, then lets requests in flight end for as long as the plan's drain allows. `observer` sees what
   * happens to data.
   */
  run(probe: Probe, observer?: DataObserver | null): RunEnd
  /** Runs every event due before `time` (ns); returns whether no limit stopped it. */
  runUntil(time: number, probe: Probe, observer?: DataObserver | null): boolean
  /** Runs the next event, if there is one before the end; returns whether there was. */
  step(probe: Probe, observer?: DataObserver | null): boolean
  /** What has become of each fault so far, in the order of the plan. */
  faults(): readonly FaultReport[]
  /** The state of the run as it would end now. */
  end(): RunEnd
  /** What is to be known of each process, in the order of the plan. */
  processes(): readonly ProcessReport[]
  /** Frames (calls, branches, requests) alive now; for measurements. */
  readonly frames: number
  /** Passages of calls through policies, alive now; for measurements. */
  readonly passages: number
}

/** Which replication of a plan a world is, and what is kept of it. */
export interface WorldOptions {
  /** In canonical form. */
  readonly seed: string
  /** Counted from 0. */
  readonly replication: number
  /** Steps of the nodes of each process to keep at least, the last ones; default 0. Never changes a run. */
  readonly history?: number
}

/** Builds the world of one replication. */
export function createWorld(plan: Plan, options: WorldOptions): World {
  return new PlannedWorld(plan, `${options.seed}/${options.replication}`, options.history ?? 0)
}

class PlannedWorld implements World, Dispatcher {
  readonly #plan: Plan
  readonly #components: Components
  // What every event needs, beside the components that it comes from.
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #instances: readonly Instance[]
  readonly #checks: HealthChecks
  readonly #alarms: Alarms
  readonly #wakes: Wakes
  readonly #parking: Parking
  readonly #client: Client
  readonly #interpreter: Interpreter
  readonly #load: Load
  readonly #faults: FaultRunner
  #observer: DataObserver | null = null
  #started = false

  constructor(plan: Plan, seed: string, history: number) {
    const components = new Components(plan, seed, this, history)
    this.#plan = plan
    this.#components = components
    this.#engine = components.engine
    this.#frames = components.frames
    this.#instances = components.instances
    this.#checks = components.checks
    this.#alarms = components.alarms
    this.#wakes = components.wakes
    this.#parking = components.parking
    this.#client = components.client
    this.#interpreter = components.interpreter
    this.#load = components.load
    this.#faults = components.faults
  }

  get catalogue(): Catalogue {
    return this.#components.instruments.catalogue
  }

  get now(): number {
    return this.#engine.now
  }

  processes(): readonly ProcessReport[] {
    return this.#components.processes.reports()
  }

  get frames(): number {
    return this.#frames.inUse
  }

  get passages(): number {
    return this.#client.guards.passages
  }

  run(probe: Probe, observer: DataObserver | null = null): RunEnd {
    this.runUntil(this.#plan.duration, probe, observer)
    if (this.#plan.drain > 0) this.#guard(() => this.#drain(this.#plan.duration + this.#plan.drain))
    this.#faults.finish()
    return this.end()
  }

  runUntil(time: number, probe: Probe, observer: DataObserver | null = null): boolean {
    this.#start(probe, observer)
    return this.#guard(() => {
      while (this.#faults.nextLook < time) if (!this.#runToLook()) return false
      return this.#engine.run(time)
    })
  }

  step(probe: Probe, observer: DataObserver | null = null): boolean {
    this.#start(probe, observer)
    const { duration, drain } = this.#plan
    return this.#guard(() => {
      const end = duration + drain
      for (;;) {
        const event = this.#engine.nextTime()
        const look = this.#faults.nextLook
        const next = Math.min(event, look)
        if (next >= end || (next >= duration && this.#engine.idle)) return false
        if (event < look) return this.#engine.step(end)
        if (!this.#runToLook()) return false
      }
    })
  }

  faults(): readonly FaultReport[] {
    return this.#faults.reports()
  }

  end(): RunEnd {
    const { limit, fingerprint, events, lastEventTime } = this.#engine
    const reached = limit === undefined ? { status: 'completed' as const } : { status: 'limit' as const, limit }
    const [inFlight, faults] = [this.#load.inFlight, this.#faults.reports()]
    return { ...reached, fingerprint, events, time: lastEventTime, inFlight, faults }
  }

  dispatch(kind: number, index: number): void {
    if (this.#parking.standing > 0 && this.#parking.takesEvent(kind, index)) return
    // Small enough to become part of the engine's loop: what is seldom, and what many runs never need, is elsewhere.
    if (kind === EventKind.arrival) this.#load.arrive(index)
    else if (kind >= EventKind.request && kind <= EventKind.cpuDone) this.#dispatchToFrame(kind, this.#frames.at(index))
    else this.#dispatchOther(kind, index)
    if (this.#client.ready.count > 0) this.#interpreter.runReady()
  }

  #dispatchOther(kind: number, index: number): void {
    switch (kind) {
      case EventKind.cpuTick:
        this.#tick(this.#instances[index] as Instance)
        break
      case EventKind.timeout:
        this.#interpreter.run(this.#client.timedOut(this.#frames.at(index)))
        break
      case EventKind.userReady:
        this.#load.userReady(index)
        break
      case EventKind.passage:
        this.#interpreter.run(this.#client.guards.wake(index, this.#engine.sequence))
        break
      case EventKind.passageTimer:
        this.#interpreter.run(this.#client.guards.timer(index))
        break
      default:
        this.#dispatchSeldom(kind, index)
    }
  }

  #dispatchSeldom(kind: number, index: number): void {
    const { sequence } = this.#engine
    switch (kind) {
      case EventKind.deadline:
        this.#deadline(this.#frames.at(index))
        break
      case EventKind.cancel: {
        const call = this.#frames.at(index)
        if (call.cancelWake === sequence) this.#interpreter.run(this.#client.cancelled(call))
        break
      }
      case EventKind.policyTimer:
        this.#engine.backgroundDone()
        this.#client.guards.breakerTimer(index, sequence)
        break
      case EventKind.healthCheck:
        if (this.#checks.expects(index, sequence)) this.#checks.due(index)
        break
      case EventKind.alarm:
      case EventKind.quietAlarm:
        this.#alarms.ring(index, kind === EventKind.quietAlarm)
        break
      case EventKind.node:
        this.#wakes.ring(index)
        break
      case EventKind.faultStart:
        this.#faults.startDue(index)
        this.#observer?.struck?.(this.#engine.now)
        break
      case EventKind.faultEnd:
        this.#faults.endDue(index)
        this.#observer?.healed?.(this.#engine.now)
        break
      case EventKind.again:
        this.#load.askAgain(index)
        break
      case EventKind.resumed:
        this.#resumed(this.#frames.at(index))
        break
      case EventKind.waitOver:
        this.#waitOver(this.#frames.at(index))
        break
    }
  }

  #resumed(frame: Frame): void {
    if (frame.wake !== this.#engine.sequence) return
    frame.wake = NEVER
    this.#client.ready.add(frame)
  }

  #waitOver(frame: Frame): void {
    if (frame.wake !== this.#engine.sequence) return
    this.#instances[frame.instance]?.waitOver(frame, this.#client.probe)
  }

  #deadline(root: Frame): void {
    root.deadlineSlot = -1
    this.#client.expire(root)
    root.outcome = Outcome.deadline
    this.#load.done(root)
  }

  expects(kind: number, index: number, sequence: number): boolean {
    switch (kind) {
      case EventKind.arrival:
        return this.#load.expects(index, sequence)
      case EventKind.userReady:
      case EventKind.faultStart:
      case EventKind.faultEnd:
      case EventKind.again:
        return true
      case EventKind.cpuTick:
        return this.#instances[index]?.shared?.expects(sequence) ?? false
      case EventKind.healthCheck:
        return this.#checks.expects(index, sequence)
      case EventKind.alarm:
        return this.#alarms.expects(index, sequence)
      case EventKind.node:
        return this.#wakes.expects(index, sequence)
      case EventKind.quietAlarm:
      case EventKind.policyTimer:
        return true
      case EventKind.cancel:
        return this.#frames.at(index).cancelWake === sequence
      case EventKind.passage:
        return this.#client.guards.expects(index, sequence)
      default:
        return this.#frames.at(index).wake === sequence
    }
  }

  describe(kind: number, index: number): string {
    return `${EVENT_NAMES[kind] ?? 'event of'} ${this.#nameOf(kind, index)}`
  }

  #nameOf(kind: number, index: number): string {
    if (kind === EventKind.arrival) return this.#plan.workloads[index]?.name ?? '?'
    if (kind === EventKind.userReady) return `number ${index}`
    if (kind === EventKind.cpuTick) return this.#instances[index]?.name ?? '?'
    if (kind === EventKind.healthCheck) return this.#checks.nameOf(index)
    if (kind === EventKind.faultStart || kind === EventKind.faultEnd) return this.#faults.nameOf(index)
    if (kind === EventKind.again) return this.#load.nameOf(index)
    if (kind === EventKind.alarm || kind === EventKind.quietAlarm) return `a fault, number ${index}`
    if (kind === EventKind.policyTimer) return 'an edge'
    if (kind === EventKind.node) return this.#instances[this.#wakes.at(index).instance]?.name ?? '?'
    const { guards } = this.#client
    const ofPassage = kind === EventKind.passage || kind === EventKind.passageTimer
    return (ofPassage ? guards.callOf(index) : this.#frames.at(index)).program.name
  }

  #dispatchToFrame(kind: number, frame: Frame): void {
    // The frame may have been stopped, and even be in use again, since this event was scheduled.
    if (frame.wake !== this.#engine.sequence) return
    switch (kind) {
      case EventKind.request:
        this.#interpreter.visits.arrive(frame)
        break
      case EventKind.answer:
        this.#interpreter.run(this.#client.answered(frame))
        break
      case EventKind.wake:
        this.#interpreter.woken(frame)
        break
      case EventKind.cpuDone:
        this.#instances[frame.instance]?.fcfs?.release(frame, this.#client.probe)
        this.#interpreter.worked(frame)
        break
    }
  }

  #tick(instance: Instance): void {
    const { shared } = instance
    if (shared === undefined || !shared.expects(this.#engine.sequence)) return
    shared.tick(this.#client.probe)
    const { finished, finishedCount } = shared
    for (let i = 0; i < finishedCount; i++) this.#interpreter.worked(finished[i] as Frame)
  }

  #start(probe: Probe, observer: DataObserver | null): void {
    this.#observer = observer
    this.#components.stores.observer = observer
    this.#components.messaging.observer = observer
    this.#components.business.observer = observer
    this.#client.probe = probe
    this.#components.wire.probe = probe
    this.#components.balancers.watch(probe)
    this.#faults.probe = probe
    if (this.#started) return
    this.#started = true
    this.#plan.units.forEach(({ instances }, u) => this.#components.reportUp(u, instances))
    // Before everything else, so that a fault comes before the other events of its instant.
    this.#faults.start()
    this.#components.processes.start()
    this.#load.start()
    this.#checks.start()
    this.#components.stores.start()
    this.#components.messaging.start()
    this.#components.business.start()
  }

  /** Runs to the next look at the conditions of faults, and looks; false when a limit stopped it. */
  #runToLook(): boolean {
    if (!this.#engine.run(this.#faults.nextLook)) return false
    this.#faults.look()
    return true
  }

  /** Lets requests in flight end; nothing else is worth waiting for. */
  #drain(end: number): void {
    for (;;) {
      const look = this.#faults.nextLook
      if (!this.#engine.runToIdle(Math.min(look, end)) || this.#engine.idle || look >= end) return
      if (!this.#runToLook()) return
    }
  }

  /** Adds to a bug what is needed to find it again. */
  #guard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof SimulationBug)) throw error
      const { now, fingerprint } = this.#engine
      const where = { time: error.time ?? now, component: error.component ?? 'world', fingerprint }
      throw new SimulationBug(error.message, where)
    }
  }
}
