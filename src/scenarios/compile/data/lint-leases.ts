import { type Plan, StepKind } from '../../../sim/plan.ts'
import { printDuration } from '../../literals/duration.ts'
import { aboutTime } from '../about.ts'
import type { Findings } from '../findings.ts'
import type { PlanPlaces } from '../plan-places.ts'
import type { Demand } from '../utilisation.ts'

/** Warns of leases that end before the work under them does, on average and when nothing waits. */
export function lintLeases(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  plan.programs.forEach((program, p) => {
    program.steps.forEach((step, s) => {
      const { lease } = step
      if (step.kind !== StepKind.lease || lease === undefined) return
      const takes = demand.means.of(step.program).whole
      if (takes <= lease.ttl) return
      const message = `a lease of ${printDuration(lease.ttl)} is over before the work under it is done`
      findings.warning('L395', [...(places.steps[p]?.[s] ?? []), 'ttl'], message, {
        label: `that takes ${aboutTime(takes)} on average when nothing waits`,
        hint: 'another gets it meanwhile: a longer ttl, less work, or fencing: true with a fenced record',
      })
    })
  })
}
