import type { EdgePlan, Plan } from '../../../sim/plan.ts'

/** How many states the policies of an edge have, among which its calls are spread evenly. */
export function statesOf(plan: Plan, edge: EdgePlan): number {
  const callers = edge.guard?.scope === 'shared' ? 1 : (plan.units[edge.from]?.instances ?? 1)
  const callees = edge.guard?.per === 'instance' ? (plan.units[edge.to]?.instances ?? 1) : 1
  return callers * callees
}
