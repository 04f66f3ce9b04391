import type { Scenario } from '../../scenarios/scenario.ts'
import type { FaultPlan } from '../../sim/fault-plan.ts'
import type { Plan } from '../../sim/plan.ts'
import { effectText } from './effect-text.ts'
import { scheduleText } from './schedule-text.ts'
import { targetText } from './target-text.ts'

/** A fault of a scenario in words. */
export interface PlannedFault {
  readonly id: string
  readonly kind: string
  /** Whether it can come in this variant. */
  readonly state: 'planned' | 'disabled' | 'left out'
  /** `from 1min for 30s`; empty unless planned, and so are the others. */
  readonly when: string
  /** `each message takes 50ms longer` */
  readonly what: string
  /** Names and numbers that it can hit: `one of payments/0, payments/2`. */
  readonly whom: string
}

/** The faults of a variant in the order of the document. */
export function plannedFaults({ faults }: Scenario, plan: Plan): readonly PlannedFault[] {
  const plans = new Map(plan.faults.map((fault) => [fault.id, fault]))
  return faults.map(({ id, disabled, what: { kind } }): PlannedFault => {
    const found = plans.get(id)
    if (found === undefined)
      return { id, kind, state: disabled ? 'disabled' : 'left out', when: '', what: '', whom: '' }
    return { id, kind, state: 'planned', ...wordsOf(found, plan) }
  })
}

function wordsOf({ schedule, effect }: FaultPlan, plan: Plan): Pick<PlannedFault, 'when' | 'what' | 'whom'> {
  return { when: scheduleText(schedule, plan), what: effectText(effect, plan), whom: targetText(effect, plan) }
}
