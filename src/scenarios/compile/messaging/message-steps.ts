import type { AccessPlan } from '../../../sim/data-plan.ts'
import type { KeyPlan } from '../../../sim/plan.ts'
import { StepKind } from '../../../sim/plan.ts'
import type { OnceStep, PublishStep } from '../../step.ts'
import type { Statements } from '../data/statements.ts'
import { type DraftProgram, draftStep, endStep, NOTHING, type StepFields } from '../draft-program.ts'
import type { EdgeTable } from '../edge-table.ts'
import type { OnceFields } from '../flatten-steps.ts'
import type { PlacedStore, Storage } from '../place-records.ts'
import { callKey } from '../remote-call.ts'
import { callToBroker } from './broker-calls.ts'
import { eventSize } from './event-size.ts'
import { isUnit, type Mail, type PlacedEvent } from './mail.ts'
import { producerPlan } from './message-plans.ts'

/** What the message steps of one module compile against. */
export interface MessageContext {
  readonly mail: Mail
  readonly edges: EdgeTable
  readonly storage: Storage
  /** Names of all records in the order of the plan. */
  readonly records: readonly string[]
  /** The key that an input stands for. */
  readonly keyOf: (input: string) => KeyPlan
}

/** Publishing an event from a unit: a call of its broker, unless that is the memory of the unit. */
export function publishFields(step: PublishStep, unit: string, context: MessageContext): StepFields {
  const { mail, edges, keyOf } = context
  const event = mail.events.find(({ name }) => name === step.publish)
  const broker = mail.brokers.find(({ name }) => name === event?.broker)
  const called =
    broker === undefined || !isUnit(broker)
      ? {}
      : {
          program: `${broker.name}.publish`,
          edge: edges.edgeOf.get(callKey(callToBroker(broker, unit))) ?? '',
          timeout: producerPlan(broker.template.rules.kind, event?.resolved.settings ?? {}, -1).requestTimeout,
        }
  return {
    ...called,
    request: step.size?.distribution ?? eventSize(event?.resolved.settings ?? {}),
    optional: step.optional,
    key: step.key === undefined ? null : keyOf(step.key),
    publish: { event: event === undefined ? -1 : mail.events.indexOf(event) },
  }
}

/** Writing the row of a message; `undefined` where it has none. */
export function outboxFields({ outbox, optional }: PublishStep, statements: Statements): StepFields | undefined {
  return outbox === undefined ? undefined : { ...statements.made('insert', outbox, { once: true }), optional }
}

/** Doing something once for each key. */
export function onceFields(step: OnceStep, statements: Statements, context: MessageContext): OnceFields {
  const { idempotency, once: record } = step
  const { by, atomic } = idempotency
  const store = context.storage.storeOf.get(record)
  const mine: Partial<AccessPlan> = { once: true }
  const input = typeof by === 'object' ? by.input : undefined
  return {
    once: {
      once: {
        record: context.records.indexOf(record),
        by: typeof by === 'object' ? 'key' : by,
        ttl: idempotency.for,
        atomic,
      },
      key: input === undefined ? null : context.keyOf(input),
    },
    note: statements.made('insert', record, mine),
    takeBack: statements.made('delete', record, mine),
    transaction: atomic && store !== undefined ? transactionOn(store, context.storage) : undefined,
  }
}

function transactionOn(store: PlacedStore, { stores }: Storage): OnceFields['transaction'] {
  const { rules } = store.template
  const isolation = rules.kind === 'sql' ? rules.isolation : 'read-committed'
  return { store, plan: { store: stores.indexOf(store), isolation, retries: 0 } }
}

/**
 * What the relay of an outbox does: it looks for rows and deletes them one by one, or if it reads the store's log, does
 * nothing there. Nobody runs it as a whole.
 */
export function relayProgram(event: PlacedEvent, unit: string, statements: Statements): DraftProgram[] {
  const { outbox, resolved } = event
  const relay = resolved.settings.outbox
  if (outbox === undefined || relay === undefined || relay.kind === 'none') return []
  const name = `${unit}.${event.name}.outbox`
  const place = resolved.places.get('outbox') ?? []
  const steps =
    relay.kind === 'polling'
      ? [
          draftStep(StepKind.access, `${name}[0]`, place, statements.made('query', outbox, { rows: relay.batch })),
          draftStep(StepKind.access, `${name}[1]`, place, statements.made('delete', outbox, { once: true })),
        ]
      : []
  const all = [...steps, endStep(name, place)]
  return [{ name, unit, operation: false, idempotent: true, answer: NOTHING, steps: all, place }]
}
