import { EventKind } from '../event-kind.ts'
import { FaultMark } from '../fault-mark.ts'
import type { ConditionPlan, FaultPlan } from '../fault-plan.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'
import { createEffect } from './create-effect.ts'
import type { Effect } from './effect.ts'
import type { EffectParts } from './effect-parts.ts'
import type { FaultEpisode, FaultReport } from './fault-report.ts'
import { Timing } from './timing.ts'
import { Trigger } from './trigger.ts'

/** Ids under which a fault reports to the probe. */
export interface FaultInstruments {
  /** 1 while it is on. */
  readonly on: number
  readonly bites: number
}

/** What a runner needs of the world. */
export interface FaultRunnerParts extends EffectParts {
  readonly engine: Engine
  readonly instruments: readonly FaultInstruments[]
  /** A fact about the state of the world now. */
  readonly measure: (condition: ConditionPlan) => number
}

/** One fault and what has become of it so far. */
interface Fault {
  readonly plan: FaultPlan
  readonly mark: FaultMark
  readonly timing: Timing
  readonly effect: Effect
  readonly trigger: Trigger | null
  readonly episodes: { start: number; end: number; targets: readonly string[] }[]
  on: boolean
  /** Bites already told to the probe. */
  told: number
}

/**
 * Starts and ends the faults of a plan. A fault is on once at a time: a start that finds it on is skipped. Starts and
 * ends are events: those known before the run come before everything else of their instant, the others in the order in
 * which they were scheduled. A start is nothing a run waits for; the end of what has begun is. Conditions are looked at
 * between events, `poll` apart from 0 on, and see the state before the events of that instant; looking is no event.
 */
export class FaultRunner {
  probe: Probe
  readonly #engine: Engine
  readonly #instruments: readonly FaultInstruments[]
  readonly #measure: (condition: ConditionPlan) => number
  readonly #faults: readonly Fault[]

  constructor(plans: readonly FaultPlan[], parts: FaultRunnerParts, probe: Probe) {
    this.probe = probe
    this.#engine = parts.engine
    this.#instruments = parts.instruments
    this.#measure = parts.measure
    this.#faults = plans.map((plan, i): Fault => {
      const mark = new FaultMark(i)
      const path = `fault/${plan.id}`
      const { schedule } = plan
      return {
        plan,
        mark,
        timing: new Timing(schedule, { heal: parts.plan.heal, seed: parts.seed, path: `${path}/schedule` }),
        effect: createEffect(plan.effect, parts, { mark, path }),
        trigger: schedule.kind === 'when' ? new Trigger(schedule) : null,
        episodes: [],
        on: false,
        told: 0,
      }
    })
  }

  /** When conditions are to be looked at next, ns; infinity for never. */
  get nextLook(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { trigger } of this.#faults) if (trigger !== null && trigger.nextLook < next) next = trigger.nextLook
    return next
  }

  /** Schedules the first starts; to be called before anything else is scheduled. */
  start(): void {
    this.#faults.forEach(({ timing }, i) => this.#scheduleStart(i, timing.first()))
  }

  /** The event of a start is being dispatched. */
  startDue(index: number): void {
    const fault = this.#faults[index] as Fault
    const { now } = this.#engine
    this.#engine.backgroundDone()
    this.#scheduleStart(index, fault.timing.afterStart(now))
    if (fault.on || !fault.timing.allows(now)) return
    fault.trigger?.started()
    fault.on = true
    this.probe.level(this.#idsOf(index).on, now, 1)
    fault.episodes.push({ start: now, end: Number.POSITIVE_INFINITY, targets: fault.effect.begin() })
    const end = fault.timing.end(now)
    if (end < Number.POSITIVE_INFINITY) this.#engine.schedule(end - now, eventCode(EventKind.faultEnd, index))
    this.#startFollowers(index, 'start')
  }

  /** The event of an end is being dispatched. */
  endDue(index: number): void {
    const fault = this.#faults[index] as Fault
    const { now } = this.#engine
    fault.effect.end()
    fault.on = false
    const episode = fault.episodes.at(-1)
    if (episode !== undefined) episode.end = now
    this.probe.level(this.#idsOf(index).on, now, 0)
    this.#tellBites(index)
    this.#scheduleStart(index, fault.timing.afterEnd(now))
    this.#startFollowers(index, 'end')
  }

  /** Looks at the conditions that are due now. */
  look(): void {
    const { now } = this.#engine
    this.#faults.forEach(({ plan: { schedule }, trigger, timing, on }, i) => {
      if (trigger === null || schedule.kind !== 'when' || trigger.nextLook > now) return
      if (!timing.allows(now)) trigger.stop()
      else if (trigger.fires(this.#measure(schedule.condition), on)) this.#scheduleStart(i, now + schedule.delay)
    })
  }

  /** Tells the probe of the bites since the last episodes ended. */
  finish(): void {
    this.#faults.forEach((_, i) => this.#tellBites(i))
  }

  /** What has become of each fault, in the order of the plan. */
  reports(): readonly FaultReport[] {
    return this.#faults.map(({ plan, episodes, mark }) => ({
      id: plan.id,
      kind: plan.kind,
      episodes: episodes.map((episode): FaultEpisode => ({ ...episode })),
      bites: mark.bites,
    }))
  }

  nameOf(index: number): string {
    return this.#faults[index]?.plan.id ?? '?'
  }

  #scheduleStart(index: number, time: number): void {
    const fault = this.#faults[index] as Fault
    if (!fault.timing.allows(time)) return
    this.#engine.scheduleBackground(time - this.#engine.now, eventCode(EventKind.faultStart, index))
  }

  #startFollowers(of: number, event: 'start' | 'end'): void {
    this.#faults.forEach(({ plan: { schedule } }, i) => {
      if (schedule.kind !== 'after' || schedule.fault !== of || schedule.event !== event) return
      this.#scheduleStart(i, this.#engine.now + schedule.delay)
    })
  }

  #tellBites(index: number): void {
    const fault = this.#faults[index] as Fault
    const more = fault.mark.bites - fault.told
    fault.told = fault.mark.bites
    if (more > 0) this.probe.counted(this.#idsOf(index).bites, this.#engine.now, more)
  }

  #idsOf(index: number): FaultInstruments {
    return this.#instruments[index] as FaultInstruments
  }
}
