import type { Distribution } from '../../sim/kernel/distribution.ts'
import { constant } from '../../sim/kernel/distributions/constant.ts'
import { StepKind } from '../../sim/plan.ts'
import type { Scenario } from '../scenario.ts'
import type { TransactionStep } from '../step.ts'
import { cacheName, cachesOf, type DraftCache } from './caches.ts'
import { recordNames } from './data/compile-records.ts'
import type { JoinBook, LookUp } from './data/join-book.ts'
import { Statements } from './data/statements.ts'
import { componentCalls, storePrograms, UsedVerbs } from './data/store-programs.ts'
import { blockStore } from './data/transaction-store.ts'
import { type DraftProgram, draftStep, endStep } from './draft-program.ts'
import type { EdgeTable } from './edge-table.ts'
import { flattenSteps, type Surroundings } from './flatten-steps.ts'
import { inputPlan, keyPlan } from './key-plan.ts'
import { indexOfNames } from './link-programs.ts'
import { brokerPrograms } from './messaging/broker-programs.ts'
import type { Mail } from './messaging/mail.ts'
import {
  type MessageContext,
  onceFields,
  outboxFields,
  publishFields,
  relayProgram,
} from './messaging/message-steps.ts'
import { SIGNAL } from './messaging/signal.ts'
import { byCodeUnit } from './names.ts'
import { outcomeIndex } from './outcome-names.ts'
import type { Placement } from './place-modules.ts'
import type { Storage } from './place-records.ts'
import { processPrograms } from './processes.ts'
import { callKey } from './remote-call.ts'
import { resolveOperation } from './resolve-operation.ts'
import { businessNames } from './transactions/compile-businesses.ts'
import { type Participant, participantsOf } from './transactions/participants.ts'
import { rereadOperation } from './transactions/reread-operations.ts'
import type { TransactionSurroundings } from './transactions/transaction-fields.ts'
import { twoPhaseProgram, twoPhasePrograms, workProgram } from './transactions/two-phase-programs.ts'
import { renamedToWork, WorkPrograms } from './transactions/work-programs.ts'
import { operationsOf } from './walk-steps.ts'

/** Payload of a read's or write's request and of its answer, as of every call nobody describes. */
const DEFAULT_PAYLOAD: Distribution = constant(1024, '1KiB')

/** Everything the operations compile against. */
export interface ProgramContext {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly storage: Storage
  readonly edges: EdgeTable
  readonly outcomes: readonly string[]
  /** In the order of the plan. */
  readonly caches: readonly DraftCache[]
  readonly joins: JoinBook
  readonly mail: Mail
}

/** All programs, of the modules, the stores and the brokers, in code-unit order of their names. */
export function compilePrograms(context: ProgramContext): DraftProgram[] {
  const { scenario, storage, joins } = context
  const participants = participantsOf(scenario, context.placement, storage)
  const preparing = [...participants.values()].flatMap(({ stores }) => stores.map(({ name }) => name))
  const programs = storePrograms(storage, new UsedVerbs(scenario, storage, joins, preparing), DEFAULT_PAYLOAD)
  programs.push(...processPrograms(scenario, context.edges))
  programs.push(...repairPrograms(context))
  programs.push(...brokerPrograms(context.mail, context.edges))
  programs.push(...relayPrograms(context))
  const works = new WorkPrograms(scenario, context.placement, participants)
  programs.push(...participantPrograms(participants, works, context))
  for (const lookUp of joins.lookUps) programs.push(lookUpProgram(lookUp, context))
  const judged = judgedOperations(scenario.expect)
  for (const { module, operation, name, path, steps } of operationsOf(scenario)) {
    const unit = context.placement.unitOf.get(module)?.name ?? ''
    const written = scenario.app[module]?.operations[operation]
    const payload = path[2] === 'on' ? SIGNAL : DEFAULT_PAYLOAD
    const counted = written?.idempotent === false || written?.idempotency !== undefined || judged.has(name)
    const own = { answer: written?.answer.distribution ?? payload, idempotent: written?.idempotent ?? true, counted }
    const around = surroundings(module, unit, context)
    programs.push(...flattenSteps(name, steps, [...path, 'steps'], own, around))
    if (!works.has(name)) continue
    const preparing = { ...around, callee: preparingCallee(around.callee, works) }
    programs.push(...renamedToWork(name, flattenSteps(name, steps, [...path, 'steps'], own, preparing)))
  }
  return programs.sort((left, right) => byCodeUnit(left.name, right.name))
}

/** What is called where those that take part in a two-phase commit prepare. */
function preparingCallee(callee: Surroundings['callee'], works: WorkPrograms): Surroundings['callee'] {
  return (text, input) => {
    const to = callee(text, input)
    return { ...to, program: works.instead(to.program, to.edge === '') }
  }
}

