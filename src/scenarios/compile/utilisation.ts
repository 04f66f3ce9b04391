import type { Plan } from '../../sim/plan.ts'
import { calleesFirst } from './call-order.ts'
import { type EdgeCosts, edgeCosts } from './edge-costs.ts'
import { meanRate } from './mean-rate.ts'
import { mostRounds, type ProgramMeans, programMeans } from './program-means.ts'

/** What a unit would need on average if nothing ever waited. */
export interface UnitDemand {
  /** Visits over the network, per second. */
  readonly visitsPerSecond: number
  /** Cores computing on average, of all instances together. */
  readonly coresBusy: number
  readonly cores: number
  /** Worker slots held on average, of all instances together: while working and while waiting for others. */
  readonly slotsBusy: number
  readonly slots: number
}

/** What a pool would need on average (Little's law). */
export interface PoolDemand {
  readonly usesPerSecond: number
  /** Mean time of one use, ns. */
  readonly holdTime: number
  readonly inUse: number
  readonly size: number
}

/** Demand of every part of a plan, by index; all of it from means alone. */
export interface Demand {
  readonly units: readonly UnitDemand[]
  readonly pools: readonly PoolDemand[]
  /** Runs of each program per second. */
  readonly programsPerSecond: readonly number[]
  readonly means: ProgramMeans
  readonly edges: EdgeCosts
  /** Requests of each workload per second. */
  readonly offeredPerSecond: readonly number[]
  /** False where calls go round in a circle without dying out; then no figure means anything. */
  readonly settled: boolean
}

/** Which workloads count. */
export type CountedWorkloads = 'all' | 'open'

/**
 * Mean-value analysis of a plan without queueing: visit counts from mixes, shares, repetitions and failures, times from
 * means, demand = rate * time. So a part with less capacity than its demand cannot keep up, whatever the run's luck.
 * Closed workloads count with the rate they reach when nothing waits, or not at all: they slow down by themselves.
 */
export function demandOf(plan: Plan, counted: CountedWorkloads): Demand {
  const edges = edgeCosts(plan)
  const order = calleesFirst(plan)
  const means = programMeans(plan, edges, order)
  const offered = plan.workloads.map((workload) => {
    if (counted === 'open' && workload.arrivals.kind === 'closed') return 0
    return meanRate(workload, plan, means, edges)
  })
  const flow = new Flow(plan, means, edges)
  plan.workloads.forEach((workload, w) => {
    let before = 0
    for (const entry of workload.mix) {
      flow.call((offered[w] ?? 0) * (entry.cumulative - before), entry.program, entry.edge, entry.request.mean)
      before = entry.cumulative
    }
  })
  const settled = flow.settle(order.toReversed())
  return flow.demand(offered, settled && means.settled)
}

/** Spreads rates of calls over programs, units and pools. */
class Flow {
  readonly #plan: Plan
  readonly #means: ProgramMeans
  readonly #edges: EdgeCosts
  readonly #rates: number[]
  /** Rate of each program that has been passed on to the programs it calls. */
  readonly #passed: number[]
  readonly #visits: number[]
  readonly #cpu: number[]
  readonly #held: number[]
  readonly #poolUses: number[]
  readonly #poolHeld: number[]

  constructor(plan: Plan, means: ProgramMeans, edges: EdgeCosts) {
    const zeros = (count: number): number[] => new Array<number>(count).fill(0)
    this.#plan = plan
    this.#means = means
    this.#edges = edges
    this.#rates = zeros(plan.programs.length)
    this.#passed = zeros(plan.programs.length)
    this.#visits = zeros(plan.units.length)
    this.#cpu = zeros(plan.units.length)
    this.#held = zeros(plan.units.length)
    this.#poolUses = zeros(plan.pools.length)
    this.#poolHeld = zeros(plan.pools.length)
  }

  /** `rate` calls per second of a program over an edge (-1: inside the unit), which take `more` ns at the callee. */
  call(rate: number, program: number, edge: number, requestBytes: number, more = 0): void {
    if (!(rate > 0)) return
    add(this.#rates, program, rate)
    const plan = this.#plan.edges[edge]
    if (plan === undefined) return
    const callee = this.#means.of(program)
    const cost = this.#edges.call(edge, requestBytes, this.#plan.programs[program]?.answer.mean ?? 0)
    add(this.#visits, plan.to, rate)
    add(this.#cpu, plan.to, rate * cost.serverCpu)
    add(this.#held, plan.to, rate * (cost.serverCpu + callee.whole + more))
    if (plan.from >= 0) add(this.#cpu, plan.from, rate * cost.clientCpu)
    if (plan.pool < 0) return
    add(this.#poolUses, plan.pool, rate)
    add(this.#poolHeld, plan.pool, rate * (cost.network + cost.serverCpu + callee.untilAnswer + more))
  }

  /**
   * Lets rates run down the calls, callers first, until nothing moves any more; recursion with a mean below one call
   * dies out. Returns whether that came to an end.
   */
  settle(callersFirst: readonly number[]): boolean {
    for (let round = 0; round < mostRounds(this.#plan); round += 1) {
      let moved = false
      for (const program of callersFirst) {
        const rate = this.#rates[program] ?? 0
        const fresh = rate - (this.#passed[program] ?? 0)
        if (!(fresh > rate * NEGLIGIBLE)) continue
        moved = true
        this.#passed[program] = rate
        this.#spread(program, fresh)
      }
      if (!moved) return true
    }
    return false
  }

  #spread(program: number, rate: number): void {
    const means = this.#means.of(program)
    add(this.#cpu, this.#plan.programs[program]?.unit ?? -1, rate * means.cpu)
    for (const use of means.uses) this.call(rate * use.times, use.program, use.edge, use.requestBytes, use.more)
  }

  demand(offeredPerSecond: readonly number[], settled: boolean): Demand {
    const { units, pools } = this.#plan
    return {
      units: units.map((unit, u) => ({
        visitsPerSecond: this.#visits[u] ?? 0,
        coresBusy: (this.#cpu[u] ?? 0) / NS_PER_S,
        cores: unit.cores * unit.instances,
        slotsBusy: (this.#held[u] ?? 0) / NS_PER_S,
        slots: unit.slots * unit.instances,
      })),
      pools: pools.map((pool, p) => ({
        usesPerSecond: this.#poolUses[p] ?? 0,
        holdTime: (this.#poolUses[p] ?? 0) > 0 ? (this.#poolHeld[p] ?? 0) / (this.#poolUses[p] ?? 1) : 0,
        inUse: (this.#poolHeld[p] ?? 0) / NS_PER_S,
        size: pool.size,
      })),
      programsPerSecond: this.#rates,
      means: this.#means,
      edges: this.#edges,
      offeredPerSecond,
      settled,
    }
  }
}

const NS_PER_S = 1e9
const NEGLIGIBLE = 1e-12

function add(totals: number[], index: number, amount: number): void {
  const old = totals[index]
  if (old !== undefined) totals[index] = old + amount
}
