import type { Broker, ConsumerSettings, EventSettings } from '../../messaging.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Resolved } from './settings-book.ts'

/** A broker and where it is written. */
export interface PlacedBroker {
  readonly name: string
  /** `brokers.rabbit`; `brokers` of the one that is there when nobody says anything. */
  readonly path: DocumentPath
  readonly template: Broker
  /** Events that it carries, in code-unit order. */
  readonly events: readonly string[]
  /** Units that publish to it, and those whose modules handle what it carries; each in code-unit order. */
  readonly publishers: readonly UnitAtBroker[]
  readonly handlers: readonly UnitAtBroker[]
}

/** A unit that has to do with a broker, and which of its modules do; in code-unit order. */
export interface UnitAtBroker {
  readonly unit: string
  readonly modules: readonly string[]
}

/** An event, and who has to do with it. */
export interface PlacedEvent {
  readonly name: string
  readonly broker: string
  readonly resolved: Resolved<EventSettings>
  /**
   * Modules that publish it (dead letters in a log: that give them up), each once, in code-unit order, and where each
   * does it first.
   */
  readonly publishers: readonly { readonly module: string; readonly path: DocumentPath }[]
  /** The event whose dead letters it is; absent of others. */
  readonly deadOf?: string
  /** The record of its outbox; absent without one. */
  readonly outbox?: string
}

/** A module that handles an event. */
export interface PlacedSubscription {
  /** `order.placed -> notifications` */
  readonly name: string
  readonly event: string
  readonly module: string
  readonly unit: string
  /** `notifications.on-order-placed` */
  readonly program: string
  readonly resolved: Resolved<Omit<ConsumerSettings, 'on'>>
  readonly path: DocumentPath
}

/** What travels between modules as events: everything in code-unit order of the names. */
export interface Mail {
  readonly brokers: readonly PlacedBroker[]
  readonly events: readonly PlacedEvent[]
  readonly subscriptions: readonly PlacedSubscription[]
}

/** Whether a broker runs somewhere, and is not just the memory of who publishes. */
export function isUnit({ template }: PlacedBroker): boolean {
  return template.rules.kind !== 'in-process'
}

/** Whether its nodes have something to say to each other. */
export function talksInside({ template }: PlacedBroker): boolean {
  const { kind } = template.rules
  return (kind === 'rabbitmq' || kind === 'kafka') && template.nodes > 1
}