/** Operations of whose effects something is expected, which must be told for that. */
function judgedOperations(expect: Scenario['expect']): ReadonlySet<string> {
  return new Set(
    expect.flatMap((one) => {
      if (one.kind !== 'invariant') return []
      if ('operation' in one.rule) return [one.rule.operation]
      return one.rule.name === 'implies' ? [one.rule.first, one.rule.second] : []
    }),
  )
}

function surroundings(module: string, unit: string, context: ProgramContext): Surroundings {
  const { scenario, placement, storage, edges, outcomes, caches, joins } = context
  const cacheIndex = indexOfNames(caches)
  const statements = statementsOf(module, unit, context)
  const edgeTo = (callee: string, to: string): string =>
    edges.edgeOf.get(callKey({ from: unit, fromModule: module, to, toModule: callee, kind: 'unit' })) ?? ''
  return {
    unit,
    callee: (text, input) => {
      const callee = resolveOperation(scenario, text, module)
      const edge = edgeTo(callee?.module ?? '', placement.unitOf.get(callee?.module ?? '')?.name ?? '')
      const keyed = answersByKey(edges, edge) || Object.hasOwn(scenario.processes ?? {}, callee?.module ?? '')
      const key = input !== undefined && keyed ? inputPlan(scenario, input) : null
      return { program: callee?.name ?? '', edge, key }
    },
    statements,
    join: (step) => joins.partsOf(module, step),
    lookUp: (lookUp) => ({
      program: lookUp.name,
      edge: edgeTo(lookUp.module, placement.unitOf.get(lookUp.module)?.name ?? ''),
      request: DEFAULT_PAYLOAD,
    }),
    transaction: (step) => {
      const store = blockStore(step, storage, joins, module)
      if (store === undefined) return undefined
      const { rules } = store.template
      const isolation = step.isolation ?? (rules.kind === 'sql' ? rules.isolation : 'read-committed')
      return { store, plan: { store: storage.stores.indexOf(store), isolation, retries: step.retries } }
    },
    lease: ({ lease, ttl, retry, attempts, fencing }) => {
      const store = storage.storeOf.get(lease)
      const record = recordNames(storage).indexOf(lease)
      const at = store === undefined ? -1 : storage.stores.indexOf(store)
      return { store: at, record, ttl, retryEvery: retry, attempts, fencing }
    },
    invalidation: (step) => ({
      key: keyPlan(scenario, storage, step.invalidate, step.key),
      invalidation: {
        caches: cachesOf(caches, step).map(({ name }) => cacheIndex.get(name) ?? -1),
        delay: step.delay.distribution,
        loss: step.loss,
      },
    }),
    ...messageSteps(statements, unit, context),
    business: (transaction) => businessNames(scenario).indexOf(transaction),
    legs: (step) => legSurroundings(step, module, statements, edgeTo, context),
    cache: (record, input) => ({
      cache: cacheIndex.get(cacheName(module, record)) ?? -1,
      key: keyPlan(scenario, storage, record, input),
    }),
    outcome: (reason) => outcomeIndex(outcomes, reason),
  }
}

/** What the legs of a business transaction call, and where its log is. */
function legSurroundings(
  step: TransactionStep,
  module: string,
  statements: Statements,
  edgeTo: (callee: string, to: string) => string,
  { scenario, placement }: ProgramContext,
): TransactionSurroundings {
  return {
    business: businessNames(scenario).indexOf(step.transaction),
    callee: (text, instead = (program) => program) => {
      const callee = resolveOperation(scenario, text, module)
      const to = placement.unitOf.get(callee?.module ?? '')?.name ?? ''
      return { program: instead(callee?.name ?? ''), edge: edgeTo(callee?.module ?? '', to) }
    },
    reread: (text) => {
      const callee = resolveOperation(scenario, text, module)
      const again = rereadOperation(callee?.operation ?? '')
      if (callee === undefined || scenario.app[callee.module]?.operations[again] === undefined) return undefined
      const to = placement.unitOf.get(callee.module)?.name ?? ''
      return { program: `${callee.module}.${again}`, edge: edgeTo(callee.module, to), request: DEFAULT_PAYLOAD }
    },
    log: (record) => ({
      write: statements.made('write', record, { value: { kind: 'set', value: 0 }, ifUnchanged: true }),
      read: statements.made('read', record),
    }),
  }
}

/** What the module wants of brokers, outboxes and keys. */
function messageSteps(
  statements: Statements,
  unit: string,
  { scenario, storage, edges, mail }: ProgramContext,
): Pick<Surroundings, 'publish' | 'outbox' | 'once'> {
  const keyOf: MessageContext['keyOf'] = (input) => inputPlan(scenario, input)
  const messages: MessageContext = { mail, edges, storage, records: recordNames(storage), keyOf }
  return {
    publish: (step) => publishFields(step, unit, messages),
    outbox: (step) => outboxFields(step, statements),
    once: (step) => onceFields(step, statements, messages),
  }
}

