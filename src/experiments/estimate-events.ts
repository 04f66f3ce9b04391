import { insideCalls, isReading } from '../scenarios/compile/inside-calls.ts'
import type { AccessPlan } from '../sim/data-plan.ts'
import { type ArrivalsPlan, type Plan, StepKind, type StepPlan } from '../sim/plan.ts'

/** Events of the machinery around one call over the network: two messages, a timer, a queue, a pool. */
const EVENTS_PER_CALL = 2
const NS_PER_SECOND = 1e9
/** A closed user without think time is taken to come back this often, per second. */
const CLOSED_RATE_MAX = 1000
/** A node that runs code is taken to act so often a second, and to take as long each time as so many events. */
const ACTS_PER_SECOND = 100
const EVENTS_PER_ACT = 10

/**
 * Roughly how many events a run has: good enough to decide whether starting a thread pays, for nothing else. It never
 * runs anything.
 */
export function estimateEvents(plan: Plan): number {
  const costs = new Map<number, number>()
  let events = nodeEvents(plan)
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

/** What nodes do for each other, whatever they are asked for: those that run code, and leaders that show themselves. */
function nodeEvents({ units, stores, processes = [], duration }: Plan): number {
  const seconds = duration / NS_PER_SECOND
  const acts = processes.reduce((sum, { unit }) => sum + (units[unit]?.instances ?? 0) * ACTS_PER_SECOND, 0)
  const beats = stores.reduce((sum, { unit, rules, sharding }) => {
    if (rules.kind !== 'sql' || rules.replication.failover === null) return sum
    const replicas = (units[unit]?.instances ?? 0) * (1 - 1 / sharding.nodesPerShard)
    return sum + (replicas * EVENTS_PER_CALL * NS_PER_SECOND) / rules.replication.failover.heartbeat
  }, 0)
  return (acts * EVENTS_PER_ACT + beats) * seconds
}

/** What the nodes of a store do among themselves for one statement. */
function insideCost(plan: Plan, access: AccessPlan, costs: Map<number, number>): number {
  const inside = insideCalls(plan, access)
  if (inside !== null) return inside.calls * (EVENTS_PER_CALL + programCost(plan, inside.program, costs))
  const store = plan.stores[access.store]
  if (store?.rules.kind !== 'sql' || isReading(access.verb)) return 0
  return (store.sharding.nodesPerShard - 1) * EVENTS_PER_CALL
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

/** A message to its broker, and from there to everybody who handles it. */
function messageCost(plan: Plan, step: StepPlan, costs: Map<number, number>): number {
  const { events = [], subscriptions = [] } = plan
  const handled = events[step.publish?.event ?? -1]?.subscriptions ?? []
  return handled.reduce(
    (sum, s) => sum + 2 * EVENTS_PER_CALL + programCost(plan, subscriptions[s]?.program ?? -1, costs),
    EVENTS_PER_CALL + programCost(plan, step.program, costs),
  )
}

function stepCost(plan: Plan, step: StepPlan, costs: Map<number, number>): number {
  switch (step.kind) {
    case StepKind.call:
    case StepKind.send:
      return EVENTS_PER_CALL + programCost(plan, step.program, costs)
    case StepKind.access: {
      const inside = step.access === undefined ? 0 : insideCost(plan, step.access, costs)
      return EVENTS_PER_CALL + programCost(plan, step.program, costs) + inside
    }
    case StepKind.publish:
      return messageCost(plan, step, costs)
    case StepKind.once:
      return EVENTS_PER_CALL + programCost(plan, step.program, costs)
    case StepKind.repeat:
      return Math.min(1e6, step.amount.mean) * programCost(plan, step.program, costs)
    case StepKind.parallel:
      return step.branches.reduce((sum, branch) => sum + programCost(plan, branch, costs), 1)
    default:
      return 1
  }
}
