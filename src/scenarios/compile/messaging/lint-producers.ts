import type { EventPlan } from '../../../sim/message-plan.ts'
import type { Broker } from '../../messaging.ts'
import { about } from '../about.ts'
import type { Findings } from '../findings.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import type { PlacedEvent } from './mail.ts'
import type { MessageDoubts } from './message-doubts.ts'

/** Doubts about how messages come to their broker, and how it keeps them. */
export function lintProducers(doubts: MessageDoubts): void {
  const { mail, findings } = doubts
  lintKeys(doubts)
  for (const { event, plan } of doubts.events) {
    const template = mail.brokers.find(({ name }) => name === event.broker)?.template
    if (template === undefined || event.publishers.length === 0) continue
    lintSpare(event, plan, findings)
    const found = risk(plan, template)
    if (found === undefined) continue
    const rate = perSecond(event, doubts)
    findings.warning(
      'L412',
      event.resolved.places.get(found.option) ?? event.publishers[0]?.path ?? [],
      found.message,
      {
        label: rate > 0 ? `about ${about(rate)} messages/s, ${found.loses}` : found.loses,
        hint: found.hint,
      },
    )
  }
}

interface Risk {
  /** The option that says so, or would. */
  readonly option: string
  readonly message: string
  readonly loses: string
  readonly hint: string
}

function risk({ name, producer, topic }: EventPlan, { nodes }: Broker): Risk | undefined {
  const { acks } = producer
  if (topic.kind === 'in-process') return undefined
  if (acks === 'none') {
    return {
      option: 'acks',
      message: `who publishes "${name}" does not wait for the broker`,
      loses: 'and nobody learns of those that do not arrive',
      hint: 'acks: all waits until all that must have a message have it',
    }
  }
  if (topic.kind === 'rabbitmq' && topic.queue === 'classic') return classicRisk(name, topic.durable, nodes)
  if (topic.kind !== 'kafka') return undefined
  const { replication, minInSync } = topic
  if (nodes > 1 && replication === 1) {
    return {
      option: 'replication',
      message: `each message of "${name}" is kept by one of ${nodes} nodes`,
      loses: 'out of reach while their node is down',
      hint: 'replication: 3 keeps them on three nodes; 1 is the default of Kafka',
    }
  }
  if (replication > 1 && (acks === 'one' || minInSync === 1)) {
    const why = acks === 'one' ? 'acks is one' : 'min-in-sync is 1'
    return {
      option: acks === 'one' ? 'acks' : 'min-in-sync',
      message: `a message of "${name}" may be acknowledged by its leader alone, because ${why}`,
      loses: 'lost if the leader is lost before a follower has them',
      hint: 'acks: all with min-in-sync: 2 asks for two replicas',
    }
  }
  return undefined
}

function classicRisk(name: string, durable: boolean, nodes: number): Risk | undefined {
  if (!durable) {
    return {
      option: 'durable',
      message: `messages of "${name}" are in the memory of their node only`,
      loses: 'lost when it crashes',
      hint: 'durable: true writes them to its disk',
    }
  }
  if (nodes === 1) return undefined
  return {
    option: 'queue',
    message: `the queues of "${name}" are kept by one of ${nodes} nodes each`,
    loses: 'out of reach while their node is down',
    hint: 'queue: quorum keeps them on several; classic is the default of RabbitMQ',
  }
}

/** Messages of an event each second, on average. */
function perSecond({ name }: PlacedEvent, { plan, demand, mail }: MessageDoubts): number {
  if (demand === undefined) return 0
  const index = mail.events.findIndex((event) => event.name === name)
  let rate = 0
  plan.programs.forEach(({ steps }, p) => {
    steps.forEach(({ publish }, s) => {
      if (publish?.event !== index) return
      rate += (demand.programsPerSecond[p] ?? 0) * (demand.means.of(p).reach[s] ?? 0)
    })
  })
  return rate
}

/** With as many replicas in sync as there are, one node less refuses every publish. */
function lintSpare({ resolved }: PlacedEvent, { name, producer, topic }: EventPlan, findings: Findings): void {
  if (topic.kind !== 'kafka' || producer.acks !== 'all') return
  const { replication, minInSync } = topic
  if (replication < 2 || minInSync !== replication) return
  const message = `no message of "${name}" can be published while one of its ${replication} replicas is away`
  findings.warning('L426', resolved.places.get('min-in-sync') ?? [], message, {
    label: 'acks: all asks for as many in sync as there are',
    hint: replication === 2 ? 'replication: 3 has one to spare' : `min-in-sync: ${replication - 1} has one to spare`,
  })
}

/** Queues and logs that go by a key, and messages without one. */
function lintKeys({ scenario, events, findings }: MessageDoubts): void {
  for (const { module, steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind !== 'publish' || step.key !== undefined) return
      const topic = events.find(({ event }) => event.name === step.publish)?.plan.topic
      const compacts = topic?.kind === 'kafka' && topic.compact
      if (!compacts && !(topic?.kind === 'sqs' && topic.fifo)) return
      const message = `"${module}" publishes "${step.publish}" without a key`
      findings.warning('L430', [...place, 'publish'], message, {
        label: compacts ? 'compaction keeps the last message of each key' : 'a FIFO queue keeps the order of each key',
        hint: 'key: the input that says what the message is about',
      })
    })
  }
}
