import type { AccessVerb } from '../../../sim/data-plan.ts'
import type { Distribution } from '../../../sim/kernel/distribution.ts'
import { StepKind } from '../../../sim/plan.ts'
import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { recordOf } from '../../step.ts'
import type { StoreTemplate } from '../../store.ts'
import { type DraftProgram, type DraftStep, draftStep, endStep, NOTHING } from '../draft-program.ts'
import type { PlacedStore, Storage } from '../place-records.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import type { JoinBook } from './join-book.ts'
import { talksInside } from './nodes.ts'
import { blockStore } from './transaction-store.ts'

/** Verbs that end a transaction, whose program belongs to the store. */
const ENDINGS: ReadonlySet<AccessVerb> = new Set([
  'commit',
  'rollback',
  'prepare',
  'commit-prepared',
  'rollback-prepared',
])

/** Verbs whose program belongs to a record; those of the first line always have one. */
const ALWAYS: readonly AccessVerb[] = ['read', 'write']

/** Name of the program of a statement at its store. */
export function statementProgram(store: PlacedStore, verb: AccessVerb, record: string): string {
  const { rules } = store.template
  if (ENDINGS.has(verb)) return `${store.name}.${verb}`
  // Who coordinates by himself calls the nodes, and none of them coordinates.
  if (rules.kind === 'quorum' && rules.coordinator === 'client') return replicaProgram(record, verb)
  return `${record}.${verb}`
}

function replicaProgram(record: string, verb: AccessVerb): string {
  return `${record}.${READING.includes(verb) ? 'replica-read' : 'replica-write'}`
}

/** What the steps of the app do with each record and store; by record its verbs, by store `commit`. */
export class UsedVerbs {
  readonly #used = new Set<string>()

  /** `preparing`: names of the stores that take part in two-phase commits. */
  constructor(scenario: Scenario, storage: Storage, joins: JoinBook, preparing: readonly string[]) {
    for (const { module, steps, path } of operationsOf(scenario)) {
      walkSteps(steps, path, (step) => {
        if (step.kind === 'update' || step.kind === 'insert' || step.kind === 'delete' || step.kind === 'query') {
          this.#add(recordOf(step) ?? '', step.kind)
        } else if (step.kind === 'lease') {
          this.#add(step.lease, 'acquire')
          this.#add(step.lease, 'release')
        } else if (step.kind === 'begin') {
          const store = blockStore(step, storage, joins, module)
          if (store !== undefined) this.#add(store.name, 'commit')
        } else if (step.kind === 'publish' && step.outbox !== undefined) {
          for (const verb of ['insert', 'query', 'delete'] as const) this.#add(step.outbox, verb)
        } else if (step.kind === 'once') {
          for (const verb of ['insert', 'delete'] as const) this.#add(step.once, verb)
          const store = storage.storeOf.get(step.once)
          if (store !== undefined && step.idempotency.atomic) this.#add(store.name, 'commit')
        } else if (step.kind === 'join') {
          for (const part of joins.partsOf(module, step)) {
            if (part.kind === 'statement') this.#add(part.records[0] ?? '', part.records.length > 1 ? 'join' : 'query')
          }
        }
      })
    }
    for (const { record } of joins.lookUps) this.#add(record, 'query')
    for (const store of preparing) this.#add(store, 'prepare')
  }

  #add(name: string, verb: AccessVerb): void {
    this.#used.add(`${name}.${verb}`)
  }

  has(name: string, verb: AccessVerb): boolean {
    return this.#used.has(`${name}.${verb}`)
  }
}

const VERBS = ['update', 'insert', 'delete', 'query', 'join', 'acquire', 'release'] as const

/** Verbs that take as long as a read; the others take as long as a write. */
const READING: readonly AccessVerb[] = ['read', 'query', 'join']

/** What a store offers to callers, and what its nodes do for each other. */
export function storePrograms(storage: Storage, used: UsedVerbs, payload: Distribution): DraftProgram[] {
  return storage.stores.flatMap((store) => {
    const statements = store.records.flatMap((record) => recordPrograms(store, record, used, payload))
    return [...statements, ...transactionPrograms(store, used, payload), ...insidePrograms(store, payload)]
  })
}

function recordPrograms(store: PlacedStore, record: string, used: UsedVerbs, payload: Distribution): DraftProgram[] {
  const { rules } = store.template
  const verbs = [...ALWAYS, ...VERBS.filter((verb) => used.has(record, verb))]
  const replicas = hasReplicas(store.template)
    ? [
        atNode(store, `${record}.replica-read`, 'read', payload),
        atNode(store, `${record}.replica-write`, 'write', payload),
      ]
    : []
  if (rules.kind !== 'quorum') {
    return [...verbs.map((verb) => atNode(store, `${record}.${verb}`, verb, payload)), ...replicas]
  }
  if (rules.coordinator === 'client') return replicas
  // The nodes take the time; the one that coordinates asks them, and itself, and waits.
  return [...verbs.map((verb) => plain(store, `${record}.${verb}`, store.path, payload)), ...replicas]
}

