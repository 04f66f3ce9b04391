import type { EdgePlan } from '../../../sim/plan.ts'
import type { GuardPlan } from '../../../sim/policy-plan.ts'
import type { DraftEdge, EdgeTable } from '../edge-table.ts'
import { type FallbackTarget, layerPlans } from './layer-plans.ts'

/** What a guard compiles against. */
export interface GuardContext {
  readonly table: EdgeTable
  readonly outcomes: readonly string[]
  readonly programIndex: ReadonlyMap<string, number>
  readonly edgeIndex: ReadonlyMap<string, number>
}

/** The edges with their guards; `edges` are those of the table, in its order. */
export function compileGuards(edges: readonly EdgePlan[], context: GuardContext): EdgePlan[] {
  return edges.map((edge, index) => {
    const draft = context.table.edges[index]
    return draft === undefined ? edge : { ...edge, guard: guardOf(draft, context) }
  })
}

function guardOf(draft: DraftEdge, context: GuardContext): GuardPlan | null {
  const { settings } = draft
  const layers = layerPlans(settings, context.outcomes, targetOf(draft, context))
  const place = settings.at.value
  const sidecar = place.kind === 'sidecar' ? place.delay.distribution : null
  // A proxy delays calls, whether it does anything else for them or not.
  if (layers.length === 0 && sidecar === null) return null
  return { layers, scope: settings.scope.value, per: settings.per.value, sidecar }
}

function targetOf({ fallback }: DraftEdge, { table, programIndex, edgeIndex }: GuardContext): FallbackTarget {
  if (fallback === undefined) return { program: -1, edge: -1 }
  const edge = fallback.call === undefined ? -1 : edgeIndex.get(table.edgeOf.get(fallback.call) ?? '')
  return { program: programIndex.get(fallback.operation) ?? -1, edge: edge ?? -1 }
}
