import type { Module, OwnedRecord, Scenario } from '../../scenario.ts'
import type { BeginStep, Step } from '../../step.ts'
import type { Realisation } from '../../transaction.ts'
import { Findings } from '../findings.ts'
import { mapSteps } from '../map-steps.ts'
import { checkMadeRecord } from '../messaging/check-made-record.ts'
import { byCodeUnit, listed, sortedKeys } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import { placeRecords } from '../place-records.ts'
import { reach, recordsWithin } from '../reach.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { checkTransactionNames } from './check-transaction-names.ts'
import { choreography, withHandlers } from './choreography.ts'
import { flatLegs } from './flat-legs.ts'
import { legCalls } from './leg-calls.ts'
import { withRereads } from './reread-operations.ts'
import { type TransactionPlace, transactionsOf } from './transactions-of.ts'

/** A log with a row for each transaction that was begun, whose value says how far it has come. */
const LOG: OwnedRecord = { keys: 0, popularity: { kind: 'uniform' }, initial: 0, rows: 0, fenced: false, made: true }

/** What realising a transaction needs beside the scenario. */
interface Realiser {
  readonly placement: Placement
  readonly findings: Findings
  /** Transactions that a misspelt name is perhaps about. */
  readonly meant: ReadonlySet<string>
}

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
  const meant = checkTransactionNames(places, scenario, findings)
  if (places.length === 0) return scenario
  const realiser = { placement, findings, meant }
  const realised = new Map(places.map((place) => [place.step, realise(place, scenario, realiser)]))
  const choreographies = places.flatMap((place) => {
    const now = realised.get(place.step)
    const how = now?.kind === 'transaction' ? now.realised?.realisation : undefined
    return how?.kind === 'choreography' ? [choreography(place, scenario, placement, how)] : []
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
  return withRereads({ ...scenario, app: Object.fromEntries(app) }, findings)
}

function realise(place: TransactionPlace, scenario: Scenario, realiser: Realiser): Step {
  const { step, module, path } = place
  const { placement, findings } = realiser
  const written = scenario.transactions?.[step.transaction]
  const block = localBlock(place, scenario, placement)
  const realisation = written ?? defaultOf(place, block, scenario, realiser)
  if (realisation.kind === 'choreography') {
    return { ...step, realised: { realisation, begins: choreography(place, scenario, placement, realisation).begins } }
  }
  if (realisation.kind !== 'local') {
    const keeps = 'log' in realisation && realisation.log === 'store'
    const log = keeps ? { log: logRecord(step.transaction) } : {}
    if (keeps) checkMadeRecord(logRecord(step.transaction), module, 'the log of a transaction', scenario, findings)
    return { ...step, realised: { realisation, ...log } }
  }
  const why = notLocal(place, block, scenario, placement)
  if (why !== undefined) {
    findings.error('S331', ['transactions', step.transaction], `"${step.transaction}" cannot be local: ${why}`, {
      expected: 'a saga, two-phase-commit, try-confirm-cancel or none; or units and stores that keep them together',
      related: [{ path: [...path, 'transaction'], message: 'the transaction' }],
    })
  }
  return { ...step, realised: { realisation, block } }
}

/** Where nothing is said: local where that can be, else nothing at all, with a warning. */
function defaultOf(
  place: TransactionPlace,
  block: BeginStep,
  scenario: Scenario,
  { placement, findings, meant }: Realiser,
): Realisation {
  const { step, path } = place
  const why = notLocal(place, block, scenario, placement)
  if (why === undefined) return { kind: 'local' }
  if (!meant.has(step.transaction)) {
    findings.warning(
      'L420',
      [...path, 'transaction'],
      `nothing says how "${step.transaction}" is realised, so its legs are dual writes`,
      { label: `it cannot be local: ${why}`, hint: `say it: transactions: { ${step.transaction}: saga }` },
    )
  }
  return { kind: 'none' }
}

/** Why a transaction cannot be one local transaction on one store; `undefined` where it can. */
function notLocal(
  { step, module }: TransactionPlace,
  block: BeginStep,
  scenario: Scenario,
  placement: Placement,
): string | undefined {
  const unit = placement.unitOf.get(module)
  const modules = flatLegs(step.steps).flatMap(({ leg }) => resolveOperation(scenario, leg.call, module)?.module ?? [])
  const strangers = [...new Set(modules)].filter((each) => placement.unitOf.get(each) !== unit)
  if (strangers.length > 0) {
    const are = strangers.length === 1 ? 'is' : 'are'
    return `${listed(strangers.map((each) => `"${each}"`))} ${are} not in unit "${unit?.name ?? ''}"`
  }
  // What is wrong with records and stores is reported elsewhere.
  const { storeOf } = placeRecords(scenario, placement, new Findings())
  const stores = [...new Set((block.records ?? []).flatMap((record) => storeOf.get(record) ?? []))]
  stores.sort((left, right) => byCodeUnit(left.name, right.name))
  const [store] = stores
  if (store === undefined) return 'its legs touch no record'
  if (stores.length > 1)
    return `its legs are on ${stores.length} stores, ${listed(stores.map(({ name }) => `"${name}"`))}`
  const { kind } = store.template.rules
  return kind === 'sql' ? undefined : `store "${store.name}" is of kind ${kind} and has no transactions`
}

/** One transaction on the store of its legs, which are called inside the unit. */
function localBlock({ step, module, path }: TransactionPlace, scenario: Scenario, placement: Placement): BeginStep {
  const begin = legCalls(step).flatMap(({ steps, way }) => (way.at(-1) === 'call' ? steps : []))
  const records = recordsWithin(scenario, reach(scenario, placement, module, begin, path))
  return { kind: 'begin', begin, retries: 3, optional: false, records }
}

function mapValues<Value>(
  map: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]))
}
