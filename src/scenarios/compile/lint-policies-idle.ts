import type { Plan, UnitPlan } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'
import type { Findings } from './findings.ts'
import type { PlanPlaces } from './plan-places.ts'

/** Warns of settings that change nothing: policies' own, and those of queues. */
export function lintIdlePolicies(plan: Plan, places: PlanPlaces, findings: Findings): void {
  const withTimeout = new Set(plan.edges.flatMap(({ timeout }, edge) => (timeout > 0 ? [edge] : [])))
  for (const { steps } of plan.programs) for (const step of steps) if (step.timeout > 0) withTimeout.add(step.edge)
  const bare = (edge: number): boolean => (plan.edges[edge]?.guard?.layers.length ?? 0) === 0
  unused('scope', 'whose state it is', bare, places, findings)
  unused('per', 'whose state it is', bare, places, findings)
  unused('propagate', 'where there is no timeout', (edge) => !withTimeout.has(edge), places, findings)
  const someDeadline =
    plan.workloads.some(({ propagate }) => propagate) || plan.edges.some(({ propagate }) => propagate)
  const someClass = plan.workloads.some(({ mix }) => mix.some(({ priority }) => priority > 0))
  plan.units.forEach((unit, index) => {
    if (unit.role === 'service')
      lintQueue(unit, [...(places.units[index] ?? []), 'queue'], someDeadline, someClass, findings)
  })
}

/** A field that is in force only where `idle` says that it means nothing. */
function unused(
  field: 'scope' | 'per' | 'propagate',
  why: string,
  idle: (edge: number) => boolean,
  places: PlanPlaces,
  findings: Findings,
): void {
  const written = new Map<string, { readonly path: DocumentPath; idle: boolean }>()
  places.guards.forEach((guard, edge) => {
    const path = guard[field]
    if (path === undefined) return
    const key = path.join('\n')
    const known = written.get(key)
    if (known === undefined) written.set(key, { path, idle: idle(edge) })
    else known.idle &&= idle(edge)
  })
  for (const { path, idle: nowhere } of written.values()) {
    if (!nowhere) continue
    const message =
      field === 'propagate'
        ? `"propagate" means nothing ${why}`
        : `"${field}" says ${why}, and no call has a policy with one`
    findings.warning('L382', path, message, {
      hint: field === 'propagate' ? 'add timeout: to the policy' : 'add a policy such as breaker:, or leave it out',
    })
  }
}

function lintQueue(
  unit: UnitPlan,
  path: DocumentPath,
  someDeadline: boolean,
  someClass: boolean,
  findings: Findings,
): void {
  const { discipline, patience, codel, drop } = unit.queue
  if (unit.slots === Number.POSITIVE_INFINITY) {
    const idle = [
      ...(discipline === 'fifo' ? [] : ['discipline']),
      ...(patience === null ? [] : ['patience']),
      ...(codel === null ? [] : ['codel']),
      ...(drop === 'expired' ? [] : ['drop']),
    ]
    const [first] = idle
    if (first === undefined) return
    findings.warning('L383', [...path, first], `unit "${unit.name}" is an event loop, where nothing waits for a slot`, {
      label: `${idle.join(', ')} mean${idle.length === 1 ? 's' : ''} nothing`,
      hint: 'limit is what bounds the requests in an event loop',
    })
    return
  }
  if (discipline === 'priority' && !someClass) {
    findings.warning('L384', [...path, 'discipline'], `all requests of "${unit.name}" are of the same class`, {
      hint: 'give the workload priorities: { shop.browse: 1 }',
    })
  }
  if (drop === 'hopeless' && !someDeadline) {
    findings.warning('L384', [...path, 'drop'], `no request to "${unit.name}" carries a deadline`, {
      hint: 'deadline: { after: 5s, propagate: true } in the workload, or propagate: true in a policy',
    })
  }
}
