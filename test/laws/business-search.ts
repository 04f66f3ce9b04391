import fc from 'fast-check'
import { expect } from 'vitest'
import { RunWatch } from '../../src/experiments/run-watch.ts'
import { MessageCount, type MessageCountName } from '../../src/metrics/messages/message-anomaly.ts'
import { TransactionCount, type TransactionCountName } from '../../src/metrics/transactions/transaction-anomaly.ts'
import { type BusinessFact, BusinessKind } from '../../src/sim/business-fact.ts'
import { type DataFact, FactKind } from '../../src/sim/data-fact.ts'
import { MESSAGE_CAUSES } from '../../src/sim/message-fact.ts'
import type { Plan } from '../../src/sim/plan.ts'
import { createWorld } from '../../src/sim/world.ts'
import { planOf } from '../scenarios/compile/compiling.ts'
import { Facts } from '../sim/messaging/post-office.ts'
import { Log } from '../sim/world/log.ts'
import { at, MS } from '../sim/world/plans.ts'
import { type BusinessWorldDraft, documentOf, type StormyWorld, stormyWorlds } from './random-business.ts'

/** Anomalies that were seen where the configuration allows them, in how many worlds. */
export type Seen = Map<Anomaly, number>

const ANOMALIES = ['double', 'orphan', 'stuck', 'half', 'lost', 'givenUp', 'twice', 'untold', 'unwritten'] as const
/**
 * A leg done twice; one left behind by an order that was not kept; an order that never ends; one that is half done for
 * good; a message lost though it was confirmed, or given up by its broker for a reason; one handled twice; an order
 * written of which no message tells, and a message of an order that was not written.
 */
type Anomaly = (typeof ANOMALIES)[number]

/**
 * Random faults over random orders and messages. Each world runs to its rest; then the books must balance, and every
 * anomaly must be one that the configuration allows.
 */
export function searchBusiness(options: { readonly seed: number; readonly cases: number }): Seen {
  const seen: Seen = new Map()
  fc.assert(
    fc.property(stormyWorlds(), (stormy) => {
      for (const anomaly of new Set(anomaliesOf(stormy))) seen.set(anomaly, (seen.get(anomaly) ?? 0) + 1)
    }),
    { seed: options.seed, numRuns: options.cases },
  )
  return seen
}

/** Anomalies that were looked for in vain. */
export function unseen(seen: Seen): readonly string[] {
  return ANOMALIES.filter((anomaly) => !seen.has(anomaly))
}

interface Ended {
  readonly stormy: StormyWorld
  readonly world: BusinessWorldDraft
  readonly plan: Plan
  readonly facts: Facts
}

