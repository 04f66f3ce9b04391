import type { Plan, WorkloadPlan } from '../../sim/plan.ts'
import type { EdgeCosts } from './edge-costs.ts'
import type { ProgramMeans } from './program-means.ts'
import { expectedArrivals } from './rate-segments.ts'

const NS_PER_S = 1e9

/** Requests a workload offers per second, averaged over the run; of closed users, if nothing ever waited. */
export function meanRate(workload: WorkloadPlan, plan: Plan, means: ProgramMeans, edges: EdgeCosts): number {
  const { arrivals } = workload
  const seconds = plan.duration / NS_PER_S
  switch (arrivals.kind) {
    case 'open':
      return (expectedArrivals(arrivals.rate) * Math.max(1, arrivals.batch.mean)) / seconds
    case 'replay':
      return arrivals.times.length / seconds
    case 'modulated': {
      let requests = 0
      let time = 0
      for (const { rate, stay } of arrivals.states) {
        requests += rate * stay.mean
        time += stay.mean
      }
      return time > 0 ? requests / time : 0
    }
    case 'closed': {
      const cycle = arrivals.think.mean + meanLatency(workload, plan, means, edges)
      return cycle > 0 ? (arrivals.users * NS_PER_S) / cycle : 0
    }
  }
}

/** Mean latency of a workload's requests if nothing ever waited, ns. */
function meanLatency(workload: WorkloadPlan, plan: Plan, means: ProgramMeans, edges: EdgeCosts): number {
  let latency = 0
  let before = 0
  for (const entry of workload.mix) {
    latency +=
      (entry.cumulative - before) * entryLatency(entry.program, entry.edge, entry.request.mean, plan, means, edges)
    before = entry.cumulative
  }
  return latency
}

/** Mean latency of one operation called over an edge if nothing ever waited, ns. */
export function entryLatency(
  program: number,
  edge: number,
  requestBytes: number,
  plan: Plan,
  means: ProgramMeans,
  edges: EdgeCosts,
): number {
  const { network, serverCpu } = edges.call(edge, requestBytes, plan.programs[program]?.answer.mean ?? 0)
  return network + serverCpu + means.of(program).untilAnswer
}
