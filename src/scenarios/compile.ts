import type { LimitsPlan, Plan } from '../sim/plan.ts'
import { collectCaches, compileCaches } from './compile/caches.ts'
import { checkPatterns, edgeNames } from './compile/check-patterns.ts'
import { checkMixes, checkNames } from './compile/check-scenario.ts'
import { checkSteps } from './compile/check-steps.ts'
import { collectCalls } from './compile/collect-calls.ts'
import { compileEdges } from './compile/compile-edges.ts'
import { compilePrograms } from './compile/compile-programs.ts'
import { type CompiledUnit, compileUnits } from './compile/compile-units.ts'
import { compileWorkloads } from './compile/compile-workloads.ts'
import { checkData } from './compile/data/check-data.ts'
import { compileRecords, recordNames } from './compile/data/compile-records.ts'
import { compileStores } from './compile/data/compile-stores.ts'
import type { DataContext } from './compile/data/data-context.ts'
import { JoinBook } from './compile/data/join-book.ts'
import { lintStores } from './compile/data/lint-stores.ts'
import { type DeploymentPlan, describeDeployment } from './compile/deployment.ts'
import type { DraftProgram } from './compile/draft-program.ts'
import { type EdgeTable, edgeTable } from './compile/edge-table.ts'
import { compileFaults } from './compile/faults/compile-faults.ts'
import { lintFaults } from './compile/faults/lint-faults.ts'
import { Findings } from './compile/findings.ts'
import { fitsWorld } from './compile/fits-world.ts'
import { indexOfNames, linkPrograms } from './compile/link-programs.ts'
import { zoneLinks } from './compile/links.ts'
import { lint } from './compile/lint.ts'
import { checkMessages } from './compile/messaging/check-messages.ts'
import { compileMessages } from './compile/messaging/compile-messages.ts'
import { lintMessages } from './compile/messaging/lint-messages.ts'
import { withMadeRecords } from './compile/messaging/made-records.ts'
import type { Mail } from './compile/messaging/mail.ts'
import { placeEvents } from './compile/messaging/place-events.ts'
import { outcomeNames } from './compile/outcome-names.ts'
import { type Placement, placeModules } from './compile/place-modules.ts'
import { placeRecords, type Storage } from './compile/place-records.ts'
import type { PlanPlaces } from './compile/plan-places.ts'
import { checkOrders, checkPolicies } from './compile/policies/check-policies.ts'
import { compileGuards } from './compile/policies/compile-guards.ts'
import { checkFallbackCircles } from './compile/policies/fallback-circles.ts'
import { guardPlaces } from './compile/policies/guard-places.ts'
import { checkProcesses, compileProcesses } from './compile/processes.ts'
import { checkParticipants } from './compile/transactions/check-participants.ts'
import { compileBusinesses } from './compile/transactions/compile-businesses.ts'
import { lintTransactions } from './compile/transactions/lint-transactions.ts'
import { sparedOperations } from './compile/transactions/spared-operations.ts'
import { withRealisedTransactions } from './compile/transactions/with-realised-transactions.ts'
import type { Problem } from './problem.ts'
import type { Run, Scenario } from './scenario.ts'
import type { ScenarioFunction } from './take-functions.ts'

/** What the compiler may be given beside the scenario. */
export interface CompileOptions {
  /** Texts of replayed files by their names as written in the scenario; the compiler itself opens nothing. */
  readonly files?: ReadonlyMap<string, string>
  /** Names of units and stores of other variants, which a policy may mention though they do not exist in this one. */
  readonly elsewhere?: ReadonlySet<string>
  /** Functions of the scenario, by the text that stands for each: the code of processes is among them. */
  readonly functions?: ReadonlyMap<string, ScenarioFunction>
  /** Name of the variant it is; what is expected of others is then not asked of it. */
  readonly variant?: string
}

