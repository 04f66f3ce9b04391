import type { Plan } from '../../sim/plan.ts'
import { printDuration } from '../literals/duration.ts'
import type { DocumentPath } from '../problem.ts'
import { about, aboutTime } from './about.ts'
import type { Findings } from './findings.ts'
import { isCall } from './is-call.ts'
import { entryLatency } from './mean-rate.ts'
import { listed } from './names.ts'
import type { PlanPlaces } from './plan-places.ts'
import type { Demand } from './utilisation.ts'

/** Warns of timeouts and deadlines that are over before an answer comes even on average, when nothing waits. */
export function lintTimes(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  const tight = new Map<string, TightTimeout>()
  const look = (program: number, edge: number, bytes: number, timeout: number, path: DocumentPath): void => {
    const takes = entryLatency(program, edge, bytes, plan, demand.means, demand.edges)
    if (timeout === 0 || takes <= timeout) return
    const key = path.join('\n')
    const known = tight.get(key)
    const name = plan.programs[program]?.name ?? ''
    if (known === undefined) tight.set(key, { path, timeout, takes, name, others: new Set([name]) })
    else {
      known.others.add(name)
      if (takes > known.takes) tight.set(key, { ...known, takes, name })
    }
  }
  plan.programs.forEach((program, p) => {
    program.steps.forEach((step, s) => {
      if (!isCall(step.kind) || step.edge < 0) return
      const own = step.timeout > 0
      const path = own ? [...(places.steps[p]?.[s] ?? []), 'timeout'] : (places.timeouts[step.edge] ?? [])
      const timeout = own ? step.timeout : (plan.edges[step.edge]?.timeout ?? 0)
      look(step.program, step.edge, step.request.mean, timeout, path)
    })
  })
  for (const workload of plan.workloads) {
    for (const { program, edge, request } of workload.mix) {
      look(program, edge, request.mean, plan.edges[edge]?.timeout ?? 0, places.timeouts[edge] ?? [])
    }
  }
  for (const { path, timeout, takes, name, others } of tight.values()) {
    const more = others.size > 1 ? ` (and ${others.size - 1} more)` : ''
    findings.warning('L330', path, `a timeout of ${printDuration(timeout)} is over before "${name}"${more} answers`, {
      label: `it takes ${aboutTime(takes)} on average when nothing waits`,
      hint: 'most of these calls will time out and their work will be wasted',
    })
  }
  lintDeadlines(plan, demand, findings)
}

interface TightTimeout {
  readonly path: DocumentPath
  readonly timeout: number
  readonly takes: number
  readonly name: string
  readonly others: Set<string>
}

function lintDeadlines(plan: Plan, demand: Demand, findings: Findings): void {
  for (const { name, deadline, mix } of plan.workloads) {
    if (deadline === 0) continue
    const late = mix.flatMap(({ program, edge, request }) => {
      const takes = entryLatency(program, edge, request.mean, plan, demand.means, demand.edges)
      return takes > deadline ? [{ name: plan.programs[program]?.name ?? '', takes }] : []
    })
    if (late.length === 0) continue
    const worst = late.reduce((high, { takes }) => Math.max(high, takes), 0)
    const which = listed(late.map((entry) => `"${entry.name}"`))
    findings.warning(
      'L331',
      ['workload', name, 'deadline'],
      `a deadline of ${printDuration(deadline)} is over before ${which} can answer`,
      {
        label: `${about(worst / deadline)} times as long on average when nothing waits`,
      },
    )
  }
}
