import type { Plan } from '../../../sim/plan.ts'
import { suggest } from '../../suggest.ts'
import { demandOf } from '../utilisation.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import { lintConsumers } from './lint-consumers.ts'
import { lintEffects } from './lint-effects.ts'
import { lintProducers } from './lint-producers.ts'
import { isUnit } from './mail.ts'
import type { MessageChecks } from './message-checks.ts'
import type { MessageDoubts } from './message-doubts.ts'

/** Doubts about events, and about who publishes and who consumes them. */
export function lintMessages(checks: MessageChecks, plan: Plan): void {
  const { mail } = checks
  if (mail.brokers.length === 0) return
  const demand = demandOf(plan, 'open')
  const doubts: MessageDoubts = {
    ...checks,
    plan,
    demand: demand.settled ? demand : undefined,
    events: mail.events.flatMap((event, e) => (plan.events?.[e] === undefined ? [] : { event, plan: plan.events[e] })),
    subscriptions: mail.subscriptions.flatMap((subscription, s) =>
      plan.subscriptions?.[s] === undefined ? [] : { subscription, plan: plan.subscriptions[s] },
    ),
  }
  lintBrokers(doubts)
  lintLonely(doubts)
  lintDualWrites(doubts)
  lintProducers(doubts)
  lintConsumers(doubts)
  lintEffects(doubts)
}

function lintBrokers({ mail, findings }: MessageDoubts): void {
  for (const broker of mail.brokers) {
    if (!isUnit(broker) || broker.events.length > 0) continue
    findings.warning('L303', broker.path, `broker "${broker.name}" carries no event`, {
      at: 'key',
      hint: 'it costs money and does nothing: leave it out, or say what it holds',
    })
  }
}

/** Events of which only one side is there, with the other name that may be meant. */
function lintLonely({ mail, findings, plan }: MessageDoubts): void {
  const handled = new Set(mail.subscriptions.map(({ event }) => event))
  const published = new Set(mail.events.flatMap(({ name, publishers }) => (publishers.length > 0 ? [name] : [])))
  const nearest = (name: string, names: ReadonlySet<string>): { suggestion?: string } => {
    const suggestion = suggest(name, [...names])
    return suggestion === undefined ? {} : { suggestion }
  }
  for (const { name, publishers } of mail.events) {
    const [first] = publishers
    if (first === undefined || handled.has(name)) continue
    findings.warning('L410', first.path, `nobody handles event "${name}"`, {
      hint: `a module does it with on: { ${name}: [...] }`,
      ...nearest(name, handled),
    })
  }
  for (const { event, module, path } of mail.subscriptions) {
    const died = mail.events.find(({ name }) => name === event)?.deadOf
    if (died !== undefined) {
      if (!keepsDeadLetters(plan, died)) {
        findings.warning('L411', path, `"${module}" handles "${event}", and no dead letter of "${died}" is kept`, {
          at: 'key',
          hint: 'dead-letters: true, of the event (rabbitmq) or its consumers (kafka); max-receive of the event (sqs)',
        })
      }
      continue
    }
    if (published.has(event)) continue
    findings.warning('L411', path, `"${module}" handles event "${event}", and nobody publishes it`, {
      at: 'key',
      ...nearest(event, published),
    })
  }
}

/** Whether anything that is given up of an event is kept. */
function keepsDeadLetters({ events = [], subscriptions = [] }: Plan, name: string): boolean {
  const event = events.find((one) => one.name === name)
  if (event === undefined) return false
  const { topic } = event
  if (topic.kind === 'rabbitmq') return topic.deadLetters
  if (topic.kind === 'sqs') return topic.maxReceive < Number.POSITIVE_INFINITY
  return event.subscriptions.some((s) => {
    const consumer = subscriptions[s]?.consumer
    return consumer?.kind === 'kafka' && consumer.deadLetters
  })
}

/** Messages that leave while it is open whether what they tell of will have happened. */
function lintDualWrites({ scenario, findings }: MessageDoubts): void {
  for (const { steps, path } of operationsOf(scenario)) {
    const [only] = steps
    const atomic = only?.kind === 'once' && only.idempotency.atomic
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind !== 'publish' || step.outbox !== undefined) return
      if (!atomic && !place.slice(path.length).includes('begin')) return
      findings.warning('L418', [...place, 'publish'], `"${step.publish}" is published inside a local transaction`, {
        label: 'it goes out even if the transaction is rolled back',
        hint: `make it part of the transaction: events: { ${step.publish}: { outbox: polling } }`,
      })
    })
  }
}