/** A plan with what it costs and the doubts about it; or only problems, of which at least one is an error. */
export type CompileResult =
  | {
      readonly ok: true
      readonly plan: Plan
      readonly deployment: DeploymentPlan
      readonly problems: readonly Problem[]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Turns a validated scenario into the plan of a world: names become indexes, operations flat arrays of steps, literals
 * integers and samplers. Everything is in code-unit order of its name, so the order in which a file lists things
 * changes nothing. Mistakes are returned as problems, with the path of the document; this throws only for a bug of its
 * own.
 */
export function compile(written: Scenario, options: CompileOptions = {}): CompileResult {
  const findings = new Findings()
  const placement = placeModules(written, findings)
  const scenario = withMadeRecords(withRealisedTransactions(written, placement, findings), findings)
  const storage = placeRecords(scenario, placement, findings)
  const mail = placeEvents(scenario, placement, findings)
  if (!fitsWorld(scenario, placement, storage, mail, findings)) return { ok: false, problems: findings.problems }
  const functions = options.functions ?? new Map<string, ScenarioFunction>()
  checkApp({ scenario, placement, storage, mail, findings }, functions)
  const joins = new JoinBook(scenario, storage)
  const units = compileUnits(scenario, placement, storage, mail, findings)
  const book = zoneLinks(scenario, findings)
  const elsewhere = options.elsewhere ?? new Set<string>()
  checkPatterns(scenario, edgeNames(scenario, placement, storage, mail), elsewhere, findings)
  const calls = [...collectCalls(scenario, placement, storage, joins, mail).values()]
  const table = edgeTable(scenario, placement, calls)
  const compiled = compileEdges(scenario, units, table, book, findings)
  const outcomes = outcomeNames(scenario)
  checkPolicies(scenario, placement, outcomes, findings)
  checkOrders(table, units, findings)
  const caches = collectCaches(scenario, findings)
  // What is wrong with names would show up a second time.
  if (!findings.failed) checkData({ scenario, storage, joins, caches, findings }, placement)
  const drafts = compilePrograms({ scenario, placement, storage, edges: table, outcomes, caches, joins, mail })
  const programIndex = indexOfNames(drafts)
  const edgeIndex = indexOfNames(table.edges)
  const files = options.files ?? new Map<string, string>()
  const workloads = compileWorkloads({ scenario, placement, edges: table, programIndex, edgeIndex, files, findings })
  const unitIndex = indexOfNames(units.map((unit) => unit.plan))
  const cachePlans = compileCaches(caches, placement, unitIndex, recordNames(storage))
  const crossing = calls.filter(({ kind }) => kind !== 'loopback')
  const faults = compileFaults(
    { scenario, placement, units, edges: table, calls: crossing, programs: drafts, workloads, outcomes, findings },
    { unitIndex, programIndex, edgeIndex, pools: compiled.pools, caches: cachePlans, zones: book.zones, elsewhere },
  )
  if (findings.failed) return { ok: false, problems: findings.problems }

  const { run, network } = scenario
  const processes = compileProcesses(scenario, { unit: unitIndex, program: programIndex }, functions)
  const plan: Plan = {
    duration: run.duration,
    drain: run.drain === 'auto' ? run.duration : run.drain,
    limits: limitsPlan(run),
    inProcess: network['in-process'],
    programs: linkPrograms(drafts, unitIndex, edgeIndex),
    units: units.map((unit) => unit.plan),
    pools: compiled.pools,
    records: compileRecords(scenario, storage),
    stores: compileStores(storage, unitIndex, edgeIndex),
    ...(processes === undefined ? {} : { processes }),
    ...compileBusinesses(scenario, placement, storage, { unit: unitIndex, program: programIndex }),
    ...compileMessages(mail, storage, { unit: unitIndex, edge: edgeIndex, program: programIndex }),
    caches: cachePlans,
    zones: book.zones,
    links: compiled.links,
    linkBetween: compiled.linkBetween,
    edges: compileGuards(compiled.edges, { table, outcomes, programIndex, edgeIndex }),
    workloads,
    faults: faults.plans,
    heal: run.heal ?? Number.POSITIVE_INFINITY,
    outcomes,
  }
  const places = { ...placesOf(units, drafts, table), spared: sparedOperations(written) }
  checkFallbackCircles(plan, places, findings)
  lintParts({ scenario, placement, storage, mail, findings }, { joins, caches }, written, plan, places)
  lintFaults(askedOf(scenario, options.variant), plan, faults.origins, findings)
  if (findings.failed) return { ok: false, problems: findings.problems }
  const deployment = describeDeployment(scenario, units, table, plan.edges)
  return { ok: true, plan, deployment, problems: findings.problems }
}

/** Where everything is. */
interface Placed {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly storage: Storage
  readonly mail: Mail
  readonly findings: Findings
}

/** Doubts about each part of a plan. */
function lintParts(
  placed: Placed,
  data: Pick<DataContext, 'joins' | 'caches'>,
  written: Scenario,
  plan: Plan,
  places: PlanPlaces,
): void {
  const { scenario, placement, storage, findings } = placed
  lintStores({ scenario, storage, findings, ...data }, placement)
  lint(plan, places, findings)
  lintTransactions(written, placement, plan, findings)
  lintMessages(placed, plan)
}

/** Whether the parts of the application name each other rightly. */
function checkApp(placed: Placed, functions: ReadonlyMap<string, ScenarioFunction>): void {
  const { scenario, placement, storage, mail, findings } = placed
  checkNames(scenario, placement, storage, mail, findings)
  checkSteps(scenario, storage, mail, findings)
  checkParticipants(scenario, placement, storage, findings)
  checkMessages(placed)
  checkMixes(scenario, findings)
  checkProcesses(scenario, functions, findings)
}

/** The scenario with what is expected of this variant only; of all, where its name is not known. */
function askedOf(scenario: Scenario, variant: string | undefined): Scenario {
  if (variant === undefined) return scenario
  return { ...scenario, expect: scenario.expect.filter((one) => one.in === undefined || one.in === variant) }
}

function limitsPlan({ limits }: Run): LimitsPlan {
  return { events: limits.events, eventsPerInstant: limits['events-per-instant'], pendingEvents: limits.pending }
}

function placesOf(
  units: readonly CompiledUnit[],
  drafts: readonly DraftProgram[],
  { edges }: EdgeTable,
): Omit<PlanPlaces, 'spared'> {
  return {
    units: units.map((unit) => unit.path),
    programs: drafts.map((draft) => draft.place),
    steps: drafts.map((draft) => draft.steps.map((step) => step.place)),
    timeouts: edges.map((edge) => edge.settings.timeout.source?.path ?? []),
    guards: edges.map(({ settings }) => guardPlaces(settings)),
    admissions: units.map(({ admission }) => guardPlaces(admission.settings)),
  }
}
