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
function meanWay(plan: Plan, edge: number): { readonly delay: number; readonly perByte: number } {
  const links = linksOf(plan, edge)
  let delay = 0
  let perByte = 0
  for (const link of links) {
    delay += link.delay.mean / links.length
    perByte += NS_PER_S / link.bandwidth / links.length
  }
  return { delay, perByte }
}

function linksOf(plan: Plan, index: number): LinkPlan[] {
  const edge = plan.edges[index]
  if (edge === undefined) return []
  if (edge.link >= 0) return plan.links.slice(edge.link, edge.link + 1)
  const zone = edge.from < 0 ? plan.workloads[-1 - edge.from]?.zone : undefined
  const callers = zone === undefined ? (plan.units[edge.from]?.zones ?? []) : [zone]
  const callees = plan.units[edge.to]?.zones ?? []
  return callers.flatMap((from) =>
    callees.flatMap((to) => plan.links[plan.linkBetween[from * plan.zones.length + to] ?? -1] ?? []),
  )
}
