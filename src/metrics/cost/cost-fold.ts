import { slotUtilisation } from '../figures/server-figures.ts'
import type { RunFold, UnitFold } from '../folds/run-fold.ts'
import type { TransactionSummary } from '../transactions/transaction-summary.ts'
import type { PricedDeployment, PricedUnit } from './deployment.ts'
import { type ManagedServices, NOTHING_MANAGED, requestCost, transitionCost } from './managed.ts'
import type { TrafficPrice } from './price.ts'
import { stepsOf, trafficCost } from './traffic-cost.ts'

/** 365 days of 24 hours over 12, as clouds count. */
const HOURS_PER_MONTH = 730
export const SECONDS_PER_MONTH: number = HOURS_PER_MONTH * 3600

/** What is paid by use, and what the fold of calls does not tell of it. */
export interface Uses {
  readonly managed: ManagedServices
  /** By business transaction. */
  readonly transitionsPerSecond: ReadonlyMap<string, number>
}

const NO_USES: Uses = { managed: NOTHING_MANAGED, transitionsPerSecond: new Map() }

/** What one replication (or a batch of it) would cost if the measured time went on for a month. US dollars. */
export interface CostFold {
  /** Machines of each unit, by its name. */
  readonly machines: ReadonlyMap<string, number>
  /**
   * Of these, what stands idle: the share of each machine's vCPUs that did not compute (of a store: slots not held).
   */
  readonly idle: ReadonlyMap<string, number>
  /** By traffic class. */
  readonly traffic: ReadonlyMap<string, number>
  /** Requests to managed brokers, by broker. */
  readonly requests: ReadonlyMap<string, number>
  /** State transitions of managed orchestrators, by business transaction. */
  readonly transitions: ReadonlyMap<string, number>
  /** Good answers to users in a month at this pace. */
  readonly goodPerMonth: number
}

/**
 * The cost of one fold. `bytesFrom` is the fold that counted the bytes: a batch, which does not, takes those of its
 * whole run. The prices are those of one provider, in the order of the price book.
 */
export function foldCost(
  fold: RunFold,
  bytesFrom: RunFold,
  deployment: PricedDeployment,
  prices: readonly TrafficPrice[],
  uses: Uses = NO_USES,
): CostFold {
  const machines = new Map<string, number>()
  const idle = new Map<string, number>()
  for (const unit of deployment.units) {
    const cost = unit.instances * unit.machine.pricePerHour * HOURS_PER_MONTH
    machines.set(unit.name, cost)
    idle.set(unit.name, cost * (1 - usedShare(unit, fold.units.get(unit.name))))
  }
  const { total } = fold
  return {
    machines,
    idle,
    traffic: new Map(
      [...bytesPerSecond(bytesFrom)].map(([traffic, bytes]) => [
        traffic,
        trafficCost(bytes * SECONDS_PER_MONTH, stepsOf(prices, traffic)),
      ]),
    ),
    requests: new Map(uses.managed.queues.map((queue) => [queue, requestsOf(bytesFrom, queue)])),
    transitions: new Map(
      uses.managed.orchestrated.map((name) => [
        name,
        transitionCost((uses.transitionsPerSecond.get(name) ?? 0) * SECONDS_PER_MONTH),
      ]),
    ),
    goodPerMonth: total.seconds === 0 ? 0 : (total.goodEnds / total.seconds) * SECONDS_PER_MONTH,
  }
}

function usedShare(unit: PricedUnit, fold: UnitFold | undefined): number {
  if (fold === undefined) return 0
  const slots = unit.role === 'store' ? slotUtilisation(fold) : null
  const cores = (fold.cpu?.mean ?? 0) / (unit.instances * unit.machine.vcpu)
  // More cores than the machine has can only come from a deployment that says so itself.
  return Math.min(1, Math.max(slots ?? 0, cores))
}

/** State transitions in the measured time, by business transaction. */
export function transitionsPerSecond(summary: TransactionSummary | undefined): ReadonlyMap<string, number> {
  const { measured = 0, transactions = [] } = summary ?? {}
  if (measured === 0) return new Map()
  return new Map(transactions.map(({ name, tally }) => [name, (tally.calls / measured) * 1e9]))
}

/** Requests to a managed broker, US dollars a month. */
function requestsOf({ paidRequests, total: { seconds } }: RunFold, broker: string): number {
  const paid = paidRequests.get(broker)
  return paid === undefined || seconds === 0 ? 0 : (requestCost(paid) / seconds) * SECONDS_PER_MONTH
}

function bytesPerSecond(fold: RunFold): ReadonlyMap<string, number> {
  const rates = new Map<string, number>()
  const { seconds } = fold.total
  for (const { counts } of fold.edges.values()) {
    for (const [traffic, bytes] of counts?.bytes ?? []) {
      if (seconds > 0) rates.set(traffic, (rates.get(traffic) ?? 0) + bytes / seconds)
    }
  }
  return rates
}

/** All of a month: machines, traffic, and what is paid by use. */
export function monthlyCost({ machines, traffic, requests, transitions }: CostFold): number {
  return sum(machines.values()) + sum(traffic.values()) + sum(requests.values()) + sum(transitions.values())
}

/** Sum of the values of one kind of cost. */
export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
