import { buildEdges } from './build-edges.ts'
import { CheckAnswers } from './calls/check-answers.ts'
import { Client } from './calls/client.ts'
import type { Edge } from './calls/edge.ts'
import { Interpreter } from './calls/interpreter.ts'
import { PlannedLevers } from './calls/planned-levers.ts'
import { ReadyList } from './calls/ready-list.ts'
import { ResourcePool } from './calls/resource-pool.ts'
import { Stoppage } from './calls/stoppage.ts'
import { TurnLimit } from './calls/turn-limit.ts'
import { Wire } from './calls/wire.ts'
import { buildInstruments, type Instruments } from './catalogue.ts'
import { computesBesideSlots } from './computes-beside-slots.ts'
import { Caches } from './data/caches.ts'
import { EVENT_NAMES, EventKind } from './event-kind.ts'
import type { FaultReport } from './faults/fault-report.ts'
import { FaultRunner } from './faults/fault-runner.ts'
import { measure } from './faults/measure.ts'
import { type Frame, NEVER } from './frame.ts'
import { FramePool } from './frame-pool.ts'
import { hotKeysOf } from './hot-keys-of.ts'
import { Draws, stepKey } from './kernel/draws.ts'
import { type Dispatcher, Engine, type LimitReached } from './kernel/engine.ts'
import { SimulationBug } from './kernel/invariant.ts'
import { NullProbe } from './kernel/null-probe.ts'
import type { Catalogue, Probe } from './kernel/probe.ts'
import { Load } from './load.ts'
import { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import { bindPrograms } from './programs.ts'
import { Alarms } from './services/alarms.ts'
import { Balancers } from './services/balancers.ts'
import { HealthChecks } from './services/health-checks.ts'
import { type Desk, Instance } from './services/instance.ts'
import { Parking } from './services/parking.ts'

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
  /** Runs the whole load, then lets requests in flight end for as long as the plan's drain allows. */
  run(probe: Probe): RunEnd
  /** Runs every event due before `time` (ns); returns whether no limit stopped it. */
  runUntil(time: number, probe: Probe): boolean
  /** Runs the next event, if there is one before the end; returns whether there was. */
  step(probe: Probe): boolean
  /** What has become of each fault so far, in the order of the plan. */
  faults(): readonly FaultReport[]
  /** The state of the run as it would end now. */
  end(): RunEnd
  /** Frames (calls, branches, requests) alive now; for measurements. */
  readonly frames: number
  /** Passages of calls through policies, alive now; for measurements. */
  readonly passages: number
}

/** Builds the world of one replication. `seed` is a canonical seed, `replication` counts from 0. */
export function createWorld(plan: Plan, options: { readonly seed: string; readonly replication: number }): World {
  return new PlannedWorld(plan, `${options.seed}/${options.replication}`)
}

class PlannedWorld implements World, Dispatcher {
  readonly #plan: Plan
  readonly #engine: Engine
  readonly #frames = new FramePool()
  readonly #instruments: Instruments
  readonly #instances: Instance[] = []
  readonly #caches: Caches
  readonly #checks: HealthChecks
  readonly #balancers: Balancers
  readonly #alarms: Alarms
  /** What pauses put off. */
  readonly #parking: Parking
  readonly #wire: Wire
  readonly #client: Client
  readonly #interpreter: Interpreter
  readonly #load: Load
  readonly #pools: readonly ResourcePool[]
  readonly #faults: FaultRunner
  #started = false

