import { fitsGlob } from '../../glob.ts'
import type { Broker } from '../../messaging.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { plainBroker } from '../../schema/messaging/brokers.ts'
import type { Findings } from '../findings.ts'
import { byCodeUnit, sortedKeys } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import { deadOf, handlerOperation, outboxRecord } from './event-words.ts'
import { type EventUse, eventsUsed } from './events-used.ts'
import type { Mail, PlacedBroker, PlacedEvent, PlacedSubscription, UnitAtBroker } from './mail.ts'
import { consumerSettings, eventSettings } from './settings-book.ts'

/** What carries what, as it is written or as it is by default. */
interface Carrier {
  readonly name: string
  readonly path: DocumentPath
  readonly template: Broker
}

/**
 * Gives every event to the broker that holds it. Where no broker is written, events stay in memory if all who handle
 * them are in the unit that publishes them (`bus`), and else there is a RabbitMQ of one node (`broker`). Reports events
 * that no broker holds, and those that several do.
 */
export function placeEvents(scenario: Scenario, placement: Placement, findings: Findings): Mail {
  const uses = eventsUsed(scenario)
  const carriers = carriersOf(scenario, uses, placement)
  const holder = new Map<string, Carrier | undefined>()
  const byName = new Map(uses.map((use) => [use.name, use]))
  // The event of dead letters comes after the one whose they are, and is with its broker.
  for (const use of uses) {
    const died = byName.get(deadOf(use.name) ?? '')
    holder.set(use.name, died === undefined ? holderOf(use, carriers, findings) : holder.get(died.name))
  }
  const subscriptions = uses.flatMap((use) => subscriptionsOf(use, scenario, placement))
  subscriptions.sort((left, right) => byCodeUnit(left.name, right.name))
  const events = uses.map((use): PlacedEvent => {
    const resolved = eventSettings(scenario, use.name)
    const died = diedOf(use, byName, holder.get(use.name))
    const publishers = firstOfEach([...use.publishers, ...(died?.buriers ?? [])])
    const { outbox } = resolved.settings
    const [only] = publishers
    const alone = only !== undefined && publishers.length === 1 && died === undefined
    const kept = alone && outbox !== undefined && outbox.kind !== 'none'
    return {
      name: use.name,
      broker: holder.get(use.name)?.name ?? '',
      resolved,
      publishers,
      ...(died === undefined ? {} : { deadOf: died.event }),
      ...(kept ? { outbox: outboxRecord(only.module, use.name) } : {}),
    }
  })
  const brokers = carriers.map((carrier) => placedBroker(carrier, events, subscriptions, placement))
  return { brokers, events, subscriptions }
}

/** Of an event of dead letters: whose they are, and the modules that publish them, if the broker does not. */
function diedOf(
  { name }: EventUse,
  uses: ReadonlyMap<string, EventUse>,
  holder: Carrier | undefined,
): { readonly event: string; readonly buriers: EventUse['handlers'] } | undefined {
  const died = uses.get(deadOf(name) ?? '')
  const kind = holder?.template.rules.kind
  if (died === undefined || kind === undefined || kind === 'in-process') return undefined
  return { event: died.name, buriers: kind === 'kafka' ? died.handlers : [] }
}

function carriersOf(scenario: Scenario, uses: readonly EventUse[], placement: Placement): Carrier[] {
  const { brokers } = scenario
  if (brokers !== undefined && Object.keys(brokers).length > 0) {
    return sortedKeys(brokers).flatMap((name) => {
      const template = brokers[name]
      return template === undefined ? [] : [{ name, path: ['brokers', name], template }]
    })
  }
  if (uses.length === 0) return []
  const home = uses.every((use) => unitsOf([...use.publishers, ...use.handlers], placement).size < 2)
  const [name, kind] = home ? (['bus', 'in-process'] as const) : (['broker', 'rabbitmq'] as const)
  return [{ name, path: ['brokers'], template: plainBroker(kind) }]
}

function unitsOf(places: readonly { readonly module: string }[], { unitOf }: Placement): Set<string> {
  return new Set(places.map(({ module }) => unitOf.get(module)?.name ?? ''))
}

function holderOf(use: EventUse, carriers: readonly Carrier[], findings: Findings): Carrier | undefined {
  const [holder, other] = carriers.filter(({ template: { holds } }) => holds === 'all' || someFits(holds, use.name))
  const place = use.publishers[0]?.path ?? use.handlers[0]?.path ?? []
  if (holder === undefined) {
    const names = carriers.map(({ name }) => name).join(' or ')
    findings.error('S312', place, `no broker holds event "${use.name}"`, {
      hint: `say so: brokers: { ${names}: { holds: [${use.name}] } }`,
      related: carriers
        .slice(0, 3)
        .map(({ name, path }) => ({ path: [...path, 'holds'], message: `what "${name}" holds` })),
    })
  } else if (other !== undefined) {
    const message = `event "${use.name}" is with two brokers: "${holder.name}" and "${other.name}"`
    findings.error('S313', [...other.path, 'holds'], message, {
      expected: 'every event with one broker',
      hint: '"all" means every event there is, and is the default: list the events where there are several brokers',
      related: [{ path: [...holder.path, 'holds'], message: `"${holder.name}" holds it too` }],
    })
    // Whose options it takes is open until that is settled.
    return undefined
  }
  return holder
}

function someFits(patterns: readonly string[], event: string): boolean {
  return patterns.some((pattern) => fitsGlob(pattern, event))
}

function subscriptionsOf(use: EventUse, scenario: Scenario, { unitOf }: Placement): PlacedSubscription[] {
  return use.handlers.flatMap(({ module, path }) => {
    const unit = unitOf.get(module)?.name
    if (unit === undefined) return []
    return {
      name: `${use.name} -> ${module}`,
      event: use.name,
      module,
      unit,
      program: `${module}.${handlerOperation(use.name)}`,
      resolved: consumerSettings(scenario, use.name, module),
      path,
    }
  })
}

function firstOfEach(publishers: EventUse['publishers']): EventUse['publishers'] {
  const first = new Map<string, EventUse['publishers'][number]>()
  for (const publisher of publishers) if (!first.has(publisher.module)) first.set(publisher.module, publisher)
  return [...first.values()].sort((left, right) => byCodeUnit(left.module, right.module))
}

function placedBroker(
  carrier: Carrier,
  events: readonly PlacedEvent[],
  subscriptions: readonly PlacedSubscription[],
  placement: Placement,
): PlacedBroker {
  const held = events.filter(({ broker }) => broker === carrier.name)
  const names = new Set(held.map(({ name }) => name))
  const handling = subscriptions.filter(({ event }) => names.has(event)).map(({ module }) => module)
  const publishing = held.flatMap(({ publishers }) => publishers.map(({ module }) => module))
  return {
    ...carrier,
    events: [...names],
    publishers: unitsAt(publishing, placement),
    handlers: unitsAt(handling, placement),
  }
}

function unitsAt(modules: readonly string[], { unitOf }: Placement): UnitAtBroker[] {
  const units = new Map<string, Set<string>>()
  for (const module of modules) {
    const unit = unitOf.get(module)?.name
    if (unit === undefined) continue
    units.set(unit, (units.get(unit) ?? new Set()).add(module))
  }
  return [...units]
    .map(([unit, own]) => ({ unit, modules: [...own].sort(byCodeUnit) }))
    .sort((left, right) => byCodeUnit(left.unit, right.unit))
}
