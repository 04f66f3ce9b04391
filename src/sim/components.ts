import { buildEdges } from './build-edges.ts'
import { buildInstances } from './build-instances.ts'
import { buildLevers } from './build-levers.ts'
import { buildPools } from './build-pools.ts'
import { buildProcesses } from './build-processes.ts'
import { BlockSteps } from './calls/block-steps.ts'
import { CheckAnswers } from './calls/check-answers.ts'
import { Client } from './calls/client.ts'
import type { ComponentWorld } from './calls/component-world.ts'
import type { Edge } from './calls/edge.ts'
import { Interpreter } from './calls/interpreter.ts'
import { ReadyList } from './calls/ready-list.ts'
import type { ResourcePool } from './calls/resource-pool.ts'
import { TurnLimit } from './calls/turn-limit.ts'
import type { Visits } from './calls/visits.ts'
import { Wire } from './calls/wire.ts'
import { buildInstruments, type Instruments } from './catalogue.ts'
import type { CacheWorld } from './data/cache/cache-world.ts'
import { Caches } from './data/cache/caches.ts'
import { Invalidations } from './data/cache/invalidations.ts'
import type { DataWorld } from './data/data-world.ts'
import { Reporter } from './data/reporter.ts'
import { Stores } from './data/stores.ts'
import { FaultRunner } from './faults/fault-runner.ts'
import { measure } from './faults/measure.ts'
import { FramePool } from './frame-pool.ts'
import { hotKeysOf } from './hot-keys-of.ts'
import { Draws } from './kernel/draws.ts'
import { type Dispatcher, Engine } from './kernel/engine.ts'
import { NullProbe } from './kernel/null-probe.ts'
import { Load } from './load.ts'
import { MessageReporter } from './messaging/message-reporter.ts'
import { Messaging } from './messaging/messaging.ts'
import type { Plan } from './plan.ts'
import type { Processes } from './processes/processes.ts'
import { Wakes } from './processes/wakes.ts'
import { type BoundPrograms, bindPrograms } from './programs.ts'
import { Alarms } from './services/alarms.ts'
import { Balancers } from './services/balancers.ts'
import { HealthChecks } from './services/health-checks.ts'
import type { Instance } from './services/instance.ts'
import { Parking } from './services/parking.ts'
import { BusinessReporter } from './transactions/business-reporter.ts'
import { BusinessTransactions } from './transactions/business-transactions.ts'

/** The components of one world, connected with each other. What they need of one another is asked during the run. */
export class Components {
  readonly engine: Engine
  readonly frames: FramePool = new FramePool()
  readonly instruments: Instruments
  readonly instances: readonly Instance[]
  readonly alarms: Alarms
  /** What pauses put off. */
  readonly parking: Parking
  /** What the nodes of processes wait for. */
  readonly wakes: Wakes
  readonly processes: Processes
  readonly caches: Caches
  readonly stores: Stores
  readonly messaging: Messaging
  readonly business: BusinessTransactions
  readonly checks: HealthChecks
  readonly balancers: Balancers
  readonly wire: Wire
  readonly client: Client
  readonly interpreter: Interpreter
  readonly load: Load
  readonly faults: FaultRunner
  readonly #plan: Plan
  readonly #seed: string
  readonly #bound: BoundPrograms
  readonly #pools: readonly ResourcePool[]
  readonly #edges: readonly Edge[]
  readonly #draws = new Draws()
  readonly #ready = new ReadyList()
  readonly #reporter = new Reporter()

