import { SimulationBug } from '../kernel/invariant.ts'
import type { BrokerPlan } from '../message-plan.ts'
import type { Broker } from './broker.ts'
import { KafkaLog } from './log/kafka-log.ts'
import type { MessageWorld } from './message-world.ts'
import type { Publication } from './publication.ts'
import { RabbitBroker } from './rabbit/rabbit-broker.ts'
import { SqsBroker } from './sqs/sqs-broker.ts'

/** The broker of a plan, by the rules of its kind; `index` is its place in the plan. `hand` publishes a message. */
export function createBroker(
  world: MessageWorld,
  index: number,
  plan: BrokerPlan,
  hand: (publication: Publication) => void,
): Broker {
  switch (plan.rules.kind) {
    case 'rabbitmq':
      return new RabbitBroker(world, index, plan, plan.rules)
    case 'sqs':
      return new SqsBroker(world, index, plan)
    case 'kafka':
      return new KafkaLog(world, index, plan, plan.rules, hand)
    default:
      throw new SimulationBug(`no broker of the kind ${plan.rules.kind}`)
  }
}
