import type { FaultMark } from '../fault-mark.ts'
import type { Frame } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import type { Alarms } from './alarms.ts'
import { CpuQuota } from './cpu-quota.ts'
import type { Instance } from './instance.ts'
import type {
  ClockKnobs,
  CrashKnobs,
  DescriptorsKnobs,
  DrainKnobs,
  MemoryKnobs,
  QuotaKnobs,
  SlowKnobs,
  ThreadsKnobs,
} from './knobs.ts'
import { MemoryGrowth } from './memory-growth.ts'
import type { Parking } from './parking.ts'
import { type Host, type Outage, Troubles } from './troubles.ts'

/** What the processes need of the world. */
export interface ProcessParts {
  readonly engine: Engine
  readonly alarms: Alarms
  readonly parking: Parking
  readonly frames: FramePool
  readonly probe: () => Probe
  /** All that is in an instance, which is down by now, is lost. */
  readonly stop: (instance: Instance, mark: FaultMark) => void
  /** A request that has got a slot is to begin after the current event. */
  readonly start: (frame: Frame) => void
  /** An instance has gone down or is up again. */
  readonly changed: (instance: Instance, up: boolean) => void
  /**
   * An instance that is up is to end what it has and stop (`out`), or is not to any more. Returns whether somebody does
   * something about it.
   */
  readonly drained: (instance: Instance, out: boolean) => boolean
}

interface Quota extends QuotaKnobs {
  readonly mark: FaultMark
}

interface Drain {
  readonly mark: FaultMark
  /** Told once when it is over. */
  readonly ended: () => void
}

const COLD_NEVER = { factor: 1, lasts: 0 }
const NO_ALARM = -1

/** The process of one instance in trouble: what faults on it amount to together. Each method returns what undoes it. */
export class Process {
  readonly instance: Instance
  readonly troubles: Troubles
  readonly #parts: ProcessParts
  readonly #quotas: Quota[] = []
  readonly #drains: Drain[] = []
  /** The quota that holds, of those above. */
  #governing: Quota | undefined
  #throttled = false
  #standing = false
  #halted = false
  /** The outage after which it starts again just now, and what is to be told when that has an end. */
  #starting: { readonly outage: Outage; readonly started: (() => void) | undefined } | undefined
  #startAlarm = NO_ALARM

  constructor(instance: Instance, parts: ProcessParts) {
    this.instance = instance
    this.#parts = parts
    this.troubles = instance.troubles ?? new Troubles()
    instance.troubles = this.troubles
  }

  crash({ host, restart, cold }: CrashKnobs, mark: FaultMark): () => void {
    const outage = this.#goDown(host, mark)
    return () => this.#comeBack(outage, restart, cold)
  }

