import { fitsGlob } from '../../glob.ts'
import type { ConsumerSettings, EventSettings } from '../../messaging.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { closeness } from '../closeness.ts'
import { byCodeUnit, sortedKeys } from '../names.ts'

/** What holds, and where each field of it is written. */
export interface Resolved<Settings> {
  readonly settings: Settings
  readonly places: ReadonlyMap<string, DocumentPath>
}

/** What somebody has written about what a pattern fits. */
interface Rule<Settings> {
  readonly settings: Settings
  readonly path: DocumentPath
}

/** What holds for an event: of each field what the closest pattern says, of equally close ones the last by name. */
export function eventSettings({ events = {} }: Scenario, event: string): Resolved<EventSettings> {
  const fitting = sortedKeys(events).filter((pattern) => fitsGlob(pattern, event))
  fitting.sort((left, right) => closeness(left) - closeness(right) || byCodeUnit(left, right))
  return merged(fitting.map((pattern) => ({ settings: events[pattern] ?? {}, path: ['events', pattern] })))
}

/**
 * What holds for a module that handles an event: of each field what the closest pattern says, by the module first, then
 * by the event, then the later one.
 */
export function consumerSettings(
  { consumers = [] }: Scenario,
  event: string,
  module: string,
): Resolved<Omit<ConsumerSettings, 'on'>> {
  const fitting = consumers.flatMap(({ on, ...settings }, index) =>
    fitsGlob(on.event, event) && fitsGlob(on.module, module) ? [{ on, settings, path: ['consumers', index] }] : [],
  )
  fitting.sort(
    (left, right) =>
      closeness(left.on.module) - closeness(right.on.module) || closeness(left.on.event) - closeness(right.on.event),
  )
  return merged(fitting)
}

/** The last one that says something of a field wins. */
function merged<Settings extends object>(rules: readonly Rule<Settings>[]): Resolved<Partial<Settings>> {
  const places = new Map<string, DocumentPath>()
  let settings: Partial<Settings> = {}
  for (const rule of rules) {
    settings = { ...settings, ...rule.settings }
    for (const field of Object.keys(rule.settings)) places.set(field, [...rule.path, field])
  }
  return { settings, places }
}
