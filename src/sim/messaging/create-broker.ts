import { SimulationBug } from '../kernel/invariant.ts'
import type { BrokerPlan } from '../message-plan.ts'
import type { Broker } from './broker.ts'
import type { MessageWorld } from './message-world.ts'

/** The broker of a plan, by the rules of its kind; `index` is its place in the plan. */
export function createBroker(_world: MessageWorld, _index: number, { rules }: BrokerPlan): Broker {
  switch (rules.kind) {
    default:
      throw new SimulationBug(`no broker of the kind ${rules.kind}`)
  }
}
