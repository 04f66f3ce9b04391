import type { Plan, StepPlan } from '../../../sim/plan.ts'

/** Whether who publishes goes on only when the broker has answered. */
export function waitsForBroker({ events = [] }: Plan, { publish, edge }: StepPlan): boolean {
  const producer = events[publish?.event ?? -1]?.producer
  return producer !== undefined && edge >= 0 && producer.acks !== 'none' && producer.outbox === null
}
