import type { InstancePlace, NetworkEffect } from '../fault-plan.ts'
import type { Plan } from '../plan.ts'

type Bridge = Extract<NetworkEffect, { readonly kind: 'bridge' }>

/** The edges, by index, that lead from a unit or workload of one side of a bridge to a unit of the other side. */
export function bridgedEdges(plan: Plan, { left, right }: Bridge): readonly number[] {
  const has = (side: readonly InstancePlace[], unit: number): boolean => side.some((place) => place.unit === unit)
  return plan.edges.flatMap(({ from, to }, e) =>
    (has(left, from) && has(right, to)) || (has(right, from) && has(left, to)) ? [e] : [],
  )
}
