import { constant } from '../../sim/kernel/distributions/constant.ts'
import type { ConnectionPlan, EdgePlan, LinkPlan, PoolPlan } from '../../sim/plan.ts'
import type { Scenario } from '../scenario.ts'
import { type CompiledUnit, zoneIndex } from './compile-units.ts'
import type { DraftEdge, EdgeTable } from './edge-table.ts'
import type { Findings } from './findings.ts'
import { indexOfNames } from './link-programs.ts'
import { type EdgeZones, isAmbiguous, type LinkBook, ownLink } from './links.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import { PROTOCOLS } from './protocols.ts'
import type { CallSettings } from './resolve-policy.ts'

/** The edges of the plan and all links, those of the zones and those of single edges. */
export interface CompiledEdges {
  readonly edges: readonly EdgePlan[]
  readonly links: readonly LinkPlan[]
  readonly linkBetween: readonly number[]
  /** One of each store, in code-unit order. */
  readonly pools: readonly PoolPlan[]
}

/** Gives every edge its ends, link, pool and protocol. */
export function compileEdges(
  scenario: Scenario,
  units: readonly CompiledUnit[],
  table: EdgeTable,
  book: LinkBook,
  findings: Findings,
): CompiledEdges {
  const workloads = indexOfNames(sortedKeys(scenario.workload).map((name) => ({ name })))
  const unitIndex = indexOfNames(units.map((unit) => unit.plan))
  const pools = units.flatMap(({ plan, connections }) =>
    plan.role === 'store' ? [{ name: plan.name, size: connections }] : [],
  )
  const poolIndex = indexOfNames(pools)
  const own = new Map<string, LinkPlan>()
  const linkNames = table.edges.map((edge) => {
    if (edge.kind === 'loopback') {
      own.set(LOOPBACK.name, LOOPBACK)
      return LOOPBACK.name
    }
    const to = units[unitIndex.get(edge.to) ?? 0]?.plan.zones ?? []
    const from = zonesOfCaller(edge, scenario, units, unitIndex)
    if (isAmbiguous(book, from, to, edge.settings)) reportAmbiguous(edge, findings)
    const link = ownLink(edge.name, scenario, book, from, to, edge.settings)
    if (link !== undefined) own.set(link.name, link)
    return link?.name
  })
  const links = [...book.links, ...own.values()].sort((left, right) => byCodeUnit(left.name, right.name))
  const linkIndex = indexOfNames(links)
  const edges = table.edges.map((edge, index) => ({
    from: edge.kind === 'workload' ? -1 - (workloads.get(edge.from) ?? 0) : (unitIndex.get(edge.from) ?? 0),
    to: unitIndex.get(edge.to) ?? 0,
    name: edge.name,
    link: linkIndex.get(linkNames[index] ?? '') ?? -1,
    timeout: edge.settings.timeout.value,
    cancel: edge.settings.cancel.value,
    propagate: edge.settings.propagate.value,
    guard: null,
    pool: edge.kind === 'store' ? (poolIndex.get(edge.to) ?? -1) : -1,
    protocol: PROTOCOLS[edge.settings.protocol.value],
    connection: connectionPlan(edge.settings, edge.kind !== 'unit' && edge.kind !== 'workload'),
    ...(edge.kind === 'loopback' ? { loopback: true } : {}),
  }))
  const linkBetween = book.between.map((index) => linkIndex.get(book.links[index]?.name ?? '') ?? 0)
  return { edges, links, linkBetween, pools }
}

/** The way from an instance to itself. */
const LOOPBACK: LinkPlan = {
  name: 'loopback',
  delay: constant(0, '0s'),
  loss: 0,
  bandwidth: Number.POSITIVE_INFINITY,
  traffic: 'free',
}

function zonesOfCaller(
  edge: DraftEdge,
  scenario: Scenario,
  units: readonly CompiledUnit[],
  unitIndex: ReadonlyMap<string, number>,
): EdgeZones {
  if (edge.kind !== 'workload') return units[unitIndex.get(edge.from) ?? 0]?.plan.zones ?? []
  const zone = scenario.workload[edge.from]?.zone
  return zone === undefined ? 'outside' : [zoneIndex(scenario, zone, [], undefined)]
}

function reportAmbiguous(edge: DraftEdge, findings: Findings): void {
  const { delay, loss, bandwidth } = edge.settings
  const source = [delay, loss, bandwidth].find((part) => part.value !== undefined)?.source
  findings.error(
    'S226',
    source?.path.slice(0, -1) ?? [],
    `"${source?.text}" changes a part of several different links at once`,
    {
      label: `the instances of "${edge.name}" are in several zones`,
      expected: 'delay, loss and bandwidth all stated, or both ends in one zone each',
    },
  )
}

/**
 * A store's connections are open before the load starts. The protocol `none` costs nothing, so opening a connection
 * does not either, unless somebody asks for TLS or states the connections of these calls.
 */
function connectionPlan(settings: CallSettings, store: boolean): ConnectionPlan {
  const { keepAlive, tls, multiplexed, protocol, connectionsStated } = settings
  const counted = tls.value || connectionsStated || (protocol.value !== 'none' && !store)
  return {
    setupRoundTrips: counted ? (tls.value ? 2 : 1) : 0,
    keepAlive: keepAlive.value,
    multiplexed: multiplexed.value,
  }
}
