import type { MessageSubjects } from '../metrics/messages/message-subjects.ts'
import type { TransactionSubjects } from '../metrics/transactions/transaction-subjects.ts'
import type { Plan } from '../sim/plan.ts'
import { operationOf } from './record-users.ts'

/** What a plan has messages about. */
export function messageSubjects(plan: Plan): MessageSubjects {
  const { events = [], subscriptions = [], brokers = [], workloads, outcomes } = plan
  return {
    events: events.map(({ name, subscriptions: own, broker, producer }) => {
      // In the memory of its publisher nobody confirms anything.
      const confirmed = producer.acks !== 'none' && brokers[broker]?.rules.kind !== 'in-process'
      return { name, subscriptions: own, confirmed }
    }),
    subscriptions: subscriptions.map(({ name, event }) => ({ name, event })),
    workloads: workloads.map(({ name }) => name),
    outcomes,
    nodes: nodeNames(plan),
  }
}

/** What a plan has business transactions, and effects that are told, about. */
export function transactionSubjects(plan: Plan): TransactionSubjects {
  const { businesses = [], programs, records, events = [], workloads, outcomes } = plan
  return {
    transactions: businesses.map(({ name, rules, legs }) => {
      const looks = legs.map((leg) => leg.looks === true)
      return { name, hidden: rules.kind === 'two-phase-commit', legs: legs.map((leg) => leg.name), looks }
    }),
    operations: programs.map(({ name }) => operationOf(name)),
    counted: programs.flatMap(({ counted }, program) => (counted === true ? [program] : [])),
    records: records.map(({ name }) => name),
    events: events.map(({ name }) => name),
    workloads: workloads.map(({ name }) => name),
    outcomes,
    nodes: nodeNames(plan),
  }
}

/** Names of instances: `db/0`. */
function nodeNames({ units }: Plan): readonly string[] {
  return units.flatMap(({ name, instances }) => Array.from({ length: instances }, (_, at) => `${name}/${at}`))
}