function anomaliesOf(stormy: StormyWorld): readonly Anomaly[] {
  const { world } = stormy
  const plan = timed(planOf(documentOf(stormy)), world)
  const simulation = createWorld(plan, { seed: String(world.seed), replication: 0 })
  const [facts, log] = [new Facts(), new Log(simulation.catalogue)]
  const watch = new RunWatch(plan, { from: 0 })
  const end = simulation.run(log, {
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
  expect(log.breaches).toEqual([])
  expect(end.status).toBe('completed')
  expectBooks(watch, Math.max(end.time, plan.duration), end)
  const ended = { stormy, world, plan, facts }
  const found = [...ordersOf(ended), ...messagesOf(ended), ...tellsOf(ended)]
  const allowed = allowedBy(stormy)
  expect(found.filter((anomaly) => !allowed.has(anomaly))).toEqual([])
  return found
}

function timed(plan: Plan, { orders, tells }: BusinessWorldDraft): Plan {
  const workloads = plan.workloads.map((workload) => {
    const times = workload.name === 'buyers' ? orders : tells
    return { ...workload, arrivals: at(...times.map((ms) => ms * MS)) }
  })
  return { ...plan, workloads }
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

/** What a configuration cannot rule out. */
function allowedBy(stormy: StormyWorld): ReadonlySet<Anomaly> {
  const { order, event } = stormy.world
  const allowed = new Set<Anomaly>()
  const add = (...all: Anomaly[]): void => all.forEach((one) => allowed.add(one))
  const remembers = order.log === 'store'
  // Whoever is to hear of a leg may never hear of it, or twice.
  if (order.kind === 'choreography') add('double', 'orphan', 'stuck', 'half')
  const persists = order.kind === 'saga' || order.kind === 'try-confirm-cancel'
  if (order.kind === 'none') add('half', 'stuck', 'orphan')
  if (order.kind === 'none' && order.retry) add('double')
  if (persists && !order.idempotent) add('double', 'orphan')
  // A call that was given up comes after its undo.
  if (persists && !(order.kind === 'saga' && order.versionFile)) add('orphan')
  if (order.kind !== 'local' && order.kind !== 'none' && !remembers) add('stuck', 'half', 'orphan')
  if (!event.idempotent) add('twice')
  if (event.outbox === 'none') add('untold', 'unwritten')
  if (isEarly(event)) add('lost')
  if (allowedCauses(stormy).length > 0) add('givenUp')
  return allowed
}

/** Whether a message counts as done before it is. */
function isEarly({ broker }: BusinessWorldDraft['event']): boolean {
  return broker.kind === 'kafka' ? broker.commit === 'before' : broker.early
}

/** Why messages may be given up that were confirmed. */
function allowedCauses({ world: { event }, faults }: StormyWorld): readonly string[] {
  const { broker, acks } = event
  const causes: string[] = []
  if (broker.kind === 'rabbitmq') {
    if (broker.onFailure === 'reject') causes.push('rejected')
    if (broker.queue === 'quorum') causes.push('delivery-limit')
    if (acks !== 'all' || (broker.queue === 'classic' && !broker.durable)) causes.push('lost-node')
  }
  if (broker.kind === 'kafka') {
    causes.push('rejected')
    // What is confirmed is in the page caches of so many machines.
    const copies = broker.nodes === 3 ? 2 : 1
    const machines = faults.filter((fault) => (fault as Crash).crash === 'b' && (fault as Crash).host === 'down').length
    if (acks !== 'all' || broker.unclean || machines >= copies) causes.push('lost-node')
  }
  return causes
}

interface Crash {
  readonly crash?: unknown
  readonly host?: unknown
}

interface LegBook {
  /** Times that its operation, and its undo, has changed the record. */
  readonly done: number
  readonly undone: number
}

/** Money and stock: what was done less what was undone, and what that makes of each order. */
function ordersOf({ world, plan, facts }: Ended): readonly Anomaly[] {
  const records = world.order.legs.map((_, i) => plan.records.findIndex(({ name }) => name === `stock-l${i + 1}`))
  const commits = records.map((record) => facts.dataOf(FactKind.committed, record))
  commits.forEach((all) => expectConserved(all))
  if (world.order.kind === 'local') return localOrders(commits)
  const begun = facts.effectsOf(BusinessKind.begun).map(({ business }) => business)
  return begun.flatMap((business) => {
    const legs = commits.map((all): LegBook => {
      const own = all.filter((fact) => fact.business === business)
      const done = own.filter(({ phase }) => phase === 0).length
      return { done, undone: own.length - done }
    })
    expectTold(world, facts, business, legs)
    return orderAnomalies(world, ending(facts, business), legs)
  })
}

/** The sum of the values is that of all changes: none was lost, and none came from nowhere. */
function expectConserved(commits: readonly DataFact[]): void {
  const values = new Map<number, number>()
  let sum = 0
  for (const { key, value } of commits) {
    const before = values.get(key) ?? 0
    expect(Math.abs(value - before)).toBe(1)
    sum += value - before
    values.set(key, value)
  }
  expect([...values.values()].reduce((all, value) => all + value, 0)).toBe(sum)
}

/** All legs of an order, or none. */
function localOrders(commits: readonly (readonly DataFact[])[]): readonly Anomaly[] {
  const requests = new Set(commits.flatMap((all) => all.map(({ request }) => request)))
  for (const request of requests) {
    const counts = commits.map((all) => all.filter((fact) => fact.request === request).length)
    expect(counts).toEqual(counts.map(() => 1))
  }
  return []
}

function ending(facts: Facts, business: number): 'committed' | 'compensated' | 'abandoned' | 'none' {
  const own = facts.effects.filter((fact) => fact.business === business)
  const has = (kind: BusinessKind): boolean => own.some((fact) => fact.kind === kind)
  if (has(BusinessKind.committed)) return 'committed'
  if (has(BusinessKind.compensated)) return 'compensated'
  return has(BusinessKind.abandoned) ? 'abandoned' : 'none'
}

/** Nobody is told of an effect that is not there; what is done once for each leg is done once at most. */
function expectTold({ order }: BusinessWorldDraft, facts: Facts, business: number, legs: readonly LegBook[]): void {
  if (order.kind === 'two-phase-commit') {
    for (const { done, undone } of legs) expect([done <= 1, undone]).toEqual([true, 0])
    return
  }
  const count = (kind: BusinessKind, leg: number): number =>
    facts.effects.filter((fact: BusinessFact) => fact.business === business && fact.kind === kind && fact.leg === leg)
      .length
  legs.forEach(({ done, undone }, leg) => {
    expect(count(BusinessKind.effect, leg)).toBeLessThanOrEqual(done)
    expect(count(BusinessKind.undone, leg)).toBeLessThanOrEqual(undone)
    if (order.idempotent && order.kind !== 'none')
      expect([done <= 1, undone <= 1, undone <= done]).toEqual([true, true, true])
    if (order.kind === 'none') expect(undone).toBe(0)
  })
}

function orderAnomalies(
  { order }: BusinessWorldDraft,
  end: ReturnType<typeof ending>,
  legs: readonly LegBook[],
): readonly Anomaly[] {
  const nets = legs.map(({ done, undone }) => done - undone)
  const found: Anomaly[] = []
  if (nets.some((net) => net > 1)) found.push('double')
  if (nets.some((net) => net < 0)) found.push(order.idempotent ? 'half' : 'orphan')
  if (end === 'committed' && nets.some((net) => net < 1)) found.push('half')
  if (end === 'compensated' && nets.some((net) => net > 0)) found.push('orphan')
  if (end === 'none') found.push('stuck')
  if (end === 'abandoned') found.push('half')
  return found
}

/** Messages: what was confirmed was handled, is a dead letter, or is gone for a reason that is allowed. */
function messagesOf({ facts, plan, stormy }: Ended): readonly Anomaly[] {
  const subscription = plan.subscriptions?.findIndex(({ name }) => name === 'placed -> mailer')
  const event = plan.events?.findIndex(({ name }) => name === 'placed')
  const good = new Set([...facts.messages('handled', subscription), ...facts.messages('absorbed', subscription)])
  const dead = new Set(facts.messages('deadLettered', subscription))
  const found: Anomaly[] = []
  const confirmed = new Set(facts.of('confirmed').flatMap((fact) => (fact.event === event ? [fact.message] : [])))
  const dropped = new Set(facts.messages('dropped'))
  for (const message of confirmed) {
    if (!good.has(message) && !dead.has(message)) found.push(dropped.has(message) ? 'givenUp' : 'lost')
  }
  for (const message of [...good, ...dead]) expect(facts.messages('published')).toContain(message)
  for (const { cause, message } of facts.of('dropped')) {
    if (confirmed.has(message) && !good.has(message)) {
      expect(allowedCauses(stormy)).toContain(MESSAGE_CAUSES[cause])
    }
  }
  const mails = plan.records.findIndex(({ name }) => name === 'mails')
  const commits = facts.dataOf(FactKind.committed, mails)
  expectConserved(commits)
  const requests = commits.map(({ request }) => request)
  if (new Set(requests).size < requests.length) found.push('twice')
  return found
}

/**
 * Orders written and messages published: with an outbox these are the same, and the broker has all of them in the end,
 * if it is asked.
 */
function tellsOf({ facts, plan, world }: Ended): readonly Anomaly[] {
  const requestsOf = (kind: 'published' | 'confirmed'): ReadonlySet<number> =>
    new Set(facts.of(kind).flatMap(({ event, request }) => (plan.events?.[event]?.name === 'placed' ? [request] : [])))
  const orders = plan.records.findIndex(({ name }) => name === 'orders')
  const written = new Set(facts.dataOf(FactKind.committed, orders).map(({ request }) => request))
  const published = requestsOf('published')
  const { acks, outbox } = world.event
  const told = acks === 'none' || outbox === 'none' ? published : requestsOf('confirmed')
  const found: Anomaly[] = []
  if ([...written].some((request) => !told.has(request))) found.push('untold')
  if ([...published].some((request) => !written.has(request))) found.push('unwritten')
  return found
}
