import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import type { Detail, Findings } from './findings.ts'
import { handlerOperation } from './messaging/event-words.ts'
import { sortedKeys } from './names.ts'
import { unknownName } from './unknown-name.ts'
import { operationsOf } from './walk-steps.ts'

/** A name of an operation, taken apart. */
export interface OperationName {
  readonly module: string
  readonly operation: string
  /** `shop.checkout` */
  readonly name: string
}

/**
 * What a step or a mix means by `text`: `module.operation`, cut at the first dot, or a bare operation of the module
 * `home`. `undefined` where there is no such operation.
 */
export function resolveOperation(scenario: Scenario, text: string, home?: string): OperationName | undefined {
  const dot = text.indexOf('.')
  const module = text.slice(0, Math.max(dot, 0))
  const operation = text.slice(dot + 1)
  if (dot >= 0 && has(scenario, module, operation)) return { module, operation, name: text }
  if (home !== undefined && has(scenario, home, text)) return { module: home, operation: text, name: `${home}.${text}` }
  return undefined
}

function has(scenario: Scenario, module: string, operation: string): boolean {
  return Object.hasOwn(scenario.app, module) && Object.hasOwn(scenario.app[module]?.operations ?? {}, operation)
}

/** The module of an operation, or of what handles an event, by its whole name; `undefined` for anything else. */
export function moduleOf(scenario: Scenario, name: string): string | undefined {
  const module = name.slice(0, Math.max(name.indexOf('.'), 0))
  const handles = Object.keys(scenario.app[module]?.on ?? {}).some(
    (event) => `${module}.${handlerOperation(event)}` === name,
  )
  return handles ? module : resolveOperation(scenario, name)?.module
}

/** Says what is wrong with the name of an operation that does not resolve: the module or the operation. */
export function unknownOperation(
  scenario: Scenario,
  findings: Findings,
  text: string,
  path: DocumentPath,
  home?: string,
  detail: Detail = {},
): void {
  const dot = text.indexOf('.')
  const module = dot >= 0 ? text.slice(0, dot) : home
  if (module !== undefined && Object.hasOwn(scenario.app, module)) {
    const known = (): string[] => {
      const own = sortedKeys(scenario.app[module]?.operations ?? {})
      return dot >= 0 ? own.map((operation) => `${module}.${operation}`) : own
    }
    const declared = (found: string): DocumentPath => ['app', module, 'operations', found.slice(dot + 1)]
    unknownName(findings, 'S202', 'operation', text, known, path, declared, detail)
    return
  }
  if (module === undefined) {
    const all = (): string[] => operationsOf(scenario).map(({ name }) => name)
    unknownName(findings, 'S202', 'operation', text, all, path, undefined, detail)
    return
  }
  const slice = { start: 0, end: module.length }
  const known = (): string[] => sortedKeys(scenario.app)
  unknownName(findings, 'S201', 'module', module, known, path, (found) => ['app', found], { ...detail, slice })
}
