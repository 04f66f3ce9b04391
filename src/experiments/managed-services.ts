import type { ManagedEdge, ManagedQueue, ManagedServices } from '../metrics/cost/managed.ts'
import type { Plan } from '../sim/plan.ts'

/** What of a plan is paid by use: calls to brokers, and steps of orchestrators, that somebody else runs. */
export function managedServices(plan: Plan): ManagedServices {
  const { brokers = [], businesses = [], edges } = plan
  const queues = brokers.flatMap(({ name, unit, rules }, broker): ManagedQueue[] => {
    if (rules.kind !== 'sqs') return []
    const own = edges.flatMap((edge, index): ManagedEdge[] => {
      if (edge.to !== unit || edge.from === unit) return []
      return [{ name: edge.name, fifo: fifoShare(plan, broker, index, edge.from) }]
    })
    return [{ name, edges: own }]
  })
  const orchestrated = businesses.flatMap(({ name, rules }) =>
    rules.kind === 'saga' && rules.managed === true ? [name] : [],
  )
  return { queues, orchestrated }
}

/** Of the events that a unit publishes over the edge, or handles from the broker: the share that is in FIFO queues. */
function fifoShare(
  { events = [], subscriptions = [], programs }: Plan,
  broker: number,
  edge: number,
  unit: number,
): number {
  const published = programs.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.publish !== undefined && step.edge === edge ? [step.publish.event] : [])),
  )
  const handled = subscriptions.flatMap((one) => (one.unit === unit ? [one.event] : []))
  const kinds = [...new Set([...published, ...handled])].flatMap((event) => {
    const plan = events[event]
    return plan?.broker === broker && plan.topic.kind === 'sqs' ? [plan.topic.fifo] : []
  })
  return kinds.length === 0 ? 0 : kinds.filter((fifo) => fifo).length / kinds.length
}
