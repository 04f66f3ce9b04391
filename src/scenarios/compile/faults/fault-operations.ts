import type { InstanceTargets } from '../../../sim/fault-plan.ts'
import type { Targets } from '../../fault.ts'
import { byCodeUnit, sortedKeys } from '../names.ts'
import { moduleOf, resolveOperation, unknownOperation } from '../resolve-operation.ts'
import { chosen } from './fault-instances.ts'
import { ascending, type FaultScope } from './fault-scope.ts'

/**
 * Indexes of programs: of `module.operation`, of the statements about a record (`products.read`), or of all that a
 * module, a unit or a store offers. A name of both a module and a unit means the module.
 */
export function programsNamed(names: readonly string[], key: string, scope: FaultScope): number[] {
  const found = new Set<number>()
  names.forEach((name, index) => {
    const own = programsOf(name, scope)
    for (const program of own) found.add(program)
    if (own.length === 0) nothing(name, scope.placeOf(key, index, names.length), scope)
  })
  return [...found].sort(ascending)
}

/** The operations at `key`, and those of the instances of their units that are chosen. */
export function operationsOf(
  target: Targets,
  key: string,
  scope: FaultScope,
): { readonly programs: readonly number[]; readonly on: InstanceTargets } {
  const programs = programsNamed(target.names, key, scope)
  const units = new Set<number>()
  for (const program of programs) {
    const unit = scope.context.unitIndex.get(scope.context.programs[program]?.unit ?? '')
    if (unit !== undefined) units.add(unit)
  }
  return { programs, on: chosen([...units].sort(ascending), target, key, scope) }
}

function programsOf(name: string, { context }: FaultScope): readonly number[] {
  const { scenario, programs, programIndex } = context
  const operation = resolveOperation(scenario, name)?.name ?? name
  const exact = programIndex.get(operation)
  if (exact !== undefined && programs[exact]?.operation === true) return [exact]
  const module = Object.hasOwn(scenario.app, name)
  return programs.flatMap((program, index) => {
    if (!program.operation) return []
    if (module) return moduleOf(scenario, program.name) === name ? [index] : []
    return program.unit === name ? [index] : []
  })
}

function nothing(name: string, place: ReturnType<FaultScope['placeOf']>, scope: FaultScope): void {
  const { context } = scope
  const { scenario, elsewhere, unitIndex, findings } = context
  if (Object.hasOwn(scenario.app, name) || unitIndex.has(name)) {
    scope.error('S241', place, `"${name}" has no operations`)
    return
  }
  if (elsewhere.has(name)) {
    scope.absent.add(name)
    return
  }
  if (name.includes('.')) {
    scope.failed = true
    unknownOperation(scenario, findings, name, scope.at(...place))
    return
  }
  const known = [...new Set([...sortedKeys(scenario.app), ...unitIndex.keys()])].sort(byCodeUnit)
  scope.unknown('S241', 'operation, module, unit or store', name, known, place)
}
