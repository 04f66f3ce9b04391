import { expect } from 'vitest'
import { type BusinessFact, BusinessKind } from '../../src/sim/business-fact.ts'
import { type DataFact, FactKind } from '../../src/sim/data-fact.ts'
import { MESSAGE_CAUSES } from '../../src/sim/message-fact.ts'
import type { Plan } from '../../src/sim/plan.ts'
import type { Facts } from '../sim/messaging/post-office.ts'
import { allowedCauses } from './business-allowance.ts'
import type { BusinessWorldDraft, Schedule } from './random-business.ts'

export const ANOMALIES = [
  'double',
  'orphan',
  'stuck',
  'unheard',
  'half',
  'lost',
  'givenUp',
  'twice',
  'untold',
  'unwritten',
] as const
/**
 * A leg done twice; one left behind by an order that was not kept; an order that never ends, also because not all have
 * heard that were to begin it, and no broker has said so; one that is half done for good; a message lost though it was
 * confirmed, or given up by its broker for a reason; one handled twice; an order written of which no message tells, and
 * a message of an order that was not written.
 */
export type Anomaly = (typeof ANOMALIES)[number]

/** A run that has come to its rest. */
export interface Ended {
  readonly world: BusinessWorldDraft
  readonly schedule: Schedule
  readonly plan: Plan
  readonly facts: Facts
}

/** What is wrong with the orders and messages of a run; what no configuration may ever do fails at once. */
export function anomaliesOf(ended: Ended): ReadonlySet<Anomaly> {
  return new Set([...ordersOf(ended), ...messagesOf(ended), ...tellsOf(ended)])
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
  if (world.order.kind === 'local') return localOrders(facts, commits)
  const begun = facts.effectsOf(BusinessKind.begun)
  return begun.flatMap(({ business, request }) => {
    const legs = commits.map((all): LegBook => {
      const own = all.filter((fact) => fact.business === business)
      const done = own.filter(({ phase }) => phase === 0).length
      return { done, undone: own.length - done }
    })
    expectTold(world, facts, business, legs)
    const end = ending(facts, business)
    const found = orderAnomalies(world, end, legs)
    if (world.order.kind !== 'choreography' || end !== 'none') return found
    const isHeard = (world.order.parallel ? legs : legs.slice(0, 1)).every(({ done }) => done > 0)
    const isTold = requestsOf({ plan, facts }, 'confirmed', 'order.begun').has(request)
    return isHeard || isTold ? found : found.map((anomaly) => (anomaly === 'stuck' ? 'unheard' : anomaly))
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

/** All legs of an order, or none; and that is what is told of it. */
function localOrders(facts: Facts, commits: readonly (readonly DataFact[])[]): readonly Anomaly[] {
  for (const { business } of facts.effectsOf(BusinessKind.begun)) {
    const counts = commits.map((all) => all.filter((fact) => fact.business === business).length)
    const end = ending(facts, business)
    expect(['committed', 'compensated']).toContain(end)
    expect(counts).toEqual(counts.map(() => (end === 'committed' ? 1 : 0)))
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
function messagesOf({ facts, plan, world, schedule }: Ended): readonly Anomaly[] {
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
  const published = new Set(facts.messages('published'))
  expect([...good, ...dead].filter((message) => !published.has(message))).toEqual([])
  const causes = allowedCauses(world, schedule)
  for (const { cause, message } of facts.of('dropped')) {
    if (confirmed.has(message) && !good.has(message)) {
      expect(causes).toContain(MESSAGE_CAUSES[cause])
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
function tellsOf(ended: Ended): readonly Anomaly[] {
  const { facts, plan, world } = ended
  const orders = plan.records.findIndex(({ name }) => name === 'orders')
  const written = new Set(facts.dataOf(FactKind.committed, orders).map(({ request }) => request))
  const published = requestsOf(ended, 'published', 'placed')
  const { acks, outbox } = world.event
  const told = acks === 'none' || outbox === 'none' ? published : requestsOf(ended, 'confirmed', 'placed')
  const found: Anomaly[] = []
  if ([...written].some((request) => !told.has(request))) found.push('untold')
  if ([...published].some((request) => !written.has(request))) found.push('unwritten')
  return found
}

/** Requests of which a message of an event was published, or confirmed. */
function requestsOf(
  { plan, facts }: Pick<Ended, 'plan' | 'facts'>,
  kind: 'published' | 'confirmed',
  name: string,
): ReadonlySet<number> {
  return new Set(facts.of(kind).flatMap(({ event, request }) => (plan.events?.[event]?.name === name ? [request] : [])))
}