function transactionPrograms(store: PlacedStore, used: UsedVerbs, payload: Distribution): DraftProgram[] {
  const { rules } = store.template
  const prepares = used.has(store.name, 'prepare')
  if (rules.kind !== 'sql' || !(prepares || used.has(store.name, 'commit'))) return []
  const name = `${store.name}.commit`
  const place = [...store.path, 'commit']
  const commit = draftStep(StepKind.io, `${name}[0]`, place, { amount: rules.commit.distribution })
  return [
    plain(store, name, place, payload, [commit]),
    // What was not committed costs nothing to forget.
    plain(store, `${store.name}.rollback`, place, payload),
    ...(prepares ? preparedPrograms(store, rules.commit.distribution, payload) : []),
  ]
}

/** Preparing writes to the disk as committing does; so does what becomes of it then, but for forgetting it. */
function preparedPrograms(store: PlacedStore, commit: Distribution, payload: Distribution): DraftProgram[] {
  const place = [...store.path, 'commit']
  const written = (verb: string): DraftProgram => {
    const name = `${store.name}.${verb}`
    return plain(store, name, place, payload, [draftStep(StepKind.io, `${name}[0]`, place, { amount: commit })])
  }
  return [
    written('prepare'),
    written('commit-prepared'),
    plain(store, `${store.name}.rollback-prepared`, place, payload),
  ]
}

/**
 * The calls that nodes make of each other, as steps of one program that nobody runs: entries of the log first, then
 * reads and writes of each record from node to node, then comparisons of all that two nodes have.
 */
function insidePrograms(store: PlacedStore, payload: Distribution): DraftProgram[] {
  const { name, template, records, path } = store
  const { rules } = template
  if (!talksInside(template)) return []
  const applies = rules.kind === 'sql' && rules.replicas > 0
  const compares = rules.kind === 'quorum' && rules['anti-entropy'] > 0
  const called = [
    ...(applies ? [`${name}.apply`] : []),
    ...(hasReplicas(template)
      ? records.flatMap((record) => [`${record}.replica-read`, `${record}.replica-write`])
      : []),
    ...(compares ? [`${name}.compare`] : []),
  ]
  const replication = componentCalls(`${name}.replication`, name, `${name} -> ${name}`, called, path, payload)
  return [
    replication,
    ...(applies ? [plain(store, `${name}.apply`, path, payload)] : []),
    ...(compares ? [plain(store, `${name}.compare`, path, payload)] : []),
  ]
}

/** Steps with which a component of a store calls programs of its nodes, from a unit over an edge. */
export function componentCalls(
  name: string,
  unit: string,
  edge: string,
  called: readonly string[],
  place: DocumentPath,
  request: Distribution,
): DraftProgram {
  const steps = called.map((program, index) =>
    draftStep(StepKind.call, `${name}[${index}]`, place, { program, edge, request }),
  )
  const all = [...steps, endStep(name, place)]
  return { name, unit, operation: false, idempotent: true, answer: NOTHING, steps: all, place }
}

/** Whether single rows go from node to node: to others that keep them, or to where they belong. */
function hasReplicas({ rules, shards }: StoreTemplate): boolean {
  return rules.kind === 'quorum' || shards.grow !== undefined
}

/** A program that takes the time of a statement, which takes effect in between. */
function atNode(store: PlacedStore, name: string, verb: AccessVerb, payload: Distribution): DraftProgram {
  const kind = READING.includes(verb) ? 'read' : 'write'
  const { before, after } = store.template[kind]
  const place = [...store.path, kind]
  const first = draftStep(StepKind.io, `${name}[0]`, place, { amount: before.distribution })
  const rest =
    after.distribution.mean > 0 ? [draftStep(StepKind.io, `${name}[2]`, place, { amount: after.distribution })] : []
  return plain(store, name, place, payload, [first], rest)
}

/** A program that does what its call carries, between some steps. */
function plain(
  { name: unit }: PlacedStore,
  name: string,
  place: DocumentPath,
  answer: Distribution,
  before: readonly DraftStep[] = [],
  after: readonly DraftStep[] = [],
): DraftProgram {
  const deliver = draftStep(StepKind.deliver, `${name}.deliver`, place)
  const steps = [...before, deliver, ...after, endStep(name, place)]
  return { name, unit, operation: true, idempotent: true, answer, steps, place }
}
