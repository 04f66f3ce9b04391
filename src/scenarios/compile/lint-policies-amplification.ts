import type { Plan } from '../../sim/plan.ts'
import { printDuration } from '../literals/duration.ts'
import { about } from './about.ts'
import type { Findings } from './findings.ts'
import type { PlanPlaces } from './plan-places.ts'
import type { CallMap, EdgeCall } from './policies/call-map.ts'
import { layer } from './policies/tries.ts'
import type { Demand } from './utilisation.ts'

/** Warns of calls that become many: retries in several layers of a chain, and hedges of a busy callee. */
export function lintAmplification(
  plan: Plan,
  places: PlanPlaces,
  map: CallMap,
  demand: Demand,
  findings: Findings,
): void {
  lintRetries(plan, places, map, findings)
  lintHedges(plan, places, map, demand, findings)
}

/** A chain of calls, and how many of its last call one request can make. */
interface Chain {
  readonly calls: number
  readonly layers: number
  /** Edges from the outermost to the innermost that retries. */
  readonly edges: readonly number[]
}

const NOTHING: Chain = { calls: 1, layers: 0, edges: [] }

function lintRetries(plan: Plan, places: PlanPlaces, map: CallMap, findings: Findings): void {
  const longest = new Longest(plan, map)
  const worst = new Map<number, Chain>()
  for (const call of map.ofWorkload.flat()) {
    const chain = longest.over(call)
    const last = chain.edges.at(-1)
    if (chain.layers < 2 || last === undefined) continue
    const known = worst.get(last)
    if (known === undefined || chain.calls > known.calls) worst.set(last, chain)
  }
  for (const [last, { calls, layers, edges }] of worst) {
    const path = places.guards[last]?.retry ?? []
    const names = edges.map((edge) => plan.edges[edge]?.name ?? '')
    const attempts = edges.flatMap((edge) => {
      const most = attemptsOver(plan, edge)
      return most > 1 ? [about(most)] : []
    })
    const many = Number.isFinite(calls) ? about(calls) : 'any number of'
    findings.warning(
      'L371',
      path,
      `${layers} layers retry, so one request can make ${many} calls of "${names.at(-1)}"`,
      {
        label: `${names.join(', ')}: ${attempts.join(' × ')} attempts`,
        hint: 'retry in one layer only, or bound the retries: budget: 20%',
      },
    )
  }
}

/** Attempts of an edge when everything fails, as far as no budget bounds them. */
function attemptsOver(plan: Plan, edge: number): number {
  const retry = layer(plan.edges[edge]?.guard ?? null, 'retry')
  return retry === undefined || retry.budget !== null ? 1 : retry.attempts
}

/** The chains with the most calls; circles count once. */
class Longest {
  readonly #plan: Plan
  readonly #map: CallMap
  readonly #known = new Map<number, Chain>()

  constructor(plan: Plan, map: CallMap) {
    this.#plan = plan
    this.#map = map
  }

  over({ edge, program }: EdgeCall): Chain {
    const attempts = attemptsOver(this.#plan, edge)
    const rest = this.#from(program)
    if (attempts === 1) return rest.layers === 0 ? NOTHING : { ...rest, edges: [edge, ...rest.edges] }
    return { calls: attempts * rest.calls, layers: 1 + rest.layers, edges: [edge, ...rest.edges] }
  }

  #from(program: number): Chain {
    const known = this.#known.get(program)
    if (known !== undefined) return known
    this.#known.set(program, NOTHING)
    let best = NOTHING
    for (const call of this.#map.madeBy(program)) {
      const chain = this.over(call)
      if (chain.calls > best.calls || (chain.calls === best.calls && chain.layers > best.layers)) best = chain
    }
    this.#known.set(program, best)
    return best
  }
}

function lintHedges(plan: Plan, places: PlanPlaces, map: CallMap, demand: Demand, findings: Findings): void {
  plan.edges.forEach((edge, index) => {
    const hedge = layer(edge.guard, 'hedge')
    const unit = plan.units[edge.to]
    const need = demand.units[edge.to]
    if (hedge === undefined || unit === undefined || need === undefined) return
    const path = places.guards[index]?.hedge ?? []
    if (unit.instances === 1) {
      findings.warning(
        'L378',
        path,
        `"${unit.name}" has one instance, so a hedge waits behind what it should overtake`,
        {
          hint: 'a hedge needs a second instance to go to',
        },
      )
    }
    const busy = Math.max(need.coresBusy / need.cores, need.slotsBusy / need.slots)
    const rate = (map.ofEdge[index] ?? []).reduce((sum, call) => sum + call.perSecond, 0)
    const share = need.visitsPerSecond > 0 ? Math.min(1, rate / need.visitsPerSecond) : 0
    const hedged = hedge.percentile > 0 ? 1 - hedge.percentile : 1
    const then = busy * (1 + share * hedged * hedge.max)
    // Above 1 without a hedge there is a doubt about the load itself; a loser that is cancelled gives its server back.
    if (busy >= 1 || then < 1 || hedge.cancel) return
    const when = hedge.percentile > 0 ? 'with its hedges' : `once answers take ${printDuration(hedge.after)}`
    findings.warning('L377', path, `${when}, "${unit.name}" has ${about(then * 100)}% of the work it can do`, {
      label: `${about(busy * 100)}% without hedges, and up to ${hedge.max + 1} calls for one with them`,
      hint: 'slowness then makes itself worse: cancel the losers, hedge after a percentile (p95), or add capacity',
    })
  })
}