  /** `ended` is told when balancers need not leave it out any more because of this. */
  drain({ grace, restart }: DrainKnobs, mark: FaultMark, ended: () => void): () => void {
    const { alarms } = this.#parts
    const drain: Drain = { mark, ended }
    this.#drains.push(drain)
    this.troubles.drains.push(mark)
    this.instance.inRotation = false
    if (this.#drains.length === 1 && this.troubles.up && this.#parts.drained(this.instance, true)) mark.bites++
    let outage: Outage | undefined
    let alarm = alarms.set(grace, () => {
      alarm = NO_ALARM
      if (this.#drains.includes(drain)) outage = this.#goDown('up', mark, drain)
    })
    const readmit = (): void => this.#readmit(drain)
    return () => {
      if (alarm !== NO_ALARM) alarms.cancel(alarm)
      if (outage === undefined) readmit()
      else this.#comeBack(outage, restart, COLD_NEVER, readmit)
    }
  }

  pause(mark: FaultMark): () => void {
    const { pauses } = this.troubles
    const pause = { mark }
    pauses.push(pause)
    if (this.troubles.up && this.instance.cpu.hasWork) mark.bites++
    this.#update()
    return () => {
      if (takeOut(pauses, pause)) this.#update()
    }
  }

  slow({ factor, resource, healthChecks }: SlowKnobs, mark: FaultMark): () => void {
    return this.#slow({ factor, cpu: resource !== 'io', io: resource !== 'cpu', healthChecks, mark })
  }

  cpuQuota(knobs: QuotaKnobs, mark: FaultMark): () => void {
    const quota: Quota = { quota: knobs.quota, period: knobs.period, mark }
    this.#quotas.push(quota)
    this.#govern()
    return () => {
      if (takeOut(this.#quotas, quota)) this.#govern()
    }
  }

  memory(knobs: MemoryKnobs, mark: FaultMark): () => void {
    const { engine, alarms } = this.#parts
    const { memory } = this.troubles
    const kill = (): void => this.#comeBack(this.#goDown('up', mark), knobs.restart, COLD_NEVER)
    const growth = new MemoryGrowth({ engine, alarms, kill }, knobs, mark)
    memory.push(growth)
    if (this.troubles.up) growth.begin()
    return () => {
      growth.stop()
      takeOut(memory, growth)
    }
  }

  threads({ take }: ThreadsKnobs, mark: FaultMark): () => void {
    const { slots } = this.instance
    const { takes } = this.troubles
    if (slots === Number.POSITIVE_INFINITY) return () => {}
    const taken = { slots: Math.max(1, Math.round(take * slots)), mark }
    takes.push(taken)
    this.#limitSlots()
    return () => {
      if (takeOut(takes, taken)) this.#limitSlots()
    }
  }

  descriptors({ limit }: DescriptorsKnobs, mark: FaultMark): () => void {
    return entry(this.troubles.bounds, { limit, mark })
  }

  clock({ step, drift }: ClockKnobs, mark: FaultMark): () => void {
    return entry(this.troubles.clocks, { step, drift, since: this.#parts.engine.now, mark })
  }

  #slow(slowDown: Troubles['slowDowns'][number]): () => void {
    return entry(this.troubles.slowDowns, slowDown)
  }

  /** The process is gone; `cause` is the drain that has stopped it. */
  #goDown(host: Host, mark: FaultMark, cause?: Drain): Outage {
    const { alarms, stop, changed } = this.#parts
    const { troubles, instance } = this
    const wasUp = troubles.up
    const outage: Outage = { host, mark }
    troubles.outages.push(outage)
    const starting = this.#starting
    if (starting !== undefined) {
      alarms.cancel(this.#startAlarm)
      takeOut(troubles.outages, starting.outage)
      this.#starting = undefined
      starting.started?.()
    }
    if (!wasUp) return outage
    stop(instance, mark)
    this.#endAll(cause)
    changed(instance, false)
    return outage
  }

  /** Everything that was wrong with the process ends with it. */
  #endAll(cause: Drain | undefined): void {
    const { troubles } = this
    for (const list of [troubles.slowDowns, troubles.bounds, troubles.clocks, troubles.takes]) list.length = 0
    for (const growth of troubles.memory) growth.stop()
    troubles.pauses.length = 0
    this.#quotas.length = 0
    this.#govern()
    this.#update()
    for (const drain of this.#drains.filter((one) => one !== cause)) this.#readmit(drain)
  }

  /** A drain is over, if it is not so already. */
  #readmit(drain: Drain): void {
    if (!takeOut(this.#drains, drain)) return
    takeOut(this.troubles.drains, drain.mark)
    drain.ended()
    if (this.#drains.length > 0) return
    this.instance.inRotation = true
    if (this.troubles.up) this.#parts.drained(this.instance, false)
  }

  /** An outage is over: if it was the last, the instance starts, and `started` is told when it is up. */
  #comeBack(outage: Outage, restart: number, cold: CrashKnobs['cold'], started?: () => void): void {
    const { outages } = this.troubles
    if (outages.length > 1) {
      takeOut(outages, outage)
      started?.()
      return
    }
    const begin = (): void => {
      this.#starting = undefined
      this.#begin(outage, cold)
      started?.()
    }
    this.#starting = { outage, started }
    if (restart === 0) begin()
    else this.#startAlarm = this.#parts.alarms.set(restart, begin)
  }

  /** The process is up. */
  #begin(outage: Outage, { factor, lasts }: CrashKnobs['cold']): void {
    takeOut(this.troubles.outages, outage)
    for (const growth of this.troubles.memory) growth.begin()
    if (factor !== 1 && lasts > 0) {
      const warm = this.#slow({ factor, cpu: true, io: true, healthChecks: false, mark: outage.mark })
      if (lasts !== Number.POSITIVE_INFINITY) this.#parts.alarms.setQuiet(lasts, warm)
    }
    this.#update()
    this.#parts.changed(this.instance, true)
  }

  /** Lets the cpu stand still and everything else wait, or both go on. */
  #update(): void {
    const { parking, frames, probe } = this.#parts
    const { instance, troubles } = this
    const standing = troubles.up && troubles.pauses.length > 0
    const goesOn = this.#standing && !standing
    if (standing && !this.#standing) parking.stand(instance.index, troubles)
    this.#standing = standing
    const halted = standing || this.#throttled
    if (halted !== this.#halted) {
      this.#halted = halted
      instance.fcfs?.follow(frames, instance.index)
      if (halted) instance.cpu.halt(probe())
      else instance.cpu.resume(probe())
    }
    // What was computed to its end when the pause began comes before what arrived during the pause.
    if (goesOn) parking.goOn(instance.index)
  }

  /** Puts the quota in force that leaves the least. */
  #govern(): void {
    let lowest: Quota | undefined
    for (const quota of this.#quotas) {
      if (lowest === undefined || quota.quota * lowest.period < lowest.quota * quota.period) lowest = quota
    }
    if (lowest === this.#governing) return
    const { engine, alarms, frames } = this.#parts
    const { cpu, fcfs, index } = this.instance
    cpu.quota?.end()
    cpu.quota = null
    this.#governing = lowest
    this.#throttled = false
    this.#update()
    if (lowest === undefined) return
    fcfs?.follow(frames, index)
    const halt = (halted: boolean): void => {
      this.#throttled = halted
      this.#update()
    }
    cpu.quota = new CpuQuota({ engine, alarms, halt }, lowest, lowest.mark)
    cpu.quota.changed(cpu.busy)
  }

  #limitSlots(): void {
    const { instance } = this
    const taken = this.troubles.takes.reduce((sum, { slots }) => sum + slots, 0)
    instance.limitSlots(Math.max(0, instance.slots - taken))
    const probe = this.#parts.probe()
    for (let next = instance.grant(probe); next !== null; next = instance.grant(probe)) this.#parts.start(next)
  }
}

/** Takes an entry out of a list; returns whether it was in it. */
function takeOut<T>(list: T[], one: T): boolean {
  const position = list.indexOf(one)
  if (position >= 0) list.splice(position, 1)
  return position >= 0
}

/** Puts an entry into a list and returns what takes it out, if it is still there. */
function entry<T>(list: T[], one: T): () => void {
  list.push(one)
  return () => {
    takeOut(list, one)
  }
}
