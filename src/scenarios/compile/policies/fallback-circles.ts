import type { Plan } from '../../../sim/plan.ts'
import type { Findings } from '../findings.ts'
import type { PlanPlaces } from '../plan-places.ts'
import { layer } from './tries.ts'

/** Reports fallbacks whose operation, or what that falls back on, makes the very call they stand in for. */
export function checkFallbackCircles(plan: Plan, places: PlanPlaces, findings: Findings): void {
  plan.edges.forEach((edge, index) => {
    const fallback = layer(edge.guard, 'fallback')
    if (fallback?.to.kind !== 'call') return
    const { program } = fallback.to
    if (!leadsBack(plan, fallback.to.edge, program, index)) return
    const name = plan.programs[program]?.name ?? ''
    findings.error('S252', places.guards[index]?.fallback ?? [], `"${name}" calls over "${edge.name}" itself`, {
      label: `the fallback of "${edge.name}"`,
      hint: 'fall back on something that does not need the callee: value, stale, or another operation',
    })
  })
}

function leadsBack(plan: Plan, edge: number, program: number, goal: number): boolean {
  const edges = new Set<number>()
  const programs = new Set<number>()
  const open: { readonly edge: number; readonly program: number }[] = [{ edge, program }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.edge === goal) return true
    if (at.edge >= 0 && !edges.has(at.edge)) {
      edges.add(at.edge)
      const further = layer(plan.edges[at.edge]?.guard ?? null, 'fallback')
      if (further?.to.kind === 'call') open.push(further.to)
    }
    if (programs.has(at.program)) continue
    programs.add(at.program)
    for (const step of plan.programs[at.program]?.steps ?? []) {
      if (step.program >= 0) open.push({ edge: step.edge, program: step.program })
      for (const branch of step.branches) open.push({ edge: -1, program: branch })
    }
  }
  return false
}
