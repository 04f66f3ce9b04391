import type { BrokerPlan, BrokerRules, EventPlan, SubscriptionPlan } from '../../../sim/message-plan.ts'
import type { Plan } from '../../../sim/plan.ts'
import type { Broker } from '../../messaging.ts'
import { recordNames } from '../data/compile-records.ts'
import { indexOfNames } from '../link-programs.ts'
import type { Storage } from '../place-records.ts'
import { eventSize } from './event-size.ts'
import { isUnit, type Mail, talksInside } from './mail.ts'
import { consumerPlan, producerPlan, topicPlan } from './message-plans.ts'

/** Positions in the plan. */
export interface MessageIndexes {
  readonly unit: ReadonlyMap<string, number>
  readonly edge: ReadonlyMap<string, number>
  readonly program: ReadonlyMap<string, number>
}

/** The part of a plan that is about messages; nothing where there are none. */
export function compileMessages(
  mail: Mail,
  storage: Storage,
  index: MessageIndexes,
): Pick<Plan, 'brokers' | 'events' | 'subscriptions'> {
  if (mail.brokers.length === 0 && mail.events.length === 0) return {}
  const kinds = new Map(mail.brokers.map(({ name, template }) => [name, template.rules.kind]))
  const kindOf = (event: string): Broker['rules']['kind'] => {
    const broker = mail.events.find(({ name }) => name === event)?.broker ?? ''
    return kinds.get(broker) ?? 'in-process'
  }
  const records = recordNames(storage)
  const brokerIndex = indexOfNames(mail.brokers)
  const eventIndex = indexOfNames(mail.events)
  return {
    brokers: mail.brokers.map((broker): BrokerPlan => {
      const { name, template } = broker
      const inside = talksInside(broker) ? (index.edge.get(`${name} -> ${name}`) ?? -1) : -1
      return { name, unit: isUnit(broker) ? (index.unit.get(name) ?? -1) : -1, rules: rulesOf(template), inside }
    }),
    events: mail.events.map(({ name, broker, resolved: { settings }, outbox }): EventPlan => {
      const kind = kindOf(name)
      const dead = mail.events.findIndex(({ deadOf }) => deadOf === name)
      return {
        name,
        broker: brokerIndex.get(broker) ?? -1,
        size: eventSize(settings),
        producer: producerPlan(kind, settings, records.indexOf(outbox ?? '')),
        topic: topicPlan(kind, settings),
        subscriptions: mail.subscriptions.flatMap(({ event }, s) => (event === name ? [s] : [])),
        ...(dead < 0 ? {} : { dead }),
      }
    }),
    subscriptions: mail.subscriptions.map(({ name, event, unit, program, resolved }): SubscriptionPlan => {
      return {
        name,
        event: eventIndex.get(event) ?? -1,
        unit: index.unit.get(unit) ?? -1,
        program: index.program.get(program) ?? -1,
        consumer: consumerPlan(kindOf(event), resolved.settings),
      }
    }),
  }
}

function rulesOf({ rules }: Broker): BrokerRules {
  if (rules.kind !== 'kafka') return rules
  return {
    kind: 'kafka',
    replicaLag: rules['replica-lag'],
    failover: rules.failover,
    uncleanElection: rules['unclean-election'],
  }
}
