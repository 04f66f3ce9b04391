import type { AdmissionPlan } from '../../../sim/policy-plan.ts'
import type { Policy, Scenario } from '../../scenario.ts'
import { type CallEnd, RuleIndex } from '../closest-rule.ts'
import { bulkheadPlan, concurrencyLimitPlan, rateLimitPlan } from './layer-plans.ts'
import { layersOf, type PresentLayer, type ProtectionSettings, protectionSettings } from './protection-settings.ts'

/** What a server lets in, and where that is written. */
export interface Admission {
  readonly plans: readonly AdmissionPlan[]
  readonly settings: ProtectionSettings
  readonly layers: readonly PresentLayer[]
}

/** The policies with `at: server` of a scenario. */
export class AdmissionBook {
  readonly #rules: RuleIndex<Policy>

  constructor({ policies }: Scenario) {
    this.#rules = new RuleIndex(policies, ['policies'], ({ at }) => at?.kind === 'server')
  }

  /**
   * What holds for a unit, or for a store where a pattern names it. A module's name stands for the unit that holds it
   * and nothing else: what is admitted to a unit is admitted to all its modules.
   */
  of(unit: string, modules: readonly string[], kind: 'unit' | 'store'): Admission {
    const names = modules.length === 1 ? [...new Set([unit, ...modules])] : [unit]
    const end: CallEnd = { names, kind }
    const found = this.#rules.closestFirst(ANYBODY, end).filter(({ on }) => kind === 'unit' || on.to !== '*')
    const settings = protectionSettings(found)
    const layers = layersOf(settings)
    return { plans: layers.flatMap(({ kind: layer }) => plansOf(layer, settings)), settings, layers }
  }
}

/** A caller that only `*` fits. */
const ANYBODY: CallEnd = { names: [''], kind: 'unit' }

function plansOf(kind: PresentLayer['kind'], settings: ProtectionSettings): AdmissionPlan[] {
  const { rateLimit, bulkhead, concurrencyLimit } = settings
  if (kind === 'rate-limit' && rateLimit.value !== null) return [rateLimitPlan(rateLimit.value)]
  if (kind === 'bulkhead' && bulkhead.value !== null) return [bulkheadPlan(bulkhead.value)]
  if (kind === 'concurrency-limit' && concurrencyLimit.value !== null)
    return [concurrencyLimitPlan(concurrencyLimit.value)]
  return []
}