  /** `history`: steps of processes to keep; 0 for none. */
  constructor(plan: Plan, seed: string, dispatcher: Dispatcher, history: number) {
    this.#plan = plan
    this.#seed = seed
    this.engine = new Engine(dispatcher, plan.limits)
    this.alarms = new Alarms(this.engine)
    this.wakes = new Wakes(this.engine)
    this.parking = new Parking(
      this.engine,
      this.frames,
      (index) => this.client.guards.at(index),
      (slot) => this.wakes.at(slot),
    )
    this.instruments = buildInstruments(plan)
    const { instances: instruments, calls, caches, edges } = this.instruments
    const desk = {
      probe: () => this.client.probe,
      letIn: (...in_: Parameters<Visits['letIn']>) => this.interpreter.visits.letIn(...in_),
      granted: (frame: Parameters<ReadyList['add']>[0]) => this.#ready.add(frame),
      turnedAway: (...turned: Parameters<Visits['turnedAway']>) => this.interpreter.visits.turnedAway(...turned),
    }
    this.instances = buildInstances(plan, { engine: this.engine, seed, instruments, desk })
    this.caches = new Caches(plan, seed, this.instances, caches, this.#cacheWorld())
    this.#bound = bindPrograms(plan, seed, calls, this.engine)
    this.checks = this.#buildChecks()
    this.balancers = this.#buildBalancers()
    this.#pools = buildPools(plan.pools, this.instruments.pools)
    const { instances, balancers } = this
    this.#edges = buildEdges(plan, { seed, instances, instruments: edges, pools: this.#pools, balancers })
    this.wire = new Wire(
      { ...this.#common(), workloadZones: this.#workloadZones(), ready: this.#ready },
      new NullProbe(),
    )
    this.client = this.#buildClient()
    const common = this.#dataParts()
    this.stores = this.#buildStores(common)
    this.messaging = this.#buildMessaging(common)
    this.business = this.#buildBusiness(common)
    this.processes = this.#buildProcesses(history)
    this.load = this.#buildLoad()
    this.interpreter = this.#buildInterpreter()
    this.faults = this.#buildFaults()
  }

  /** Tells the probe how many instances of a unit are up, where that can change. */
  reportUp(unit: number, count: number): void {
    const level = this.instruments.instancesUp[unit] ?? -1
    if (level >= 0) this.client.probe.level(level, this.engine.now, count)
  }

  #crashed(instance: number): void {
    this.stores.crashed(instance)
    this.messaging.crashed(instance)
    this.business.crashed(instance)
  }

  #restarted(instance: number): void {
    this.stores.restarted(instance)
    this.messaging.restarted(instance)
    this.business.restarted(instance)
  }

