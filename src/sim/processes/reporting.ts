import type { Probe } from '../kernel/probe.ts'
import type { ObserverReport, ProcessBehaviour } from '../process-plan.ts'
import { refuseUnless } from './handling.ts'
import type { JudgesParts } from './judges.ts'

/** Ids under which one process reports to the probe; in the order of the names of its behaviour. */
export interface ProcessInstruments {
  readonly counters: readonly number[]
  readonly durations: readonly number[]
  readonly levels: readonly number[]
  /** Of each invariant. */
  readonly checks: readonly number[]
  readonly violations: readonly number[]
}

/** What reporting needs of the world. */
export interface ReportingParts {
  readonly engine: { readonly now: number }
  readonly probe: () => Probe
}

/** Tells the probe what nodes and observers measure. */
export class Reporting implements ObserverReport, JudgesParts {
  readonly #behaviour: ProcessBehaviour
  readonly #ids: ProcessInstruments | undefined
  readonly #parts: ReportingParts

  constructor(behaviour: ProcessBehaviour, ids: ProcessInstruments | undefined, parts: ReportingParts) {
    this.#behaviour = behaviour
    this.#ids = ids
    this.#parts = parts
  }

  count(counter: string, amount: number = 1): void {
    const id = idOf(counter, this.#behaviour.counters, this.#ids?.counters, 'counter')
    this.#parts.probe().counted(id, this.#parts.engine.now, amount)
  }

  measure(duration: string, time: number): void {
    const id = idOf(duration, this.#behaviour.durations, this.#ids?.durations, 'duration')
    refuseUnless(Number.isInteger(time) && time >= 0, () => `${time} ns cannot be a duration "${duration}"`)
    this.#parts.probe().waited(id, this.#parts.engine.now, time)
  }

  level(level: string, value: number): void {
    const id = idOf(level, this.#behaviour.levels, this.#ids?.levels, 'level')
    this.#parts.probe().level(id, this.#parts.engine.now, value)
  }

  checked(invariant: number): void {
    this.#parts.probe().counted(this.#ids?.checks[invariant] as number, this.#parts.engine.now, 1)
  }

  violated(invariant: number): void {
    this.#parts.probe().counted(this.#ids?.violations[invariant] as number, this.#parts.engine.now, 1)
  }
}

function idOf(name: string, names: readonly string[], ids: readonly number[] | undefined, what: string): number {
  const id = ids?.[names.indexOf(name)]
  refuseUnless(id !== undefined, () => `the process has no ${what} "${name}"`)
  return id
}
