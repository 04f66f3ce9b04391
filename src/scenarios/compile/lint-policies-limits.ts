import type { Plan } from '../../sim/plan.ts'
import type { LayerPlan } from '../../sim/policy-plan.ts'
import { printRate } from '../literals/rate.ts'
import type { DocumentPath } from '../problem.ts'
import { about, aboutTime } from './about.ts'
import type { Findings } from './findings.ts'
import type { PlanPlaces } from './plan-places.ts'
import type { CallMap } from './policies/call-map.ts'
import { statesOf } from './policies/states.ts'
import type { Demand } from './utilisation.ts'

const NS_PER_S = 1e9

/** Calls that come to a limit: of each of its states, per second, and how long one stays inside, ns. */
interface Flow {
  readonly name: string
  readonly perSecond: number
  readonly time: number
}

/** Warns of limits that refuse calls at the mean rate, when nothing is wrong. */
export function lintLimits(plan: Plan, places: PlanPlaces, map: CallMap, demand: Demand, findings: Findings): void {
  plan.edges.forEach((edge, index) => {
    if (edge.guard === null) return
    const calls = map.ofEdge[index] ?? []
    const rate = calls.reduce((sum, call) => sum + call.perSecond, 0)
    const busy = calls.reduce((sum, call) => sum + call.perSecond * call.time, 0)
    const flow = { name: edge.name, perSecond: rate / statesOf(plan, edge), time: rate > 0 ? busy / rate : 0 }
    for (const layer of edge.guard.layers) lintLayer(layer, flow, places.guards[index]?.[layer.kind] ?? [], findings)
  })
  plan.units.forEach((unit, index) => {
    const need = demand.units[index]
    if (need === undefined) return
    const { visitsPerSecond: visits, slotsBusy } = need
    const time = visits > 0 ? (slotsBusy / visits) * NS_PER_S : 0
    const flow = { name: `* -> ${unit.name}`, perSecond: visits / unit.instances, time }
    for (const layer of unit.admission) lintLayer(layer, flow, places.admissions[index]?.[layer.kind] ?? [], findings)
  })
}

function lintLayer(layer: LayerPlan, flow: Flow, path: DocumentPath, findings: Findings): void {
  switch (layer.kind) {
    case 'rate-limit': {
      const { rules } = layer
      const most = 'perSecond' in rules ? rules.perSecond : (rules.limit / rules.window) * NS_PER_S
      if (flow.perSecond <= most) return
      findings.warning('L381', path, `"${flow.name}" lets ${printRate(Number(most.toPrecision(3)))} through`, {
        label: `${about(flow.perSecond)} calls a second come on average`,
        hint: `about ${about((1 - most / flow.perSecond) * 100)}% of them will be refused`,
      })
      return
    }
    case 'bulkhead':
      lintConcurrency(layer.concurrent, 'a bulkhead of', flow, path, findings)
      return
    case 'concurrency-limit':
      lintConcurrency(layer.max, 'a concurrency limit of at most', flow, path, findings)
      return
    default:
  }
}

function lintConcurrency(most: number, what: string, flow: Flow, path: DocumentPath, findings: Findings): void {
  const need = (flow.perSecond * flow.time) / NS_PER_S
  if (need <= most) return
  findings.warning('L374', path, `${what} ${about(most)} is too small for "${flow.name}"`, {
    label: `${about(flow.perSecond)} calls a second of ${aboutTime(flow.time)} are ${about(need)} at a time`,
    hint: 'by Little’s law that many are on their way on average, and it takes room for more than the average',
  })
}
