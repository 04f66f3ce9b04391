import type { Anomaly } from './business-anomalies.ts'
import { type BusinessWorldDraft, isCareful, type Schedule } from './random-business.ts'

type Broker = BusinessWorldDraft['event']['broker']

/** What a configuration cannot rule out under these faults. */
export function allowedBy(world: BusinessWorldDraft, schedule: Schedule): ReadonlySet<Anomaly> {
  const { order, event } = world
  const allowed = new Set<Anomaly>()
  const add = (...all: Anomaly[]): void => all.forEach((one) => allowed.add(one))
  const remembers = order.log === 'store'
  const persists = order.kind === 'saga' || order.kind === 'try-confirm-cancel'
  if (order.kind === 'choreography') {
    // It begins with a message that has no outbox.
    add('unheard')
    // What comes twice may be done twice, and may fail the second time.
    if (!order.idempotent) add('double', 'orphan', 'half')
    // Whoever is to hear of a leg may never hear of it.
    if (!isCareful(world) || losesNodes(world, schedule, 'all')) add('orphan', 'stuck', 'half')
  }
  if (order.kind === 'none') add('half')
  if (order.kind === 'none' && order.retry) add('double')
  if (persists && !order.idempotent) add('double', 'orphan')
  // A call that was given up comes after its undo.
  if (persists && !(order.kind === 'saga' && order.versionFile)) add('orphan')
  const coordinated = persists || order.kind === 'two-phase-commit'
  if (coordinated && !remembers) add('stuck', 'half', 'orphan')
  if (!event.idempotent) add('twice')
  if (event.outbox === 'none') add('untold', 'unwritten')
  if (isEarly(event.broker)) add('lost')
  if (allowedCauses(world, schedule).length > 0) add('givenUp')
  return allowed
}

/** Why messages may be given up that were confirmed. */
export function allowedCauses(world: BusinessWorldDraft, schedule: Schedule): readonly string[] {
  const { broker, acks } = world.event
  const causes: string[] = []
  if (broker.kind === 'rabbitmq') {
    if (broker.onFailure === 'reject') causes.push('rejected')
    if (broker.queue === 'quorum') causes.push('delivery-limit')
    if (broker.queue === 'classic' && !broker.durable) causes.push('lost-node')
  }
  if (broker.kind === 'kafka') causes.push('rejected')
  if (losesNodes(world, schedule, acks)) causes.push('lost-node')
  return causes
}

/** Whether a message counts as done before it is. */
function isEarly(broker: Broker): boolean {
  return broker.kind === 'kafka' ? broker.commit === 'before' : broker.early
}

/** Whether a message that its broker has confirmed, and keeps on disks, may be lost with nodes. */
function losesNodes({ event: { broker } }: BusinessWorldDraft, { faults }: Schedule, acks: string): boolean {
  if (broker.kind === 'sqs') return false
  if (acks !== 'all') return true
  if (broker.kind === 'rabbitmq') return false
  // What is confirmed is in the page caches of so many machines.
  const copies = broker.nodes === 3 ? 2 : 1
  const machines = faults.filter((fault) => fault['crash'] === 'b' && fault['host'] === 'down').length
  return broker.unclean || machines >= copies
}
