import type { DocumentPath } from '../../problem.ts'
import type { Module, OwnedRecord, Scenario } from '../../scenario.ts'
import type { BeginStep, Step, TransactionStep } from '../../step.ts'
import type { Realisation } from '../../transaction.ts'
import type { Findings } from '../findings.ts'
import { byCodeUnit, listed, sortedKeys } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { unknownName } from '../unknown-name.ts'
import { choreography, withHandlers } from './choreography.ts'
import { flatLegs } from './flat-legs.ts'
import { legCalls } from './leg-calls.ts'
import { mapSteps } from './map-steps.ts'
import { withRereads } from './reread-operations.ts'
import { type TransactionPlace, transactionsOf } from './transactions-of.ts'

/** A log with a row for each transaction that was begun, whose value says how far it has come. */
const LOG: OwnedRecord = { keys: 0, popularity: { kind: 'uniform' }, initial: 0, rows: 0, fenced: false, made: true }

/** The log of a transaction: `place-order-log`. */
function logRecord(transaction: string): string {
  return `${transaction}-log`
}

/**
 * The scenario with every business transaction realised as its variant says: the step says how, a local one with a
 * `begin` step around calls inside the unit, and a module whose transactions keep a log owns that. A scenario without
 * transactions comes back as it is.
 */
export function withRealisedTransactions(scenario: Scenario, placement: Placement, findings: Findings): Scenario {
  const places = transactionsOf(scenario)
  checkNames(places, scenario, findings)
  if (places.length === 0) return scenario
  const realised = new Map(places.map((place) => [place.step, realise(place, scenario, placement, findings)]))
  const choreographies = places.flatMap((place) => {
    const now = realised.get(place.step)
    const how = now?.kind === 'transaction' ? now.realised?.realisation : undefined
    return how?.kind === 'choreography' ? [choreography(place, scenario, how)] : []
  })
  const app = sortedKeys(scenario.app).map((name): [string, Module] => {
    const module = scenario.app[name] as Module
    const change = (steps: readonly Step[]): readonly Step[] =>
      mapSteps(steps, (step) => (step.kind === 'transaction' ? (realised.get(step) ?? step) : step))
    const logs = places.flatMap(({ step, module: owner }) => {
      const now = realised.get(step)
      return owner === name && now?.kind === 'transaction' && now.realised?.log !== undefined ? [now.realised.log] : []
    })
    const operations = mapValues(module.operations, (each) => ({ ...each, steps: change(each.steps) }))
    const handled = mapValues(module.on ?? {}, (each) => ({ ...each, steps: change(each.steps) }))
    const on = withHandlers(
      handled,
      choreographies.flatMap(({ handlers }) => handlers.filter((handler) => handler.module === name)),
    )
    return [
      name,
      {
        ...module,
        operations,
        ...(Object.keys(on).length === 0 ? {} : { on }),
        owns: { ...module.owns, ...Object.fromEntries(logs.map((log) => [log, LOG])) },
      },
    ]
  })
  return withRereads({ ...scenario, app: Object.fromEntries(app) })
}

function realise(place: TransactionPlace, scenario: Scenario, placement: Placement, findings: Findings): Step {
  const { step, module, path } = place
  const written = scenario.transactions?.[step.transaction]
  const strangers = elsewhere(place, scenario, placement)
  const realisation = written ?? defaultOf(place, strangers, findings)
  if (realisation.kind === 'choreography') {
    return { ...step, realised: { realisation, begins: choreography(place, scenario, realisation).begins } }
  }
  if (realisation.kind !== 'local') {
    const keeps = 'log' in realisation && realisation.log === 'store'
    const log = keeps ? { log: logRecord(step.transaction) } : {}
    return { ...step, realised: { realisation, ...log } }
  }
  if (strangers.length > 0) {
    const unit = placement.unitOf.get(module)?.name ?? ''
    findings.error(
      'S331',
      ['transactions', step.transaction],
      `"${step.transaction}" cannot be local: ${listed(strangers)} are not in unit "${unit}"`,
      {
        expected: 'a saga, two-phase-commit, try-confirm-cancel or none; or a deployment that keeps them together',
        related: [{ path: [...path, 'transaction'], message: 'the transaction' }],
      },
    )
  }
  return { ...step, realised: { realisation, block: localBlock(step, module, scenario) } }
}

/** Where nothing is said: local where that can be, else nothing at all, with a warning. */
function defaultOf({ step, path }: TransactionPlace, strangers: readonly string[], findings: Findings): Realisation {
  if (strangers.length === 0) return { kind: 'local' }
  findings.warning(
    'L420',
    [...path, 'transaction'],
    `nothing says how "${step.transaction}" is realised, so its legs are dual writes`,
    {
      hint: `say it: transactions: { ${step.transaction}: saga }`,
    },
  )
  return { kind: 'none' }
}

/** The modules of its legs that are not in the unit of the caller. */
function elsewhere({ step, module }: TransactionPlace, scenario: Scenario, placement: Placement): readonly string[] {
  const unit = placement.unitOf.get(module)
  const modules = flatLegs(step.steps).flatMap(({ leg }) => resolveOperation(scenario, leg.call, module)?.module ?? [])
  return [...new Set(modules)].filter((each) => placement.unitOf.get(each) !== unit).map((each) => `"${each}"`)
}

/** One transaction on the store of its legs, which are called inside the unit. */
function localBlock(step: TransactionStep, module: string, scenario: Scenario): BeginStep {
  const begin = legCalls(step).flatMap(({ steps, way }) => (way.at(-1) === 'call' ? steps : []))
  const modules = flatLegs(step.steps).flatMap(({ leg }) => resolveOperation(scenario, leg.call, module)?.module ?? [])
  return { kind: 'begin', begin, retries: 3, optional: false, modules: [...new Set(modules)].sort(byCodeUnit) }
}

/** The log of a saga has room for so many. */
const LEGS_AT_MOST = 18

function checkNames(places: readonly TransactionPlace[], scenario: Scenario, findings: Findings): void {
  const seen = new Map<string, DocumentPath>()
  for (const { step, path } of places) {
    const legs = flatLegs(step.steps).length
    if (legs > LEGS_AT_MOST) {
      findings.error('S335', [...path, 'steps'], `"${step.transaction}" has ${legs} legs`, {
        expected: `at most ${LEGS_AT_MOST}`,
        hint: 'let one operation do several things at its store, or let one leg have a transaction of its own',
      })
    }
    const first = seen.get(step.transaction)
    if (first === undefined) seen.set(step.transaction, path)
    else {
      findings.error('S332', [...path, 'transaction'], `there are two transactions called "${step.transaction}"`, {
        related: [{ path: [...first, 'transaction'], message: 'the first one' }],
      })
    }
  }
  for (const name of sortedKeys(scenario.transactions ?? {})) {
    if (seen.has(name)) continue
    unknownName(
      findings,
      'S333',
      'transaction',
      name,
      () => [...seen.keys()],
      ['transactions', name],
      (found) => [...(seen.get(found) ?? []), 'transaction'],
    )
  }
}

function mapValues<Value>(
  map: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]))
}
