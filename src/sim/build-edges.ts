import { Edge, type EdgeInstruments } from './calls/edge.ts'
import type { ResourcePool } from './calls/resource-pool.ts'
import { weatherOf } from './faults/weather-of.ts'
import { SimulationBug } from './kernel/invariant.ts'
import { Link } from './network/link.ts'
import type { Plan } from './plan.ts'
import type { Balancers } from './services/balancers.ts'
import type { Instance } from './services/instance.ts'

/** Connects callers, servers and links of a plan: its edges, in their order. */
export function buildEdges(
  plan: Plan,
  parts: {
    readonly seed: string
    readonly instances: readonly Instance[]
    readonly instruments: readonly EdgeInstruments[]
    readonly pools: readonly ResourcePool[]
    readonly balancers: Balancers
  },
): readonly Edge[] {
  const { seed, instances, pools, balancers } = parts
  const links = plan.links.map((link) => new Link(link))
  const weather = weatherOf(plan)
  const members = plan.units.map((_, u) => instances.filter((instance) => instance.unit === u))
  return plan.edges.map((edge, e) => {
    const callee = plan.units[edge.to]
    const instruments = parts.instruments[e]
    if (callee === undefined || instruments === undefined) {
      throw new SimulationBug(`edge ${edge.name} leads nowhere`)
    }
    return new Edge({
      plan: edge,
      seed,
      pool: edge.pool < 0 ? null : (pools[edge.pool] ?? null),
      instruments,
      weather: weather[e] ?? null,
      links,
      linkBetween: plan.linkBetween,
      zones: plan.zones.length,
      callers: edge.from < 0 ? [] : (members[edge.from] ?? []),
      callees: members[edge.to] ?? [],
      callee,
      balancers,
      index: e,
    })
  })
}
