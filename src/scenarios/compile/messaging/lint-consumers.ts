import type { EventPlan, SubscriptionPlan } from '../../../sim/message-plan.ts'
import type { EdgePlan } from '../../../sim/plan.ts'
import { printDuration } from '../../literals/duration.ts'
import type { DocumentPath } from '../../problem.ts'
import { about, aboutTime } from '../about.ts'
import type { Demand } from '../utilisation.ts'
import { deliveryWays } from './deliveries.ts'
import type { PlacedSubscription } from './mail.ts'
import type { MessageDoubts } from './message-doubts.ts'

const NS_PER_S = 1e9
const ENDLESS = Number.POSITIVE_INFINITY
/** Share of all worker slots from which on it matters who gets the messages. */
const BUSY = 0.5

/** One subscription with the figures that doubts go by. */
interface Consuming {
  readonly subscription: PlacedSubscription
  readonly plan: SubscriptionPlan
  readonly event: EventPlan
  readonly instances: number
  /** Worker slots of all instances. */
  readonly slots: number
  /** Messages a second, on average; 0 where nothing is known. */
  readonly perSecond: number
  /** Of one message when nothing waits, ns: in its handler, and until the broker has heard of it. */
  readonly time: number
  readonly until: number
  /** Probability that the handler succeeds. */
  readonly success: number
  /** How the instances reach the broker; `undefined` where they do not go there. */
  readonly toBroker: EdgePlan | undefined
  readonly place: (option: string) => DocumentPath
}

/** Doubts about how messages are consumed: too slowly, too early acknowledged, by too few, again and again. */
export function lintConsumers(doubts: MessageDoubts): void {
  const { plan, findings } = doubts
  const ways = deliveryWays(plan)
  for (const each of doubts.subscriptions) {
    const one = consuming(each.subscription, each.plan, ways, doubts)
    if (one === undefined) continue
    for (const found of [idle(one), backlog(one), again(one), early(one), unbounded(one), forever(one), ghosts(one)]) {
      if (found === undefined) continue
      const { code, place, message, label, hint } = found
      findings.warning(code, place, message, { label, hint, ...(place === one.subscription.path ? { at: 'key' } : {}) })
    }
  }
}

interface Doubt {
  readonly code: string
  readonly place: DocumentPath
  readonly message: string
  readonly label: string
  readonly hint: string
}

function consuming(
  subscription: PlacedSubscription,
  plan: SubscriptionPlan,
  ways: ReturnType<typeof deliveryWays>,
  { plan: world, demand }: MessageDoubts,
): Consuming | undefined {
  const event = world.events?.[plan.event]
  const unit = world.units[plan.unit]
  if (event === undefined || unit === undefined) return undefined
  const { places } = subscription.resolved
  const mean = demand?.means.of(plan.program)
  return {
    subscription,
    plan,
    event,
    instances: unit.instances,
    slots: unit.slots * unit.instances,
    perSecond: demand?.programsPerSecond[plan.program] ?? 0,
    time: mean?.whole ?? 0,
    until: (mean?.whole ?? 0) + onTheWay(plan, ways, demand),
    success: mean?.success ?? 1,
    toBroker: world.edges.find(({ from, to }) => from === plan.unit && to === world.brokers?.[event.broker]?.unit),
    place: (option) => places.get(option) ?? subscription.path,
  }
}

/** Time of a message on its way to the handler and of the answer on its way back. */
function onTheWay(plan: SubscriptionPlan, ways: ReturnType<typeof deliveryWays>, demand: Demand | undefined): number {
  const way = ways[plan.event]?.find(({ program }) => program === plan.program)
  return way === undefined ? 0 : (demand?.edges.call(way.edge, way.requestBytes, 0).network ?? 0)
}

/** Partitions are handed out whole. */
function idle({ subscription, event, instances }: Consuming): Doubt | undefined {
  if (event.topic.kind !== 'kafka' || event.topic.partitions >= instances) return undefined
  const { partitions } = event.topic
  const share = partitions === 1 ? 'one partition' : `${partitions} partitions`
  return {
    code: 'L415',
    place: subscription.path,
    message: `${instances} instances of "${subscription.unit}" share ${share} of "${event.name}"`,
    label: `${instances - partitions} of them get no messages`,
    hint: `events: { ${event.name}: { partitions: ${instances} } }, or fewer instances`,
  }
}

/** How many messages are handled at once, and by which option; of all instances together. */
function atOnce({ plan: { consumer }, event, instances }: Consuming): [count: number, option: string, hint: string] {
  switch (consumer.kind) {
    case 'rabbitmq':
      return [consumer.prefetch * instances, 'prefetch', 'a larger prefetch, more instances, or a faster handler']
    case 'sqs':
      return [consumer.concurrency * instances, 'concurrency', 'more concurrency, more instances, or a faster handler']
    case 'kafka': {
      const partitions = event.topic.kind === 'kafka' ? event.topic.partitions : 1
      return [Math.min(partitions, instances), '', 'more partitions and instances, or a faster handler']
    }
    case 'in-process':
      return [ENDLESS, '', '']
  }
}

/** By Little's law so many messages are being handled at any time, if nothing waits. */
function backlog(one: Consuming): Doubt | undefined {
  const { subscription, perSecond, until, slots } = one
  const [most, option, hint] = atOnce(one)
  // More than the unit has slots for is a doubt about the unit.
  if (most >= slots || (perSecond * until) / NS_PER_S < most) return undefined
  const handles = (most * NS_PER_S) / until
  return {
    code: 'L414',
    place: one.place(option),
    message: `"${subscription.name}" gets ${about(perSecond)} messages/s and can handle ${about(handles)}/s`,
    label: `${most} at a time, ${aboutTime(until)} each: the backlog grows for as long as the load lasts`,
    hint,
  }
}

