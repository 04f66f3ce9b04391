import { type Frame, FrameState } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import type { Engine } from '../kernel/engine.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Probe } from '../kernel/probe.ts'
import type { UnitPlan } from '../plan.ts'
import { FcfsCpu } from './fcfs-cpu.ts'
import { SharedCpu } from './shared-cpu.ts'

/** Ids under which an instance reports to the probe. */
export interface InstanceInstruments {
  readonly visits: number
  readonly queueWait: number
  readonly concurrency: number
  readonly queue: number
  readonly cpu: number
}

/** Which copy of which unit an instance is. */
export interface InstanceOptions {
  readonly plan: UnitPlan
  readonly unit: number
  /** Its number within the unit, from 0. */
  readonly number: number
  /** Its number among all instances. */
  readonly index: number
  /** There is never more work on its cpu than it has cores. */
  readonly exclusive: boolean
  readonly ids: InstanceInstruments
}

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
  readonly cpu: FcfsCpu | SharedCpu
  /** The same cpu, where its cores are shared … */
  readonly shared: SharedCpu | undefined
  /** … and where each piece of work has a core to itself. */
  readonly fcfs: FcfsCpu | undefined

  /** Requests sent to it and not yet answered or given up, as all callers together see it. */
  outstanding = 0
  /** When its network interface has sent what it has to send, ns. */
  interfaceFreeAt = 0

  readonly #engine: Engine
  readonly #slots: number
  readonly #limit: number
  readonly #lifo: boolean
  readonly #queue = new FrameQueue()
  #busy = 0

  constructor(engine: Engine, options: InstanceOptions) {
    const { plan, unit, number, index, ids } = options
    this.index = index
    this.name = `${plan.name}/${number}`
    this.unit = unit
    this.zone = plan.zones[number] as number
    this.instruments = ids
    this.#engine = engine
    this.#slots = plan.slots
    this.#limit = plan.queue.limit
    this.#lifo = plan.queue.discipline === 'lifo'
    // With a core for every slot, sharing and first come, first served are the same, and the latter is quicker.
    const shares = plan.scheduling === 'ps' && !options.exclusive
    this.shared = shares ? new SharedCpu(engine, plan.cores, ids.cpu, index) : undefined
    this.fcfs = shares ? undefined : new FcfsCpu(engine, plan.cores, ids.cpu)
    this.cpu = this.shared ?? (this.fcfs as FcfsCpu)
  }

  /** Requests in the instance, waiting and in service. */
  get concurrency(): number {
    return this.#busy + this.#queue.length
  }

  /** Takes a request in. `started`: it has a slot; `queued`: it waits; `refused`: there is no room for it. */
  admit(frame: Frame, probe: Probe): 'started' | 'queued' | 'refused' {
    const now = this.#engine.now
    frame.arrivedAt = now
    probe.began(this.instruments.visits, now)
    if (this.#busy < this.#slots) {
      if (this.#slots === Number.POSITIVE_INFINITY && this.#busy >= this.#limit) return 'refused'
      this.#busy++
      probe.level(this.instruments.concurrency, now, this.concurrency)
      return 'started'
    }
    if (this.#queue.length >= this.#limit) return 'refused'
    frame.state = FrameState.queued
    this.#queue.join(frame)
    probe.level(this.instruments.queue, now, this.#queue.length)
    probe.level(this.instruments.concurrency, now, this.concurrency)
    return 'queued'
  }

  /** Frees a slot and hands it to the next in the queue, which is returned and has to be started. */
  release(probe: Probe): Frame | null {
    const now = this.#engine.now
    const next = this.#lifo ? this.#queue.takeLast() : this.#queue.takeFirst()
    if (next === null) {
      this.#busy--
      invariant(this.#busy >= 0, 'a slot was freed that nobody held')
    } else {
      next.state = FrameState.granted
      probe.level(this.instruments.queue, now, this.#queue.length)
    }
    probe.level(this.instruments.concurrency, now, this.concurrency)
    return next
  }

  /** Takes a waiting request out of the queue. */
  withdraw(frame: Frame, probe: Probe): void {
    this.#queue.leave(frame)
    probe.level(this.instruments.queue, this.#engine.now, this.#queue.length)
    probe.level(this.instruments.concurrency, this.#engine.now, this.concurrency)
  }
}
