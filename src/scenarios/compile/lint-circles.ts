import { type Plan, StepKind, type StepPlan } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'
import type { Findings } from './findings.ts'
import { isCall } from './is-call.ts'
import { type DeliveryWay, deliveryWays } from './messaging/deliveries.ts'
import type { PlanPlaces } from './plan-places.ts'
import { circles, type Graph, shortestCircle } from './strongly-connected.ts'
import type { Demand } from './utilisation.ts'

/** A call that an operation makes, in its own steps or in its parts. */
interface Link {
  readonly to: number
  readonly remote: boolean
  readonly waits: boolean
  readonly timeout: boolean
  /** Made in every run of the operation. */
  readonly always: boolean
  readonly place: DocumentPath
}

const CERTAIN = 1 - 1e-9

/**
 * Reports circles of calls: inside units and without a way out (an error: it would never end in one instant), without a
 * way out but over the network, and waiting circles in which no call has a timeout, so that the units can block each
 * other for ever. Returns whether there is a circle without a way out.
 */
export function lintCircles(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): boolean {
  const ways = deliveryWays(plan)
  const links = plan.programs.map((program, index) =>
    program.operation ? linksOf(plan, places, demand, ways, index) : [],
  )
  const reported = new Set<number>()
  let endless = false
  const look = (
    keep: (link: Link) => boolean,
    report: (group: readonly number[], place: DocumentPath, way: string) => boolean,
  ): void => {
    const kept = links.map((of) => of.filter(keep))
    const targets = kept.map((of) => [...new Set(of.map((link) => link.to))])
    const graph: Graph = { size: kept.length, next: (node) => targets[node] ?? [] }
    for (const group of circles(graph)) {
      const start = group[0] ?? 0
      if (group.some((node) => reported.has(node))) continue
      const way = shortestCircle(graph, group, start)
      const names = [...way, start].map((node) => plan.programs[node]?.name ?? '')
      const second = way[1] ?? start
      const place = kept[start]?.find((link) => link.to === second)?.place ?? []
      if (report(group, place, names.join(' -> '))) for (const node of group) reported.add(node)
    }
  }
  look(
    (link) => link.always && !link.remote,
    (_, place, way) => {
      findings.error('S220', place, `these calls inside one unit never come to an end: ${way}`, {
        hint: 'give the circle a way out, for example a "choose" that leads on in only a share of the cases',
      })
      endless = true
      return true
    },
  )
  look(
    (link) => link.always,
    (_, place, way) => {
      findings.warning('L302', place, `every request goes round in these calls without end: ${way}`, {
        hint: 'give the circle a way out, for example a "choose" that leads on in only a share of the cases',
      })
      endless = true
      return true
    },
  )
  look(
    (link) => link.waits && !(link.remote && link.timeout),
    (group, place, way) => {
      const members = new Set(group)
      const crosses = group.some((node) =>
        links[node]?.some((link) => link.remote && !link.timeout && members.has(link.to)),
      )
      if (!crosses) return false
      findings.warning('L301', place, `these calls wait for each other in a circle, and none has a timeout: ${way}`, {
        label: 'once all workers wait, nothing ever frees one',
        hint: 'state a timeout in a policy, for example { on: "* -> *", timeout: 3s }',
      })
      return true
    },
  )
  return endless
}

/** The calls of an operation, with those of its branches and repeated bodies. */
function linksOf(
  plan: Plan,
  places: PlanPlaces,
  demand: Demand,
  ways: readonly (readonly DeliveryWay[])[],
  operation: number,
): Link[] {
  const links: Link[] = []
  const parts: { readonly program: number; readonly always: boolean }[] = [{ program: operation, always: true }]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { program, always } = part
    const reach = demand.means.of(program).reach
    plan.programs[program]?.steps.forEach((step, index) => {
      const certain = always && (reach[index] ?? 0) >= CERTAIN
      const place = places.steps[program]?.[index] ?? []
      if (step.kind === StepKind.publish) links.push(...messages(step, ways, certain, place))
      else if (isCall(step.kind)) links.push(linkOf(plan, step, certain, place))
      else if (step.kind === StepKind.repeat) {
        const runs = step.amount.variance === 0 && step.amount.mean >= 0.5
        parts.push({ program: step.program, always: certain && runs })
      } else if (step.kind === StepKind.begin || step.kind === StepKind.lease || step.kind === StepKind.once) {
        parts.push({ program: step.program, always: certain })
      } else if (step.kind === StepKind.cached) parts.push({ program: step.program, always: false })
      else if (step.kind === StepKind.parallel) {
        for (const branch of new Set(step.branches)) parts.push({ program: branch, always: certain })
      }
    })
  }
  return links
}

/** Whoever publishes has nothing to do any more with who handles it, but may begin it all again. */
function messages(
  { publish }: StepPlan,
  ways: readonly (readonly DeliveryWay[])[],
  always: boolean,
  place: DocumentPath,
): Link[] {
  const handled = ways[publish?.event ?? -1] ?? []
  return handled.map(({ program }) => ({ to: program, remote: true, waits: false, timeout: false, always, place }))
}

function linkOf(plan: Plan, step: StepPlan, always: boolean, place: DocumentPath): Link {
  const edge = plan.edges[step.edge]
  const timeout = step.timeout > 0 || (edge !== undefined && edge.timeout > 0)
  return { to: step.program, remote: edge !== undefined, waits: step.kind !== StepKind.send, timeout, always, place }
}
