import fc from 'fast-check'
import { expect } from 'vitest'
import { RunWatch } from '../../src/experiments/run-watch.ts'
import { MessageCount, type MessageCountName } from '../../src/metrics/messages/message-anomaly.ts'
import { TransactionCount, type TransactionCountName } from '../../src/metrics/transactions/transaction-anomaly.ts'
import type { Plan } from '../../src/sim/plan.ts'
import { createWorld } from '../../src/sim/world.ts'
import { planOf } from '../scenarios/compile/compiling.ts'
import { Facts } from '../sim/messaging/post-office.ts'
import { Bounds } from '../sim/world/bounds.ts'
import { at, MS } from '../sim/world/plans.ts'
import { allowedBy } from './business-allowance.ts'
import { ANOMALIES, type Anomaly, anomaliesOf } from './business-anomalies.ts'
import { type BusinessWorldDraft, documentOf, SCHEDULES, type Schedule, stormyWorlds } from './random-business.ts'

/** Anomalies that were seen where the configuration allows them, in how many runs. */
export type Seen = Map<Anomaly, number>

/**
 * Random faults over random orders and messages, `cases` schedules in all, so many of each shop as `SCHEDULES` says.
 * Each runs to its rest; then the books must balance, and every anomaly must be one that the configuration allows.
 */
export function searchBusiness(options: { readonly seed: number; readonly cases: number }): Seen {
  const seen: Seen = new Map()
  fc.assert(
    fc.property(stormyWorlds(), (stormy) => {
      const plan = planOf(documentOf(stormy))
      stormy.schedules.forEach((schedule, s) => {
        for (const anomaly of judgeSchedule(stormy.world, plan, schedule, s))
          seen.set(anomaly, (seen.get(anomaly) ?? 0) + 1)
      })
    }),
    { seed: options.seed, numRuns: options.cases / SCHEDULES },
  )
  return seen
}

/** Anomalies that were looked for in vain. */
export function unseen(seen: Seen): readonly string[] {
  return ANOMALIES.filter((anomaly) => !seen.has(anomaly))
}

/** Runs one schedule, number `s` of its shop, and returns the anomalies that it has shown: those that are allowed. */
export function judgeSchedule(
  world: BusinessWorldDraft,
  shop: Plan,
  schedule: Schedule,
  s: number = 0,
): ReadonlySet<Anomaly> {
  const plan = scheduled(shop, schedule)
  const simulation = createWorld(plan, { seed: String(schedule.seed), replication: 0 })
  const [facts, bounds] = [new Facts(), new Bounds(simulation.catalogue)]
  const watch = new RunWatch(plan, { from: 0 })
  const end = simulation.run(bounds, {
    observed: (fact) => {
      facts.observed(fact)
      watch.observer?.observed(fact)
    },
    messaged: (fact) => {
      facts.messaged(fact)
      watch.observer?.messaged?.(fact)
    },
    transacted: (fact) => {
      facts.transacted(fact)
      watch.observer?.transacted?.(fact)
    },
  })
  expect(bounds.breaches, `schedule ${s}`).toEqual([])
  expect(end.status, `schedule ${s}`).toBe('completed')
  expectBooks(watch, Math.max(end.time, plan.duration), end)
  const found = anomaliesOf({ world, schedule, plan, facts })
  const allowed = allowedBy(world, schedule)
  expect(
    [...found].filter((anomaly) => !allowed.has(anomaly)),
    `schedule ${s}`,
  ).toEqual([])
  return found
}

/** The shop with the load and the faults of one schedule. */
function scheduled(plan: Plan, { orders, tells, faults }: Schedule): Plan {
  const ids = new Set(faults.map(({ id }) => id))
  const workloads = plan.workloads.map((workload) => {
    const times = workload.name === 'buyers' ? orders : tells
    return { ...workload, arrivals: at(...times.map((ms) => ms * MS)) }
  })
  return { ...plan, workloads, faults: plan.faults.filter(({ id }) => ids.has(id)) }
}

/** What the product says adds up. */
function expectBooks(watch: RunWatch, when: number, end: Parameters<RunWatch['end']>[1]): void {
  const { messages, transactions } = watch.end(when, end)
  for (const { tally } of transactions?.transactions ?? []) {
    const of = (name: TransactionCountName): number => tally.counts[TransactionCount[name]] as number
    const ends = of('committed') + of('compensated') + of('abandoned') + of('stuck')
    expect(ends + of('unfinished') + of('unfollowed')).toBe(of('begun'))
  }
  for (const { name, tally } of messages?.subscriptions ?? []) {
    const event = messages?.events.find((one) => name.startsWith(`${one.name} -> `))
    const published = event?.tally.counts[MessageCount.published]
    const of = (name: MessageCountName): number => tally.counts[MessageCount[name]] as number
    expect(of('handled') + of('deadLettered') + of('waiting') + of('lost') + of('unfollowed')).toBe(published)
  }
}
