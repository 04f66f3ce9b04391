import { compile } from './compile.ts'
import { childOf, isJsonMap, type Json, type JsonMap } from './json.ts'
import type { DocumentPath, Problem } from './problem.ts'
import type { PartialScenario } from './salvage.ts'

/**
 * Names in a scenario with other mistakes that mean nothing, so that one sees all mistakes at once. Names that may be
 * declared in a part that is broken are left alone, and so is what a variant may still change.
 */
export function unknownNames({ scenario, holes }: PartialScenario, document: JsonMap): Problem[] {
  const variants = valuesOf(document['variants'])
  if (variants.some((change) => childOf(change, 'app') !== undefined || childOf(change, 'network') !== undefined))
    return []
  const deployed = variants.flatMap((change) => [
    ...keysOf(childOf(change, 'deploy')),
    ...keysOf(childOf(change, 'stores')),
    ...keysOf(childOf(change, 'brokers')),
  ])
  const elsewhere = new Set(deployed.flatMap((name) => [name, `${name}-db`]))
  return compile(scenario, { elsewhere }).problems.filter((problem) => {
    const changeable = variants.length > 0 && (problem.path[0] === 'deploy' || problem.path[0] === 'stores')
    return !changeable && isSure(problem, holes, document)
  })
}

/** Names that are not found say nothing where the part is damaged that would declare them. */
function isSure(problem: Problem, holes: readonly DocumentPath[], document: JsonMap): boolean {
  const isHole = (...path: DocumentPath): boolean => {
    return holes.some((hole) => hole.length <= path.length && hole.every((segment, index) => segment === path[index]))
  }
  switch (problem.code) {
    case 'S201':
      return !isHole('app')
    case 'S202': {
      const [module = '', operation] = textOf(problem, document).split('.')
      return !isHole('app', operation === undefined ? (problem.path[1] ?? '') : module, 'operations')
    }
    case 'S203':
      return !Object.keys(mapOf(document['app'])).some((module) => isHole('app', module, 'owns'))
    case 'S204':
      return !holes.some(
        ([part, , key]) => part === 'deploy' || part === 'stores' || (part === 'workload' && key === undefined),
      )
    case 'S205':
      return !isHole('network', 'zones')
    case 'S207':
      return !holes.some(([part]) => part === 'workload')
    default:
      return false
  }
}

/** The name as written: a key, or the text at the path. */
function textOf({ path, at }: Problem, document: JsonMap): string {
  const last = path.at(-1)
  if (at === 'key') return String(last)
  let value: Json | undefined = document
  for (const segment of path) value = childOf(value, segment)
  return typeof value === 'string' ? value : String(last)
}

function mapOf(value: Json | undefined): JsonMap {
  return isJsonMap(value) ? value : {}
}

function keysOf(value: Json | undefined): string[] {
  return isJsonMap(value) ? Object.keys(value) : []
}

function valuesOf(value: Json | undefined): Json[] {
  return isJsonMap(value) ? Object.values(value) : []
}
