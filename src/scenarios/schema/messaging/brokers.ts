import * as z from 'zod'
import type { Broker, BrokerKind, BrokerRules } from '../../messaging.ts'
import { durationLaw, positiveCount, positiveDuration } from '../literals.ts'
import { machine } from '../machine.ts'
import { name, named } from '../name.ts'
import { thing, withRule } from '../thing.ts'
import { eventPattern } from './event-name.ts'
import type { BrokerDocument } from './messaging-document.ts'
import { optionOfBroker } from './options-of-broker.ts'

const fields = {
  kind: z
    .enum(['rabbitmq', 'sqs', 'kafka', 'in-process'], { error: 'rabbitmq, sqs, kafka or in-process' })
    .describe('By whose rules it carries events; in-process is the memory of the publisher.'),
  holds: z
    .union([z.literal('all'), z.array(eventPattern, { error: 'a list of events' })], {
      error: 'all or a list of events',
    })
    .prefault('all')
    .describe('The events it carries, perhaps with *.'),
  nodes: positiveCount.exactOptional().describe('How many nodes it has.'),
  machine: machine.exactOptional().describe('What each node runs on, and what it costs.'),
  zone: name.exactOptional().describe('Where it is; else the first zone.'),
  zones: z
    .array(name, { error: 'a list of zones' })
    .min(1, { error: 'a list of zones' })
    .exactOptional()
    .describe('Where its nodes are, in turn.'),
  publish: durationLaw.exactOptional().describe('How long a node takes to store a batch of messages.'),
  concurrency: positiveCount.exactOptional().describe('Batches that a node stores at once; else as many as come.'),
  heartbeat: positiveDuration
    .exactOptional()
    .describe('How long a consumer is not heard of before what it has is delivered again (rabbitmq).'),
  'replica-lag': positiveDuration
    .exactOptional()
    .describe('How long a replica may be behind and still counts as in sync (kafka).'),
  failover: positiveDuration
    .exactOptional()
    .describe('How long until a leader that is gone is noticed and replaced (kafka).'),
  'unclean-election': z
    .boolean({ error: 'true or false' })
    .exactOptional()
    .describe('Whether a replica that is not in sync may lead where no other is left (kafka).'),
}

const broker: z.ZodType<Broker, BrokerDocument> = withRule(thing('a broker', fields), optionOfBroker)
  .transform(brokerOf)
  .meta({ id: 'broker' })

/** Brokers by name. */
export const brokers: z.ZodType<Readonly<Record<string, Broker>>, Readonly<Record<string, BrokerDocument>>> = named(
  'a map of brokers',
  broker,
)

/** What there is where nobody says anything. */
export function plainBroker(kind: 'rabbitmq' | 'in-process'): Broker {
  return brokerOf({ kind, holds: 'all' })
}

type ParsedBroker = Pick<Broker, 'holds'> &
  Partial<Pick<Broker, 'nodes' | 'machine' | 'zones' | 'publish' | 'concurrency'>> & {
    readonly kind: BrokerKind
    readonly zone?: string
    readonly heartbeat?: number
    readonly 'replica-lag'?: number
    readonly failover?: number
    readonly 'unclean-election'?: boolean
  }

/**
 * Time to store a batch. RabbitMQ and Kafka, assumed: an append to a log that goes to memory first, half of what is
 * assumed for a commit. SQS, assumed: a request to a service that keeps several copies.
 */
const PUBLISH: Readonly<Record<BrokerKind, string | 0>> = {
  rabbitmq: '0.1ms',
  kafka: '0.1ms',
  sqs: '5ms',
  'in-process': 0,
}

function brokerOf(parsed: ParsedBroker): Broker {
  const { kind, holds, nodes, zone, zones, publish, concurrency } = parsed
  const runs = kind === 'rabbitmq' || kind === 'kafka'
  return {
    rules: rulesOf(parsed),
    holds,
    nodes: nodes ?? 1,
    ...(runs ? { machine: parsed.machine ?? machine.parse('c7i.large') } : {}),
    zones: zones ?? (zone === undefined ? [] : [zone]),
    publish: publish ?? durationLaw.parse(PUBLISH[kind]),
    ...(concurrency === undefined ? {} : { concurrency }),
  }
}

/**
 * RabbitMQ 4: `heartbeat` 60 s. Kafka 4: `replica.lag.time.max.ms` 30 s, `broker.session.timeout.ms` 9 s (KRaft takes a
 * broker that is silent for so long for gone), `unclean.leader.election.enable` false.
 */
function rulesOf(parsed: ParsedBroker): BrokerRules {
  switch (parsed.kind) {
    case 'rabbitmq':
      return { kind: 'rabbitmq', heartbeat: parsed.heartbeat ?? 60e9 }
    case 'kafka':
      return {
        kind: 'kafka',
        'replica-lag': parsed['replica-lag'] ?? 30e9,
        failover: parsed.failover ?? 9e9,
        'unclean-election': parsed['unclean-election'] ?? false,
      }
    default:
      return { kind: parsed.kind }
  }
}
