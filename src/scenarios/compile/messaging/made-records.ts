import type { Idempotency } from '../../messaging.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Module, OwnedRecord, Scenario } from '../../scenario.ts'
import type { Step } from '../../step.ts'
import type { Findings } from '../findings.ts'
import { mapSteps } from '../map-steps.ts'
import { listed, sortedKeys } from '../names.ts'
import { checkMadeRecord, ownerOf } from './check-made-record.ts'
import { keysRecord, outboxRecord } from './event-words.ts'
import { type EventUse, eventsUsed } from './events-used.ts'
import { eventSettings } from './settings-book.ts'

/** A record in which there is nothing at first. */
const MADE: OwnedRecord = { keys: 0, popularity: { kind: 'uniform' }, rows: 0, fenced: false, made: true }

/**
 * The scenario with the records that nobody writes: the outboxes of events, and the keys of what is done once. The
 * steps that use them say so: `publish` names its outbox, and an operation that is done once is one step `once` around
 * its own. A scenario without either comes back as it is.
 */
export function withMadeRecords(scenario: Scenario, findings: Findings): Scenario {
  const outboxes = outboxesOf(scenario, findings)
  const modules = sortedKeys(scenario.app).flatMap((name): [string, Module][] => {
    const module = scenario.app[name]
    return module === undefined ? [] : [[name, moduleWith(name, module, outboxes, scenario, findings)]]
  })
  if (modules.every(([name, module]) => module === scenario.app[name])) return scenario
  return { ...scenario, app: Object.fromEntries(modules) }
}

/** By event the record of its outbox, and the module that owns that. */
type Outboxes = ReadonlyMap<string, { readonly module: string; readonly record: string }>

function outboxesOf(scenario: Scenario, findings: Findings): Outboxes {
  const outboxes = new Map<string, { readonly module: string; readonly record: string }>()
  if (scenario.events === undefined) return outboxes
  for (const use of eventsUsed(scenario)) {
    const { settings, places } = eventSettings(scenario, use.name)
    if (settings.outbox === undefined || settings.outbox.kind === 'none') continue
    const [module, ...others] = [...new Set(use.publishers.map((publisher) => publisher.module))]
    if (module === undefined) continue
    if (others.length > 0) {
      const where = places.get('outbox') ?? []
      refuseSeveral(use, [module, ...others], where, findings)
    } else outboxes.set(use.name, { module, record: outboxRecord(module, use.name) })
  }
  return outboxes
}

function refuseSeveral(use: EventUse, modules: readonly string[], path: DocumentPath, findings: Findings): void {
  const names = listed(modules.map((name) => `"${name}"`))
  findings.error(
    'S310',
    path,
    `event "${use.name}" has an outbox, and ${modules.length} modules publish it: ${names}`,
    {
      expected: 'one publisher: the outbox is a table of that module',
      hint: 'let each publish an event of its own, or one of them publish for the others',
    },
  )
}

function moduleWith(name: string, module: Module, outboxes: Outboxes, scenario: Scenario, findings: Findings): Module {
  const made = new Map<string, DocumentPath>()
  for (const [event, outbox] of outboxes) if (outbox.module === name) made.set(outbox.record, ['events', event])
  const keys = keysRecord(name)
  const once = (steps: readonly Step[], idempotency: Idempotency | undefined): readonly Step[] => {
    const written = withOutboxes(steps, outboxes)
    if (idempotency === undefined) return written
    made.set(keys, ['app', name])
    return [{ kind: 'once', once: keys, idempotency, do: written }]
  }
  const operations = mapValues(module.operations, (operation) => ({
    ...operation,
    steps: once(operation.steps, operation.idempotency),
  }))
  const on = mapValues(module.on ?? {}, (handler) => ({ ...handler, steps: once(handler.steps, handler.idempotency) }))
  if (made.size === 0) return module
  for (const record of made.keys())
    checkMadeRecord(record, name, 'an outbox or for idempotency keys', scenario, findings)
  const records = [...made.keys()].filter((record) => ownerOf(record, scenario) === undefined)
  return {
    ...module,
    operations,
    ...(module.on === undefined ? {} : { on }),
    owns: { ...module.owns, ...Object.fromEntries(records.map((record) => [record, MADE])) },
  }
}

/** The steps, with the outbox of every event that is published in them. */
function withOutboxes(steps: readonly Step[], outboxes: Outboxes): readonly Step[] {
  if (outboxes.size === 0) return steps
  return mapSteps(steps, (step) => {
    const outbox = step.kind === 'publish' ? outboxes.get(step.publish) : undefined
    return outbox === undefined ? step : { ...step, outbox: outbox.record }
  })
}

function mapValues<Value>(
  map: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]))
}
