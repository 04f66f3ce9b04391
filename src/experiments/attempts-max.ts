import type { Plan } from '../sim/plan.ts'

/**
 * The most attempts that the policies of each edge allow for one call, by the edge's name; `Infinity` where retries are
 * unlimited. A hedge inside a retry (or around it) multiplies.
 */
export function attemptsMax(plan: Plan): ReadonlyMap<string, number> {
  return new Map(
    plan.edges.map(({ name, guard }) => {
      let most = 1
      for (const layer of guard?.layers ?? []) {
        if (layer.kind === 'retry') most *= layer.attempts
        if (layer.kind === 'hedge') most *= 1 + layer.max
      }
      return [name, most]
    }),
  )
}
