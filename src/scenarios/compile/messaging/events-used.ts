import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { byCodeUnit, sortedKeys } from '../names.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'

/** An event of the app, with everybody who has to do with it. */
export interface EventUse {
  readonly name: string
  /** In the order of operations and steps; a module may be there several times. */
  readonly publishers: readonly { readonly module: string; readonly path: DocumentPath }[]
  /** In code-unit order of the modules. */
  readonly handlers: readonly { readonly module: string; readonly path: DocumentPath }[]
}

/** All events that a step publishes or a module handles, in code-unit order. */
export function eventsUsed(scenario: Scenario): EventUse[] {
  const uses = new Map<
    string,
    { publishers: EventUse['publishers'][number][]; handlers: EventUse['handlers'][number][] }
  >()
  const useOf = (
    name: string,
  ): { publishers: EventUse['publishers'][number][]; handlers: EventUse['handlers'][number][] } => {
    const known = uses.get(name)
    if (known !== undefined) return known
    const use = { publishers: [], handlers: [] }
    uses.set(name, use)
    return use
  }
  for (const { module, steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind === 'publish') useOf(step.publish).publishers.push({ module, path: [...place, 'publish'] })
    })
  }
  for (const module of sortedKeys(scenario.app)) {
    for (const event of sortedKeys(scenario.app[module]?.on ?? {})) {
      useOf(event).handlers.push({ module, path: ['app', module, 'on', event] })
    }
  }
  return [...uses].map(([name, use]) => ({ name, ...use })).sort((left, right) => byCodeUnit(left.name, right.name))
}
