import type { ManagedServices } from '../metrics/cost/managed.ts'
import type { Plan } from '../sim/plan.ts'

/** What of a plan is paid by use: calls to brokers, and steps of orchestrators, that somebody else runs. */
export function managedServices({ brokers = [], businesses = [] }: Plan): ManagedServices {
  return {
    queues: brokers.flatMap(({ name, rules }) => (rules.kind === 'sqs' ? [name] : [])),
    orchestrated: businesses.flatMap(({ name, rules }) =>
      rules.kind === 'saga' && rules.managed === true ? [name] : [],
    ),
  }
}