/** What sends the messages of outboxes: each beside the module that publishes. */
function relayPrograms(context: ProgramContext): DraftProgram[] {
  return context.mail.events.flatMap((event) => {
    const [publisher] = event.publishers
    const unit = context.placement.unitOf.get(publisher?.module ?? '')?.name
    if (publisher === undefined || unit === undefined) return []
    return relayProgram(event, unit, statementsOf(publisher.module, unit, context))
  })
}

/** What operations offer to the coordinators of two-phase commits. */
function participantPrograms(
  participants: ReadonlyMap<string, Participant>,
  works: WorkPrograms,
  context: ProgramContext,
): DraftProgram[] {
  const { storage, placement } = context
  return [...participants.values()].flatMap(({ name, module, stores, calls, branch, place }) => {
    const unit = placement.unitOf.get(module)?.name ?? ''
    const statements = statementsOf(module, unit, context)
    const own = branch === 0 ? {} : { branch }
    const branches = stores.map((store) => {
      const { rules } = store.template
      const isolation = rules.kind === 'sql' ? rules.isolation : 'read-committed'
      const transaction = { store: storage.stores.indexOf(store), isolation, retries: 0, ...own }
      return { transaction, ending: (verb: StoreEnding) => statements.end(store, verb, own) }
    })
    const tells = calls.map(({ to }) => {
      const called = participants.get(to.name)
      const unitTo = placement.unitOf.get(to.module)?.name ?? ''
      const key = { from: unit, fromModule: module, to: unitTo, toModule: to.module, kind: 'unit' } as const
      const edge = context.edges.edgeOf.get(callKey(key)) ?? ''
      return (phase: 'rollback' | 'commit') => ({
        program: twoPhaseProgram(to.name, phase),
        edge,
        timeout: called?.timeout ?? 0,
      })
    })
    const does = works.has(name) ? workProgram(name) : name
    return twoPhasePrograms({ operation: name, unit, place, does, branches, tells })
  })
}

type StoreEnding = Parameters<Statements['end']>[1]

function statementsOf(module: string, unit: string, context: ProgramContext): Statements {
  const { scenario, storage, edges, outcomes, caches } = context
  const written = caches.flatMap(({ name, step }, index): [string, number][] =>
    step.mode.kind === 'write-through' || step.mode.kind === 'write-behind' ? [[name, index]] : [],
  )
  const writtenCaches = new Map(written)
  return new Statements({ scenario, storage, edges, outcomes, writtenCaches, payload: DEFAULT_PAYLOAD }, module, unit)
}

/**
 * A unit that coordinates the statements of a quorum itself repairs what it finds, over an edge of one of its modules.
 */
function repairPrograms({ scenario, placement, storage, edges }: ProgramContext): DraftProgram[] {
  return storage.stores.flatMap(({ name, template: { rules }, records, path }) => {
    if (rules.kind !== 'quorum' || rules.coordinator === 'node' || !rules['read-repair']) return []
    return placement.units.flatMap((unit) => {
      const from = unit.modules.filter((module) => Object.hasOwn(scenario.app, module))
      const [edge] = from.flatMap((fromModule) => {
        const call = { from: unit.name, fromModule, to: name, toModule: '', kind: 'store' } as const
        return edges.edgeOf.get(callKey(call)) ?? []
      })
      if (edge === undefined) return []
      const called = records.map((record) => `${record}.replica-write`)
      const program = `${unit.name}.${name}.replication`
      return [componentCalls(program, unit.name, edge, called, path, DEFAULT_PAYLOAD)]
    })
  })
}

/** The operation by which the owner of a record answers the joins of others. */
function lookUpProgram({ name, module, record, rows, key, place }: LookUp, context: ProgramContext): DraftProgram {
  const unit = context.placement.unitOf.get(module)?.name ?? ''
  const fields = statementsOf(module, unit, context).join([record], { rows, ...(key === undefined ? {} : { key }) })
  const steps = [draftStep(StepKind.access, `${name}[0]`, place, fields), endStep(name, place)]
  return { name, unit, operation: true, idempotent: true, answer: DEFAULT_PAYLOAD, steps, place }
}

/**
 * Whether a policy of the edge gives one call the answer of another for the same key. Where neither that nor the choice
 * of a server depends on the key, it is not drawn.
 */
function answersByKey({ edges }: EdgeTable, name: string): boolean {
  const settings = edges.find((edge) => edge.name === name)?.settings
  return settings !== undefined && (settings.coalesce.value || settings.fallback.value?.to.kind === 'stale')
}
