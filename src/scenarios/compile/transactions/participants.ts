import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { recordsTouched, type Step } from '../../step.ts'
import { byCodeUnit } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import type { PlacedStore, Storage } from '../place-records.ts'
import { type Reach, type ReachedCall, type ReachedStep, reach } from '../reach.ts'
import { type OperationName, resolveOperation } from '../resolve-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { transactionsOf } from './transactions-of.ts'

/** An operation that takes part in a two-phase commit, of a leg or because one of those calls it. */
export interface Participant extends OperationName {
  /** Stores of kind sql that it writes to in its own process, in code-unit order of their names. */
  readonly stores: readonly PlacedStore[]
  /** Calls of others that take part because of that. */
  readonly calls: readonly ReachedCall[]
  readonly reach: Reach
  /** Whether it is the operation of a leg, and not only called by one. */
  readonly isLeg: boolean
  /** See `TransactionPlan`: 0 where only legs call it. */
  readonly branch: number
  /** Of the leg, or of the call, that makes it a participant. */
  readonly place: DocumentPath
  /** How long who tells it the decision waits for its answer, ns. */
  readonly timeout: number
}

/** Steps that change something in a store. */
const WRITING: readonly Step['kind'][] = ['write', 'update', 'insert', 'delete', 'publish', 'once', 'lease']

/** What a reached step writes; a row that it locks counts as well. */
export function recordsWritten({ step }: ReachedStep): readonly string[] {
  const locks = step.kind === 'read' && step['for-update']
  return locks || WRITING.includes(step.kind) ? recordsTouched(step) : []
}

/**
 * All operations that take part in two-phase commits, each once: those of legs in the order in which they stand, each
 * before those that it calls in other units and that write something, there or further on (the tree of processes of
 * Mohan, Lindsay and Obermarck, "Transaction management in the R* distributed database management system", 1986).
 */
export function participantsOf(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
): ReadonlyMap<string, Participant> {
  const tree = new Tree(scenario, placement, storage)
  for (const { step, module, path } of transactionsOf(scenario)) {
    const realisation = step.realised?.realisation
    if (realisation?.kind !== 'two-phase-commit') continue
    for (const { leg, way } of flatLegs(step.steps)) {
      const operation = resolveOperation(scenario, leg.call, module)
      if (operation !== undefined) tree.add(operation, [...path, ...way, 'call'], realisation.timeout, true)
    }
  }
  return tree.participants()
}

/** The store of the records of a module, the first one of kind sql in the order of their names. */
function storeOfModule({ stores, ownerOf }: Storage, module: string): PlacedStore | undefined {
  return stores.find(
    ({ template, records }) =>
      template.rules.kind === 'sql' && records.some((record) => ownerOf.get(record) === module),
  )
}

type Found = Omit<Participant, 'branch'>

class Tree {
  readonly #scenario: Scenario
  readonly #placement: Placement
  readonly #storage: Storage
  readonly #found = new Map<string, Found>()
  readonly #called = new Set<string>()
  readonly #reaches = new Map<string, Reach>()

  constructor(scenario: Scenario, placement: Placement, storage: Storage) {
    this.#scenario = scenario
    this.#placement = placement
    this.#storage = storage
  }

  add(operation: OperationName, place: DocumentPath, timeout: number, isLeg: boolean): void {
    const known = this.#found.get(operation.name)
    if (known !== undefined) {
      const lesser = Math.min(known.timeout, timeout)
      this.#found.set(operation.name, { ...known, timeout: lesser, isLeg: known.isLeg || isLeg })
      return
    }
    const within = this.#reachOf(operation)
    const calls = within.calls.filter(({ to }) => this.#writes(to, new Set()))
    const written = this.#storesWritten(within)
    // One that writes nothing takes part with the store that its module has.
    const own = written.length + calls.length > 0 ? written : [storeOfModule(this.#storage, operation.module)]
    const stores = own.flatMap((store) => (store?.template.rules.kind === 'sql' ? [store] : []))
    this.#found.set(operation.name, { ...operation, stores, calls, reach: within, place, timeout, isLeg })
    for (const { to, path } of calls) {
      this.#called.add(to.name)
      this.add(to, path, timeout, false)
    }
  }

  participants(): ReadonlyMap<string, Participant> {
    const called = [...this.#called].sort(byCodeUnit)
    return new Map(
      [...this.#found].map(([name, found]) => [name, { ...found, branch: called.indexOf(name) + 1 }] as const),
    )
  }

  #storesWritten({ steps }: Reach): readonly PlacedStore[] {
    const { storeOf } = this.#storage
    const stores = steps.flatMap((step) => recordsWritten(step).flatMap((record) => storeOf.get(record) ?? []))
    return [...new Set(stores)].sort((left, right) => byCodeUnit(left.name, right.name))
  }

  /** Whether an operation writes anything, in its unit or by calling others. */
  #writes(operation: OperationName, seen: Set<string>): boolean {
    if (seen.has(operation.name)) return false
    seen.add(operation.name)
    const within = this.#reachOf(operation)
    return this.#storesWritten(within).length > 0 || within.calls.some(({ to }) => this.#writes(to, seen))
  }

  #reachOf({ module, operation, name }: OperationName): Reach {
    const known = this.#reaches.get(name)
    if (known !== undefined) return known
    const steps = this.#scenario.app[module]?.operations[operation]?.steps ?? []
    const path = ['app', module, 'operations', operation, 'steps']
    const within = reach(this.#scenario, this.#placement, module, steps, path)
    this.#reaches.set(name, within)
    return within
  }
}
