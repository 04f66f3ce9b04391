import type { LinkPlan, Plan } from '../../sim/plan.ts'

/** Mean costs of one call over an edge, ns. */
export interface CallCost {
  /** Both messages on their way. */
  readonly network: number
  readonly clientCpu: number
  readonly serverCpu: number
}

/** Mean costs of calls over the edges of a plan. */
export interface EdgeCosts {
  call(edge: number, requestBytes: number, answerBytes: number): CallCost
}

const NS_PER_S = 1e9

/** Averages over the zones of both ends, every pair alike; retries and lost messages do not count. */
export function edgeCosts(plan: Plan): EdgeCosts {
  const ways = plan.edges.map((_, edge) => meanWay(plan, edge))
  return {
    call(edge, requestBytes, answerBytes) {
      const protocol = plan.edges[edge]?.protocol
      const way = ways[edge]
      if (protocol === undefined || way === undefined) return { network: 0, clientCpu: 0, serverCpu: 0 }
      const payload = requestBytes + answerBytes
      const wire = payload * protocol.expansion + 2 * protocol.overhead
      return {
        network: 2 * way.delay + wire * way.perByte,
        clientCpu: protocol.clientFixed + protocol.clientPerByte * payload,
        serverCpu: protocol.serverFixed + protocol.serverPerByte * payload,
      }
    },
  }
}

/** Mean delay of a message and time for each of its bytes. */
function meanWay(plan: Plan, index: number): { readonly delay: number; readonly perByte: number } {
  let delay = 0
  let perByte = 0
  for (const { link, share } of linksOf(plan, index)) {
    delay += share * link.delay.mean
    perByte += share * (NS_PER_S / link.bandwidth)
  }
  return { delay, perByte }
}

function linksOf(plan: Plan, index: number): { readonly link: LinkPlan; readonly share: number }[] {
  const edge = plan.edges[index]
  const own = plan.links[edge?.link ?? -1]
  if (own !== undefined) return [{ link: own, share: 1 }]
  if (edge === undefined) return []
  const zone = edge.from < 0 ? plan.workloads[-1 - edge.from]?.zone : undefined
  const callers = zoneShares(zone === undefined ? (plan.units[edge.from]?.zones ?? []) : [zone])
  const callees = zoneShares(plan.units[edge.to]?.zones ?? [])
  return callers.flatMap((from) =>
    callees.flatMap((to) => {
      const link = plan.links[plan.linkBetween[from.zone * plan.zones.length + to.zone] ?? -1]
      return link === undefined ? [] : [{ link, share: from.share * to.share }]
    }),
  )
}

function zoneShares(zones: readonly number[]): { readonly zone: number; readonly share: number }[] {
  const counts = new Map<number, number>()
  for (const zone of zones) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  return [...counts].map(([zone, count]) => ({ zone, share: count / zones.length }))
}