  #common(): {
    engine: Engine
    frames: FramePool
    draws: Draws
    edges: readonly Edge[]
    instances: readonly Instance[]
  } {
    const { engine, frames, instances } = this
    return { engine, frames, draws: this.#draws, edges: this.#edges, instances }
  }

  #workloadZones(): readonly number[] {
    return this.#plan.workloads.map((workload) => workload.zone)
  }

  #buildChecks(): HealthChecks {
    let answers: CheckAnswers | undefined
    return new HealthChecks({
      engine: this.engine,
      ask: (checker, instance, takes) => {
        answers ??= new CheckAnswers({ ...this.#common(), workloadZones: this.#workloadZones() })
        return answers.ask(checker, instance, takes)
      },
      until: this.#plan.duration,
      busy: () => this.frames.inUse > 0,
    })
  }

  #buildBalancers(): Balancers {
    const { engine, checks, instances } = this
    const { ejections } = this.instruments
    const { units } = this.#plan
    return new Balancers({ engine, seed: this.#seed, checks, units, instances, ejections, probe: new NullProbe() })
  }

  #buildClient(): Client {
    const { units, guards: instruments } = this.instruments
    const guards = { seed: this.#seed, instruments, fallbacks: this.#bound.fallbacks }
    return new Client({ ...this.#common(), wire: this.wire, ready: this.#ready, units, guards }, new NullProbe())
  }

  #cacheWorld(): CacheWorld {
    const { engine, alarms } = this
    let ticket = 0
    return { engine, alarms, reporter: this.#reporter, draws: this.#draws, nextTicket: () => ++ticket }
  }

  /** What stores, messages and business transactions all need. */
  #dataParts(): ComponentWorld {
    const { client, instances, alarms, parking } = this
    const plan = this.#plan
    return {
      ...this.#common(),
      plan,
      seed: this.#seed,
      client,
      alarms,
      parking,
      ready: this.#ready,
      programs: this.#bound.programs,
      firstInstance: plan.units.map((_, u) => instances.findIndex(({ unit }) => unit === u)),
      busy: () => this.load.inFlight > 0,
    }
  }

  #buildStores(common: ComponentWorld): Stores {
    let version = 0
    const world: DataWorld = {
      ...common,
      reporter: this.#reporter,
      instruments: this.instruments.stores,
      wrote: (statement) => this.stores.wrote(statement),
      rowCommitted: (record, key) => this.business.rowCommitted(record, key),
      nextVersion: () => ++version,
    }
    return new Stores(world, this.caches, new Invalidations(this.#cacheWorld(), this.caches))
  }

  #buildMessaging(common: ComponentWorld): Messaging {
    let message = 0
    const { brokers: instruments } = this.instruments
    return new Messaging({ ...common, instruments, reporter: new MessageReporter(), nextMessage: () => message++ })
  }

  #buildBusiness(common: ComponentWorld): BusinessTransactions {
    const { stores, messaging } = this
    let business = 0
    const reporter = new BusinessReporter()
    return new BusinessTransactions({ ...common, reporter, stores, messaging, nextBusiness: () => business++ })
  }

  #buildProcesses(history: number): Processes {
    const { client, engine, frames, wakes, instances } = this
    const plan = this.#plan
    return buildProcesses(plan, {
      seed: this.#seed,
      history,
      client,
      engine,
      frames,
      wakes,
      instances,
      ready: this.#ready,
      programs: this.#bound.programs,
      instruments: this.instruments.processes,
      ticking: () => engine.now < plan.duration || this.load.inFlight > 0,
    })
  }

  #buildLoad(): Load {
    const { workloads, duration } = this.#plan
    const { entries } = this.#bound
    const run = (root: Parameters<Load['done']>[0]): void => this.interpreter.run(root)
    const { stores } = this
    const { events = [], businesses = [] } = this.#plan
    const remembers = stores.any || events.length > 0 || businesses.length > 0
    const context = remembers ? stores.context.bind(stores) : null
    return new Load(workloads, { ...this.#common(), seed: this.#seed, until: duration, entries, run, context })
  }

  #buildInterpreter(): Interpreter {
    const { client, caches, stores: data, messaging: messages, processes, parking, engine } = this
    const blocks = new BlockSteps(data, this.business)
    const { inProcess, limits } = this.#plan
    const turns = new TurnLimit(engine, limits.eventsPerInstant)
    const done: Load['done'] = (root) => this.load.done(root)
    const parts = { client, caches, data, messages, blocks, processes, parking, inProcess, turns, done }
    return new Interpreter({ ...this.#common(), ...parts })
  }

  #buildFaults(): FaultRunner {
    const { wire, load, alarms, parking, caches, client, processes } = this
    const ready = this.#ready
    const common = { ...this.#common(), pools: this.#pools, ready, alarms, parking, caches, client, processes }
    const parts = {
      ...this.#common(),
      plan: this.#plan,
      seed: this.#seed,
      wire,
      load,
      levers: buildLevers({
        ...common,
        crashed: (instance) => this.#crashed(instance),
        restarted: (instance) => this.#restarted(instance),
        drained: (instance, out) => this.messaging.drained(instance, out),
        up: (unit, count) => this.reportUp(unit, count),
      }),
      keys: hotKeysOf(this.#plan, this.#bound),
      leads: (instance: number) => this.stores.leads(instance) || processes.leads(instance),
      instruments: this.instruments.faults,
      measure: (condition: Parameters<typeof measure>[0]) => measure(condition, this.instances),
    }
    return new FaultRunner(this.#plan.faults, parts, new NullProbe())
  }
}
