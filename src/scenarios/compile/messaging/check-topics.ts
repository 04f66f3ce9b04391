import { printDuration } from '../../literals/duration.ts'
import type { Broker, ConsumerSettings, EventSettings } from '../../messaging.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Detail } from '../findings.ts'
import type { PlacedEvent, PlacedSubscription } from './mail.ts'
import type { MessageChecks } from './message-checks.ts'
import { consumerPlan, producerPlan, topicPlan } from './message-plans.ts'

/** Reports settings of events and consumers that contradict each other. */
export function checkTopics(checks: MessageChecks): void {
  const { mail, storage, findings } = checks
  const brokers = new Map(mail.brokers.map((broker) => [broker.name, broker]))
  for (const event of mail.events) {
    const template = brokers.get(event.broker)?.template
    if (template === undefined) continue
    const say: Say = (code, option, message, detail) => {
      findings.error(code, event.resolved.places.get(option) ?? ['events', event.name], message, detail)
    }
    checkProducer(event, template, say)
    checkQueue(event.resolved.settings, template, say)
    checkLog(event, template, say)
    const store = storage.storeOf.get(event.outbox ?? '')
    if (store !== undefined && store.template.rules.kind !== 'sql') {
      const { kind } = store.template.rules
      say('S322', 'outbox', `store "${store.name}" is of kind ${kind}, and an outbox needs a table`, {
        expected: 'a store of kind: sql for the other records of the module',
        related: [{ path: store.path, message: 'where the outbox would be' }],
      })
    }
  }
  for (const subscription of mail.subscriptions) {
    const broker = mail.events.find(({ name }) => name === subscription.event)?.broker ?? ''
    const template = brokers.get(broker)?.template
    if (template !== undefined) checkConsumer(subscription, template, checks)
  }
}

type Say = (code: string, option: keyof EventSettings, message: string, detail: Detail) => void

function checkProducer({ name, resolved: { settings } }: PlacedEvent, { rules }: Broker, say: Say): void {
  if (rules.kind === 'in-process') return
  const { acks, idempotent, linger, requestTimeout, deliveryTimeout } = producerPlan(rules.kind, settings, -1)
  if (settings.idempotent === true && acks !== 'all') {
    say('S316', 'idempotent', `an idempotent producer of "${name}" waits for all, and acks is ${acks}`, {
      expected: 'acks: all',
      hint: 'Kafka refuses the two together, too',
    })
  }
  if (rules.kind === 'kafka' && idempotent && deliveryTimeout < linger + requestTimeout) {
    say(
      'S317',
      'delivery-timeout',
      `"${name}" is given up after ${printDuration(deliveryTimeout)}, before one attempt`,
      {
        expected: `at least linger and request-timeout together, ${printDuration(linger + requestTimeout)}`,
        hint: 'Kafka refuses that, too',
      },
    )
  }
}

/** Options of a queue that mean nothing beside others. */
function checkQueue(settings: EventSettings, { rules }: Broker, say: Say): void {
  const topic = topicPlan(rules.kind, settings)
  if (topic.kind === 'rabbitmq') {
    if (topic.queue === 'quorum' && settings.durable === false) {
      say('S318', 'durable', 'quorum queues are always durable', { hint: 'leave it out, or queue: classic' })
    }
    if (topic.queue === 'quorum' && topic.priorities > 0) {
      const hint = 'a quorum queue knows two classes of its own making, and they are not modelled'
      say('S318', 'priorities', 'classes of priority are those of classic queues', { expected: 'queue: classic', hint })
    }
    if (settings.overflow !== undefined && topic.maxLength === Number.POSITIVE_INFINITY) {
      say('S318', 'overflow', 'a queue without a longest length never overflows', { expected: 'max-length: 10000' })
    }
  }
  if (topic.kind !== 'sqs') return
  if (settings.deduplication !== undefined && !topic.fifo) {
    say('S318', 'deduplication', 'only FIFO queues drop equal messages', { expected: 'fifo: true' })
  }
  if (topic.fifo && topic.duplicates > 0) {
    say('S318', 'duplicates', 'a FIFO queue delivers nothing twice without a reason', { hint: 'leave it out' })
  }
}

function checkLog({ name, resolved: { settings } }: PlacedEvent, { rules, nodes }: Broker, say: Say): void {
  const topic = topicPlan(rules.kind, settings)
  if (topic.kind !== 'kafka') return
  const { replication, minInSync } = topic
  if (replication > nodes) {
    const there = nodes === 1 ? 'the broker has 1 node' : `the broker has ${nodes} nodes`
    say('S315', 'replication', `${replication} nodes are to keep each partition of "${name}", and ${there}`, {
      expected: `at most ${nodes}, or nodes: ${replication}`,
    })
  } else if (minInSync > replication) {
    const asked = `acks: all asks for ${minInSync} replicas in sync of "${name}"`
    const message = `${asked}, and there are never more than ${replication}`
    say('S315', 'min-in-sync', message, {
      expected: `at most ${replication}, or replication: ${minInSync}`,
      hint: 'every publish would fail',
    })
  }
}

function checkConsumer({ module, resolved }: PlacedSubscription, { rules }: Broker, checks: MessageChecks): void {
  const { settings, places } = resolved
  const consumer = consumerPlan(rules.kind, settings)
  if (consumer.kind !== 'kafka') return
  const { heartbeat, sessionTimeout } = consumer
  if (heartbeat < sessionTimeout) return
  const option: keyof ConsumerSettings = places.has('session-timeout') ? 'session-timeout' : 'heartbeat'
  const place: DocumentPath = places.get(option) ?? ['consumers']
  const message = `"${module}" is taken for gone after ${printDuration(sessionTimeout)}, before its next heartbeat`
  checks.findings.error('S317', place, message, {
    label: `it sends one every ${printDuration(heartbeat)}`,
    expected: 'a heartbeat of at most a third of the session timeout',
  })
}
