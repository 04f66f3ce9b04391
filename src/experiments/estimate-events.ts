import { type ArrivalsPlan, type Plan, StepKind, type StepPlan } from '../sim/plan.ts'

/** Events of the machinery around one call over the network: two messages, a timer, a queue, a pool. */
const EVENTS_PER_CALL = 2
const NS_PER_SECOND = 1e9
/** A closed user without think time is taken to come back this often, per second. */
const CLOSED_RATE_MAX = 1000

/**
 * Roughly how many events a run has: good enough to decide whether starting a thread pays, for nothing else. It never
 * runs anything.
 */
export function estimateEvents(plan: Plan): number {
  const costs = new Map<number, number>()
  let events = 0
  for (const workload of plan.workloads) {
    let before = 0
    let perRequest = EVENTS_PER_CALL
    for (const { program, cumulative } of workload.mix) {
      perRequest += (cumulative - before) * programCost(plan, program, costs)
      before = cumulative
    }
    events += requests(workload.arrivals, plan.duration) * perRequest
  }
  return events
}

function requests(arrivals: ArrivalsPlan, duration: number): number {
  switch (arrivals.kind) {
    case 'open': {
      const batches = arrivals.rate.reduce((sum, { start, end, from, to }) => {
        return sum + (((from + to) / 2) * Math.max(0, Math.min(end, duration) - start)) / NS_PER_SECOND
      }, 0)
      return batches * Math.max(1, arrivals.batch.mean)
    }
    case 'modulated': {
      const fastest = arrivals.states.reduce((most, { rate }) => Math.max(most, rate), 0)
      return (fastest * duration) / NS_PER_SECOND
    }
    case 'replay':
      return arrivals.times.length
    case 'closed': {
      const rate = Math.min(CLOSED_RATE_MAX, NS_PER_SECOND / Math.max(1, arrivals.think.mean))
      return (arrivals.users * rate * duration) / NS_PER_SECOND
    }
  }
}

function programCost(plan: Plan, index: number, costs: Map<number, number>): number {
  const known = costs.get(index)
  if (known !== undefined) return known
  // A cycle of calls counts as nothing the second time round.
  costs.set(index, 0)
  const cost = (plan.programs[index]?.steps ?? []).reduce((sum, step) => sum + stepCost(plan, step, costs), 0)
  costs.set(index, cost)
  return cost
}

function stepCost(plan: Plan, step: StepPlan, costs: Map<number, number>): number {
  switch (step.kind) {
    case StepKind.call:
    case StepKind.send:
    case StepKind.access:
      return EVENTS_PER_CALL + programCost(plan, step.program, costs)
    case StepKind.repeat:
      return Math.min(1e6, step.amount.mean) * programCost(plan, step.program, costs)
    case StepKind.parallel:
      return step.branches.reduce((sum, branch) => sum + programCost(plan, branch, costs), 1)
    default:
      return 1
  }
}