  constructor(plan: Plan, seed: string) {
    this.#plan = plan
    this.#engine = new Engine(this, plan.limits)
    this.#alarms = new Alarms(this.#engine)
    this.#parking = new Parking(this.#engine, this.#frames, (index) => this.#client.guards.at(index))
    this.#instruments = buildInstruments(plan)
    this.#buildInstances(seed)
    this.#caches = new Caches(plan, seed, this.#instances, this.#instruments.caches)
    const bound = bindPrograms(plan, seed, this.#instruments.calls, this.#engine)
    this.#checks = new HealthChecks({
      engine: this.#engine,
      ask: (checker, instance, takes) => answers.ask(checker, instance, takes),
      until: plan.duration,
      busy: () => this.#frames.inUse > 0,
    })
    this.#balancers = new Balancers({
      engine: this.#engine,
      seed,
      checks: this.#checks,
      units: plan.units,
      instances: this.#instances,
      ejections: this.#instruments.ejections,
      probe: new NullProbe(),
    })
    this.#pools = plan.pools.map((pool, i) => {
      const ids = this.#instruments.pools[i]
      if (ids === undefined) throw new SimulationBug(`pool ${pool.name} has no instruments`)
      return new ResourcePool(pool, ids)
    })
    const edges = buildEdges(plan, {
      seed,
      instances: this.#instances,
      instruments: this.#instruments.edges,
      pools: this.#pools,
      balancers: this.#balancers,
    })
    const workloadZones = plan.workloads.map((workload) => workload.zone)
    const answers = new CheckAnswers({ edges, instances: this.#instances, workloadZones })
    const draws = new Draws()
    const common = { engine: this.#engine, frames: this.#frames, draws, edges, instances: this.#instances }
    const ready = new ReadyList()
    const probe = new NullProbe()
    this.#wire = new Wire({ ...common, workloadZones, ready }, probe)
    const { units, guards: instruments } = this.#instruments
    const guards = { seed, instruments, fallbacks: bound.fallbacks }
    this.#client = new Client({ ...common, wire: this.#wire, ready, units, guards }, probe)
    this.#load = new Load(plan.workloads, {
      engine: this.#engine,
      frames: this.#frames,
      draws,
      seed,
      until: plan.duration,
      entries: bound.entries,
      run: (root) => this.#interpreter.run(root),
    })
    this.#interpreter = new Interpreter({
      ...common,
      client: this.#client,
      caches: this.#caches,
      parking: this.#parking,
      inProcess: plan.inProcess,
      turns: new TurnLimit(this.#engine, plan.limits.eventsPerInstant),
      done: (root) => this.#load.done(root),
    })
    this.#faults = new FaultRunner(
      plan.faults,
      {
        plan,
        seed,
        engine: this.#engine,
        edges,
        instances: this.#instances,
        wire: this.#wire,
        levers: this.#buildLevers(edges, ready),
        load: this.#load,
        keys: hotKeysOf(plan, bound),
        instruments: this.#instruments.faults,
        measure: (condition) => measure(condition, this.#instances),
      },
      probe,
    )
  }

  get catalogue(): Catalogue {
    return this.#instruments.catalogue
  }

  get now(): number {
    return this.#engine.now
  }

  get frames(): number {
    return this.#frames.inUse
  }

  get passages(): number {
    return this.#client.guards.passages
  }

  run(probe: Probe): RunEnd {
    this.runUntil(this.#plan.duration, probe)
    if (this.#plan.drain > 0) this.#guard(() => this.#drain(this.#plan.duration + this.#plan.drain))
    this.#faults.finish()
    return this.end()
  }

  runUntil(time: number, probe: Probe): boolean {
    this.#start(probe)
    return this.#guard(() => {
      while (this.#faults.nextLook < time) if (!this.#runToLook()) return false
      return this.#engine.run(time)
    })
  }

  step(probe: Probe): boolean {
    this.#start(probe)
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
    switch (kind) {
      case EventKind.arrival:
        this.#load.arrive(index)
        break
      case EventKind.userReady:
        this.#load.userReady(index)
        break
      case EventKind.cpuTick:
        this.#tick(this.#instances[index] as Instance)
        break
      case EventKind.passage:
        this.#interpreter.run(this.#client.guards.wake(index, this.#engine.sequence))
        break
      case EventKind.passageTimer:
        this.#interpreter.run(this.#client.guards.timer(index))
        break
      case EventKind.policyTimer:
        this.#client.guards.breakerTimer(index, this.#engine.sequence)
        break
      case EventKind.healthCheck:
        if (this.#checks.expects(index, this.#engine.sequence)) this.#checks.due(index)
        break
      case EventKind.alarm:
      case EventKind.quietAlarm:
        this.#alarms.ring(index, kind === EventKind.quietAlarm)
        break
      case EventKind.faultStart:
        this.#faults.startDue(index)
        break
      case EventKind.faultEnd:
        this.#faults.endDue(index)
        break
      case EventKind.again:
        this.#load.askAgain(index)
        break
      default:
        this.#dispatchToFrame(kind, index)
    }
    if (this.#client.ready.count > 0) this.#interpreter.runReady()
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
      case EventKind.quietAlarm:
        return true
      case EventKind.cancel:
        return this.#frames.at(index).cancelWake === sequence
      case EventKind.passage:
        return this.#client.guards.expects(index, sequence)
      case EventKind.policyTimer:
        return this.#client.guards.breakerExpects(index, sequence)
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
    const { guards } = this.#client
    const ofPassage = kind === EventKind.passage || kind === EventKind.passageTimer
    return (ofPassage ? guards.callOf(index) : this.#frames.at(index)).program.name
  }

  #dispatchToFrame(kind: number, index: number): void {
    const frame = this.#frames.at(index)
    switch (kind) {
      case EventKind.timeout:
        this.#interpreter.run(this.#client.timedOut(frame))
        return
      case EventKind.deadline:
        frame.deadlineSlot = -1
        this.#client.expire(frame)
        frame.outcome = Outcome.deadline
        this.#load.done(frame)
        return
      case EventKind.cancel:
        if (frame.cancelWake === this.#engine.sequence) this.#interpreter.run(this.#client.cancelled(frame))
        return
    }
    // The frame may have been stopped, and even be in use again, since this event was scheduled.
    if (frame.wake !== this.#engine.sequence) return
    switch (kind) {
      case EventKind.request:
        this.#interpreter.arrive(frame)
        break
      case EventKind.answer:
        this.#interpreter.run(this.#client.answered(frame))
        break
      case EventKind.wake:
        this.#interpreter.woken(frame)
        break
      case EventKind.resumed:
        frame.wake = NEVER
        this.#client.ready.add(frame)
        break
      case EventKind.waitOver:
        this.#instances[frame.instance]?.waitOver(frame, this.#client.probe)
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

  #start(probe: Probe): void {
    this.#client.probe = probe
    this.#wire.probe = probe
    this.#balancers.watch(probe)
    this.#faults.probe = probe
    if (this.#started) return
    this.#started = true
    this.#plan.units.forEach(({ instances }, u) => this.#reportUp(u, instances))
    // Before everything else, so that a fault comes before the other events of its instant.
    this.#faults.start()
    this.#load.start()
    this.#checks.start()
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

  #buildLevers(edges: readonly Edge[], ready: ReadyList): PlannedLevers {
    const client = this.#client
    const stoppage = new Stoppage({ engine: this.#engine, frames: this.#frames, client, ready, edges })
    return new PlannedLevers({
      engine: this.#engine,
      alarms: this.#alarms,
      parking: this.#parking,
      frames: this.#frames,
      instances: this.#instances,
      pools: this.#pools,
      probe: () => client.probe,
      stop: (instance, mark) => stoppage.stop(instance, mark),
      start: (frame) => ready.add(frame),
      flush: (cache, instance) => this.#caches.flush(cache, instance.index),
      changed: (instance, up) => {
        if (!up) this.#caches.restarted(instance.index)
        const { unit } = instance
        this.#reportUp(unit, this.#instances.filter((one) => one.unit === unit && one.up).length)
      },
    })
  }

  #reportUp(unit: number, count: number): void {
    const level = this.#instruments.instancesUp[unit] ?? -1
    if (level >= 0) this.#client.probe.level(level, this.#engine.now, count)
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

  #buildInstances(seed: string): void {
    const { units } = this.#plan
    units.forEach((unit, u) => {
      const desk = this.#deskOf(unit.name, seed)
      const exclusive = unit.slots <= unit.cores && !computesBesideSlots(this.#plan, u)
      unit.zones.forEach((_, number) => {
        const index = this.#instances.length
        const ids = this.#instruments.instances[index]
        if (ids !== undefined)
          this.#instances.push(new Instance(this.#engine, { plan: unit, unit: u, number, index, exclusive, ids, desk }))
      })
    })
  }

  /** What instances need to let requests wait; it is asked only during the run, when all of it is there. */
  #deskOf(unit: string, seed: string): Desk {
    return {
      draws: new Draws(),
      patienceKey: stepKey(seed, `queue/${unit}/patience`),
      probe: () => this.#client.probe,
      granted: (frame) => this.#client.ready.add(frame),
      turnedAway: (frame, outcome) => this.#interpreter.turnedAway(frame, outcome),
    }
  }
}
