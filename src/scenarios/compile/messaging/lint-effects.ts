import type { ConsumerPlan } from '../../../sim/message-plan.ts'
import { addsTo } from '../reached-effects.ts'
import type { MessageDoubts } from './message-doubts.ts'

/** Doubts about what consumers do with messages that come twice, or never should have come. */
export function lintEffects(doubts: MessageDoubts): void {
  for (const each of doubts.subscriptions) {
    lintTwice(each, doubts)
    lintUncommitted(each, doubts)
  }
}

type Each = MessageDoubts['subscriptions'][number]

/** What comes at least once, and counts each time. */
function lintTwice(
  { subscription, plan: { consumer, event: e } }: Each,
  { scenario, placement, plan, findings }: MessageDoubts,
): void {
  const { module, event, name, path } = subscription
  const topic = plan.events?.[e]?.topic
  // Where nothing is ever lost, nothing comes twice, but in the queues of SQS.
  if (plan.faults.length === 0 && !(topic?.kind === 'sqs' && topic.duplicates > 0)) return
  const steps = scenario.app[module]?.on?.[event]?.steps ?? []
  // One that is done once is one step around the others; of those of a saga its own doubts tell.
  if (atMostOnce(consumer) || steps.some(({ kind }) => kind === 'once' || kind === 'hear')) return
  const record = addsTo(steps, module, scenario, placement)
  if (record === undefined) return
  findings.warning('L425', path, `a message of "${name}" may come twice, and "${record}" is added to each time`, {
    at: 'key',
    label: 'what is acknowledged after its handler comes at least once',
    hint: `on: { ${event}: { idempotency: true, steps: [...] } } does it once for each message`,
  })
}

function atMostOnce(consumer: ConsumerPlan): boolean {
  switch (consumer.kind) {
    case 'in-process':
      return true
    case 'kafka':
      return consumer.commit === 'before'
    case 'rabbitmq':
      return consumer.ack === 'on-delivery'
    case 'sqs':
      return consumer.ack === 'before'
  }
}

/** Who does not ask for committed messages only sees those of transactions that were given up, too. */
function lintUncommitted({ subscription, plan: { consumer, event } }: Each, { plan, findings }: MessageDoubts): void {
  const { topic, name } = plan.events?.[event] ?? {}
  if (topic?.kind !== 'kafka' || !topic.transactions || consumer.kind !== 'kafka' || consumer.readCommitted) return
  const { path, resolved } = subscription
  const place = resolved.places.get('read-committed')
  const message = `"${subscription.name}" gets messages of transactions that were given up`
  findings.warning('L431', place ?? path, message, {
    ...(place === undefined ? { at: 'key' as const } : {}),
    label: `"${name}" is published in transactions, and read-committed is false`,
    hint: 'consumers: read-committed: true waits for the end of each transaction; false is the default of Kafka',
  })
}
