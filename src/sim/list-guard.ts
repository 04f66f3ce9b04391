import type { GuardInstruments } from './calls/guard/guard-instruments.ts'
import type { InstrumentBuilder } from './instrument-builder.ts'
import type { EdgePlan, Plan, UnitPlan } from './plan.ts'
import type { LayerKind, LayerPlan } from './policy-plan.ts'

/** Lists what the policies of an edge report; `null` where it has none. */
export function listGuard(plan: Plan, edge: EdgePlan, builder: InstrumentBuilder): GuardInstruments | null {
  const { guard } = edge
  if (guard === null) return null
  const labels = { edge: edge.name }
  const has = (kind: LayerKind): boolean => guard.layers.some((layer) => layer.kind === kind)
  const counter = (name: string, kind: LayerKind): number => (has(kind) ? builder.counter(name, labels) : -1)
  const rejections: Partial<Record<LayerKind, number>> = {}
  const levels: Partial<Record<LayerKind, readonly number[]>> = {}
  for (const layer of guard.layers) {
    if (!REFUSING.has(layer.kind)) continue
    rejections[layer.kind] = builder.counter('policy-rejections', { ...labels, policy: layer.kind })
    const full = fullOf(layer)
    if (full === null) continue
    const callers = guard.scope === 'shared' ? [''] : callersOf(plan, edge)
    const callees = guard.per === 'target' ? [''] : instancesOf(plan.units[edge.to])
    levels[layer.kind] = callers.flatMap((caller) =>
      callees.map((callee) => builder.level(layer.kind, { ...labels, caller, callee }, full)),
    )
  }
  return {
    attempts: builder.counter('attempts', labels),
    retries: counter('retries', 'retry'),
    retriesDenied: counter('retries-denied', 'retry'),
    hedges: counter('hedges', 'hedge'),
    fallbacks: counter('fallbacks', 'fallback'),
    coalesced: counter('coalesced', 'coalesce'),
    rejections,
    levels,
  }
}

const REFUSING: ReadonlySet<LayerKind> = new Set<LayerKind>(['rate-limit', 'bulkhead', 'concurrency-limit', 'breaker'])

/** What counts as full in the level of a policy's state; `null` where it has no level. */
function fullOf(layer: LayerPlan): number | null {
  switch (layer.kind) {
    case 'breaker':
      return 2
    case 'bulkhead':
      return layer.concurrent
    case 'concurrency-limit':
      return layer.max
    default:
      return null
  }
}

function callersOf(plan: Plan, edge: EdgePlan): readonly string[] {
  return edge.from < 0 ? [plan.workloads[-1 - edge.from]?.name ?? ''] : instancesOf(plan.units[edge.from])
}

/** `web/0`, `web/1` … */
function instancesOf(unit: UnitPlan | undefined): readonly string[] {
  return unit?.zones.map((_, number) => `${unit.name}/${number}`) ?? []
}
