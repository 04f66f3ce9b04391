import { Client } from './calls/client.ts'
import { Edge } from './calls/edge.ts'
import { Interpreter } from './calls/interpreter.ts'
import { ResourcePool } from './calls/resource-pool.ts'
import { TurnLimit } from './calls/turn-limit.ts'
import { buildInstruments, type Instruments } from './catalogue.ts'
import { EVENT_NAMES, EventKind } from './event-kind.ts'
import { type Frame } from './frame.ts'
import { FramePool } from './frame-pool.ts'
import { Draws } from './kernel/draws.ts'
import { type Dispatcher, Engine, type LimitReached } from './kernel/engine.ts'
import { SimulationBug } from './kernel/invariant.ts'
import { NullProbe } from './kernel/null-probe.ts'
import type { Catalogue, Probe } from './kernel/probe.ts'
import { Stream } from './kernel/stream.ts'
import { streamKey } from './kernel/stream-key.ts'
import { Load } from './load.ts'
import { Link } from './network/link.ts'
import { type Plan, StepKind } from './plan.ts'
import { bindPrograms } from './programs.ts'
import { Balancer } from './services/balancer.ts'
import { Instance } from './services/instance.ts'

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
  /** The state of the run as it would end now. */
  end(): RunEnd
  /** Frames (calls, branches, requests) alive now; for measurements. */
  readonly frames: number
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
  readonly #client: Client
  readonly #interpreter: Interpreter
  readonly #load: Load
  #started = false

  constructor(plan: Plan, seed: string) {
    this.#plan = plan
    this.#engine = new Engine(this, plan.limits)
    this.#instruments = buildInstruments(plan)
    this.#buildInstances()
    const bound = bindPrograms(plan, seed, this.#instruments.calls, this.#engine)
    const edges = this.#buildEdges(seed)
    const draws = new Draws()
    const common = { engine: this.#engine, frames: this.#frames, draws, edges, instances: this.#instances }
    const workloadZones = plan.workloads.map((workload) => workload.zone)
    this.#client = new Client({ ...common, units: this.#instruments.units, workloadZones }, new NullProbe())
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
      inProcess: plan.inProcess,
      turns: new TurnLimit(this.#engine, plan.limits.eventsPerInstant),
      done: (root) => this.#load.done(root),
    })
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

  run(probe: Probe): RunEnd {
    this.runUntil(this.#plan.duration, probe)
    const end = this.#plan.duration + this.#plan.drain
    if (this.#plan.drain > 0) this.#guard(() => this.#engine.runToIdle(end))
    return this.end()
  }

  runUntil(time: number, probe: Probe): boolean {
    this.#start(probe)
    return this.#guard(() => this.#engine.run(time))
  }

  step(probe: Probe): boolean {
    this.#start(probe)
    return this.#guard(() => this.#engine.step(this.#plan.duration + this.#plan.drain))
  }

  end(): RunEnd {
    const { limit, fingerprint, events, lastEventTime } = this.#engine
    const reached = limit === undefined ? { status: 'completed' as const } : { status: 'limit' as const, limit }
    return { ...reached, fingerprint, events, time: lastEventTime, inFlight: this.#load.inFlight }
  }

  dispatch(kind: number, index: number): void {
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
      default:
        this.#dispatchToFrame(kind, index)
    }
    if (this.#client.ready.count > 0) this.#interpreter.runReady()
  }

  expects(kind: number, index: number, sequence: number): boolean {
    switch (kind) {
      case EventKind.arrival:
      case EventKind.userReady:
        return true
      case EventKind.cpuTick:
        return this.#instances[index]?.shared?.expects(sequence) ?? false
      case EventKind.cancel:
        return this.#frames.at(index).cancelWake === sequence
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
    return this.#frames.at(index).program.name
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
        this.#load.done(frame)
        return
      case EventKind.cancel:
        if (frame.cancelWake === this.#engine.sequence) this.#client.cancelled(frame)
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
      case EventKind.cpuDone:
        this.#instances[frame.instance]?.fcfs?.release(this.#client.probe)
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
    if (this.#started) return
    this.#started = true
    this.#load.start()
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

  #buildInstances(): void {
    const { units } = this.#plan
    units.forEach((unit, u) => {
      const exclusive = unit.slots <= unit.cores && !this.#computesBesideSlots(u)
      unit.zones.forEach((_, number) => {
        const index = this.#instances.length
        const ids = this.#instruments.instances[index]
        if (ids !== undefined)
          this.#instances.push(new Instance(this.#engine, { plan: unit, unit: u, number, index, exclusive, ids }))
      })
    })
  }

  /** Whether a unit may have more work on its cpu than slots in use: branches, background calls and tails hold none. */
  #computesBesideSlots(unit: number): boolean {
    return this.#plan.programs.some(
      (program) =>
        program.unit === unit &&
        program.steps.some(
          ({ kind, edge }) =>
            kind === StepKind.parallel || kind === StepKind.respond || (kind === StepKind.send && edge < 0),
        ),
    )
  }

  #buildEdges(seed: string): readonly Edge[] {
    const plan = this.#plan
    const links = plan.links.map((link) => new Link(link))
    const pools = plan.pools.map((pool, i) => {
      const ids = this.#instruments.pools[i]
      if (ids === undefined) throw new SimulationBug(`pool ${pool.name} has no instruments`)
      return new ResourcePool(pool, ids)
    })
    const members = plan.units.map((_, u) => this.#instances.filter((instance) => instance.unit === u))
    const shared = plan.units.map(
      (unit, u) => new Balancer(unit.balance, members[u] ?? [], new Stream(streamKey(seed, `balance/${unit.name}`))),
    )
    return plan.edges.map((edge, e) => {
      const callee = plan.units[edge.to]
      const instruments = this.#instruments.edges[e]
      const balancer = shared[edge.to]
      if (callee === undefined || instruments === undefined || balancer === undefined) {
        throw new SimulationBug(`edge ${edge.name} leads nowhere`)
      }
      return new Edge({
        plan: edge,
        seed,
        pool: edge.pool < 0 ? null : (pools[edge.pool] ?? null),
        instruments,
        links,
        linkBetween: plan.linkBetween,
        zones: plan.zones.length,
        callers: edge.from < 0 ? [] : (members[edge.from] ?? []),
        callees: members[edge.to] ?? [],
        callee,
        shared: balancer,
      })
    })
  }
}