/** What the broker takes for lost while it is still being handled. */
function again({ subscription, plan: { consumer }, event, time, until, place }: Consuming): Doubt | undefined {
  const name = `"${subscription.name}"`
  const doubt = (at: DocumentPath, message: string, hint: string): Doubt => {
    return { code: 'L416', place: at, message, label: `its handler takes ${aboutTime(time)} on average`, hint }
  }
  if (consumer.kind === 'rabbitmq' && consumer.ack === 'after' && until > consumer.timeout) {
    const after = printDuration(consumer.timeout)
    return doubt(place('timeout'), `a message of ${name} is taken back after ${after}`, 'a longer timeout')
  }
  if (
    event.topic.kind === 'sqs' &&
    consumer.kind === 'sqs' &&
    consumer.ack === 'after' &&
    until > event.topic.visibility
  ) {
    const after = printDuration(event.topic.visibility)
    return doubt(
      subscription.path,
      `a message of ${name} is visible to others again after ${after}`,
      `events: { ${event.name}: { visibility: … } }, as Amazon says six times what the handler may take`,
    )
  }
  if (consumer.kind !== 'kafka' || time * consumer.maxPollRecords <= consumer.maxPollInterval) return undefined
  const { maxPollRecords, maxPollInterval } = consumer
  const takes = aboutTime(time * maxPollRecords)
  return doubt(
    place('max-poll-records'),
    `a poll of ${maxPollRecords} messages of ${name} takes ${takes}, and it may take ${printDuration(maxPollInterval)}`,
    'a consumer behind by so much is thrown out and its messages come again: fewer max-poll-records',
  )
}

/** What counts as handled before it is. */
function early({ subscription, plan: { consumer }, perSecond, time, place }: Consuming): Doubt | undefined {
  const option =
    consumer.kind === 'kafka' && consumer.commit === 'before'
      ? 'commit'
      : (consumer.kind === 'rabbitmq' && consumer.ack === 'on-delivery') ||
          (consumer.kind === 'sqs' && consumer.ack === 'before')
        ? 'ack'
        : undefined
  if (option === undefined) return undefined
  const open = (perSecond * time) / NS_PER_S
  const more = consumer.kind === 'kafka' ? `, and up to ${consumer.maxPollRecords} of a poll` : ''
  return {
    code: 'L413',
    place: place(option),
    message: `a message of "${subscription.name}" counts as handled before its handler has run`,
    label:
      open > 0
        ? `about ${about(open)} at any time${more}: a crash loses them`
        : 'a crash, or a handler that fails, loses it',
    hint: `${option}: after, and a handler that may run twice for the same message (idempotency: true)`,
  }
}

/** One instance may be sent everything. */
function unbounded({ subscription, plan: { consumer }, perSecond, time, slots, place }: Consuming): Doubt | undefined {
  if (consumer.kind !== 'rabbitmq' || consumer.prefetch < ENDLESS) return undefined
  const busy = (perSecond * time) / NS_PER_S
  if (!(busy >= slots * BUSY)) return undefined
  return {
    code: 'L417',
    place: place('prefetch'),
    message: `the instances of "${subscription.unit}" are sent every message of "${subscription.event}" there is`,
    label: `about ${about(busy)} of ${slots} worker slots are taken by them, so some will queue there`,
    hint: 'prefetch: 20 leaves them with the broker, which gives them to whoever is free',
  }
}

/** What has failed comes back without a limit. */
function forever({ subscription, plan: { consumer }, event, success, place }: Consuming): Doubt | undefined {
  if (success >= 1) return undefined
  const { topic } = event
  const rabbit = topic.kind === 'rabbitmq' && consumer.kind === 'rabbitmq' && consumer.ack === 'after'
  const requeues = rabbit && consumer.onFailure === 'requeue' && topic.deliveryLimit === ENDLESS
  const receives = topic.kind === 'sqs' && consumer.kind === 'sqs' && consumer.ack === 'after'
  if (!requeues && !(receives && topic.maxReceive === ENDLESS)) return undefined
  const limit = requeues ? 'delivery-limit: 20' : 'max-receive: 5'
  return {
    code: 'L419',
    place: requeues ? place('on-failure') : subscription.path,
    message: `a message of "${subscription.name}" that fails is delivered again without a limit`,
    label: `${about((1 - success) * 100)}% of the deliveries fail`,
    hint: `events: { ${event.name}: { ${limit} } } gives it up after so many`,
  }
}

/** Who has stopped waiting is still answered first, and what is in that answer is hidden until its visibility ends. */
function ghosts({ subscription, event, toBroker }: Consuming): Doubt | undefined {
  const { topic } = event
  if (topic.kind !== 'sqs' || toBroker === undefined) return undefined
  const { timeout, guard, cancel, propagate } = toBroker
  const total = guard?.layers.find((layer) => layer.kind === 'total-timeout')?.after ?? ENDLESS
  const patience = Math.min(timeout > 0 ? timeout : ENDLESS, total)
  if (cancel || propagate || patience > topic.wait || topic.wait === 0) return undefined
  const [hidden, waits, gives] = [topic.visibility, topic.wait, patience].map(printDuration)
  return {
    code: 'L422',
    place: subscription.path,
    message: `a receive of "${subscription.name}" waits ${waits}, and its caller ${gives}`,
    label: `the queue answers who is gone, and what that brings is hidden for ${hidden}, perhaps again and again`,
    hint: `a longer timeout for "${toBroker.name}", or events: { ${event.name}: { wait: … } } below it`,
  }
}
