import type { DocumentPath } from '../problem.ts'
import type { Scenario, Unit, UnitTemplate } from '../scenario.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit, listed, sortedKeys } from './names.ts'
import { unknownName } from './unknown-name.ts'

/** A unit and what it holds. */
export interface PlacedUnit {
  readonly name: string
  /** Where its fields are written: `deploy.web`, or `deploy.each-module` for a unit made from the template. */
  readonly path: DocumentPath
  readonly template: UnitTemplate
  /** In code-unit order. */
  readonly modules: readonly string[]
}

/** Which unit runs which module. */
export interface Placement {
  /** In code-unit order of their names. */
  readonly units: readonly PlacedUnit[]
  /** Unit of each module; a module that no unit holds is missing, and reported. */
  readonly unitOf: ReadonlyMap<string, PlacedUnit>
}

/** Puts every module into exactly one unit; reports unknown modules, modules in two units and modules in none. */
export function placeModules(scenario: Scenario, findings: Findings): Placement {
  const units: PlacedUnit[] = []
  const unitOf = new Map<string, PlacedUnit>()
  for (const name of sortedKeys(scenario.deploy.units)) {
    const unit = scenario.deploy.units[name]
    if (unit === undefined) continue
    const path = [Object.hasOwn(scenario.processes ?? {}, name) ? 'processes' : 'deploy', name]
    const placed: PlacedUnit = { name, path, template: unit, modules: modulesOf(scenario, name, unit, path, findings) }
    units.push(placed)
    claim(placed, unitOf, findings)
  }
  placeTheRest(scenario, units, unitOf, findings)
  return { units: units.sort((left, right) => byCodeUnit(left.name, right.name)), unitOf }
}

function modulesOf(
  scenario: Scenario,
  name: string,
  unit: Unit,
  path: DocumentPath,
  findings: Findings,
): readonly string[] {
  const known = sortedKeys(scenario.app)
  // The nodes of a process are a unit of their own.
  if (unit.modules === 'all') return known.filter((module) => !Object.hasOwn(scenario.processes ?? {}, module))
  if (unit.modules === undefined) {
    if (Object.hasOwn(scenario.app, name)) return [name]
    findings.error('S211', path, `unit "${name}" does not say which modules it holds`, {
      at: 'key',
      expected: 'modules: all, or a list of modules',
      hint: `only a unit with the name of a module may leave "modules" out; modules are ${listed(known)}`,
    })
    return []
  }
  const held = new Set<string>()
  unit.modules.forEach((module, index) => {
    if (!Object.hasOwn(scenario.app, module)) {
      unknownName(
        findings,
        'S201',
        'module',
        module,
        () => known,
        [...path, 'modules', index],
        (found) => ['app', found],
      )
    } else held.add(module)
  })
  return [...held].sort(byCodeUnit)
}

/** Gives a unit its modules; names those that another unit has already, of very many only some. */
function claim(unit: PlacedUnit, unitOf: Map<string, PlacedUnit>, findings: Findings): void {
  const taken: string[] = []
  for (const module of unit.modules) {
    if (!unitOf.has(module)) unitOf.set(module, unit)
    else if (taken.push(module) > MOST_NAMED) break
  }
  const other = unitOf.get(taken[0] ?? '')
  if (other === undefined) return
  const both = taken.filter((module) => unitOf.get(module) === other).map((module) => `"${module}"`)
  const what = both.length === 1 ? `module ${both[0]} is` : `modules ${listed(both, MOST_NAMED)} are`
  findings.error('S210', [...unit.path, 'modules'], `${what} in two units: "${other.name}" and "${unit.name}"`, {
    expected: 'every module in exactly one unit',
    hint: `take it out of one of them; a variant removes a unit of the base with "${other.name}: null"`,
    related: [{ path: [...other.path, 'modules'], message: `unit "${other.name}" holds it too` }],
  })
}

const MOST_NAMED = 5

function placeTheRest(
  scenario: Scenario,
  units: PlacedUnit[],
  unitOf: Map<string, PlacedUnit>,
  findings: Findings,
): void {
  const rest = sortedKeys(scenario.app).filter((module) => !unitOf.has(module))
  const template = scenario.deploy.eachModule
  if (template === undefined) {
    // Modules missing because a unit's list is wrong would only repeat that mistake.
    if (rest.length > 0 && !findings.failed) {
      findings.error('S212', ['deploy'], `no unit holds ${rest.length === 1 ? 'module' : 'modules'} ${listed(rest)}`, {
        at: 'key',
        hint: 'add it to a unit, or give the rest a unit each with "each-module: {}"',
      })
    }
    return
  }
  const named = new Map(units.map((unit) => [unit.name, unit]))
  for (const module of rest) {
    const taken = named.get(module)
    if (taken !== undefined) {
      findings.error('S215', taken.path, `unit "${module}" has the name of a module that it does not hold`, {
        at: 'key',
        hint: `"each-module" makes a unit "${module}" for that module: rename this one`,
      })
      continue
    }
    const placed: PlacedUnit = { name: module, path: ['deploy', 'each-module'], template, modules: [module] }
    units.push(placed)
    unitOf.set(module, placed)
  }
}
