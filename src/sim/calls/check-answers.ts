import { Frame } from '../frame.ts'
import { constant } from '../kernel/distributions/constant.ts'
import { Payload } from '../payload.ts'
import type { Checker } from '../services/health-checks.ts'
import type { Instance } from '../services/instance.ts'
import type { Edge } from './edge.ts'

/**
 * What health checks get back: what the troubles of the instance make of it, and nothing through a partition or a jam
 * of all operations, whichever direction it holds. Each fault that a check meets has bitten.
 */
export class CheckAnswers {
  readonly #edges: readonly Edge[]
  readonly #instances: readonly Instance[]
  readonly #workloadZones: readonly number[]
  /** Stands for a check where network faults ask which call a message belongs to: one of no operation. */
  readonly #call: Frame

  constructor(parts: {
    readonly edges: readonly Edge[]
    readonly instances: readonly Instance[]
    readonly workloadZones: readonly number[]
  }) {
    this.#edges = parts.edges
    this.#instances = parts.instances
    this.#workloadZones = parts.workloadZones
    this.#call = checkFrame()
  }

  /** See `Ask`. */
  ask(checker: Checker | null, instance: Instance, takes: number): number {
    if (checker !== null && this.#cut(checker, instance)) return Number.POSITIVE_INFINITY
    const { troubles } = instance
    if (troubles === null) return takes
    for (const { mark } of troubles.outages) mark.bites++
    for (const { mark } of troubles.pauses) mark.bites++
    for (const { mark, healthChecks, factor } of troubles.slowDowns) if (healthChecks && factor !== 1) mark.bites++
    return troubles.answerToCheck(takes)
  }

  #cut({ edge, caller }: Checker, instance: Instance): boolean {
    const { plan, weather } = this.#edges[edge] as Edge
    if (weather === null || weather.calm) return false
    const call = this.#call
    call.caller = caller
    call.instance = instance.index
    const zone = caller < 0 ? this.#workloadZones[-1 - plan.from] : this.#instances[caller]?.zone
    return weather.blocks(call, zone ?? -1, instance.zone)
  }
}

function checkFrame(): Frame {
  const answer = new Payload(constant(0))
  const program = { index: -1, name: 'health check', unit: -1, idempotent: true, counted: false, steps: [] }
  return new Frame(-1, { ...program, answer, answerKeyHigh: 0, answerKeyLow: 0 })
}
