import type { LeasePlan, TransactionPlan } from '../../sim/data-plan.ts'
import { Outcome } from '../../sim/outcome.ts'
import { type KeyPlan, StepKind } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'
import type {
  BeginStep,
  ChooseStep,
  DataStep,
  DeedStep,
  HearStep,
  InvalidateStep,
  JoinStep,
  LeaseStep,
  OnceStep,
  ParallelStep,
  PublishStep,
  Step,
  TransactionStep,
} from '../step.ts'
import type { JoinPart, LookUp } from './data/join-book.ts'
import type { Statements } from './data/statements.ts'
import { type DraftProgram, type DraftStep, draftStep, endStep, NOTHING, type StepFields } from './draft-program.ts'
import type { PlacedStore } from './place-records.ts'
import { callsProgram } from './transactions/compile-businesses.ts'
import { legSteps, type TransactionSurroundings } from './transactions/transaction-fields.ts'

/** Where the calls of an operation go. */
export interface Surroundings {
  /** The unit that runs the operation. */
  readonly unit: string
  /** A program by what a step calls it, and the edge to it: empty inside the unit. */
  readonly callee: (
    text: string,
    input?: string,
  ) => { readonly program: string; readonly edge: string; readonly key: KeyPlan | null }
  /** What the module wants of stores. */
  readonly statements: Statements
  /** The parts of a join; the program and edge of a look-up. */
  readonly join: (step: JoinStep) => readonly JoinPart[]
  readonly lookUp: (lookUp: LookUp) => StepFields
  /** The store of a transaction, and what it may see of others unless it says so. */
  readonly transaction: (step: BeginStep) => { readonly store: PlacedStore; readonly plan: TransactionPlan } | undefined
  readonly lease: (step: LeaseStep) => LeasePlan
  readonly invalidation: (step: InvalidateStep) => StepFields
  /** Publishing an event, and writing the row of it where it has an outbox. */
  readonly publish: (step: PublishStep) => StepFields
  readonly outbox: (step: PublishStep) => StepFields | undefined
  /** Doing something once: the step, noting its key, taking the note back, and the transaction around it, if any. */
  readonly once: (step: OnceStep) => OnceFields
  /** What the legs of a business transaction call, and where its log is. */
  readonly legs: (step: TransactionStep) => TransactionSurroundings
  /** Index of the cache of a record, and the key that a step looks up. */
  readonly cache: (record: string, input: string | undefined) => { readonly cache: number; readonly key: KeyPlan }
  /** Index of a business transaction in the plan. */
  readonly business: (transaction: string) => number
  /** Index of a business reason among the outcomes. */
  readonly outcome: (reason: string) => number
}

/** What the parts of a `once` step say. */
export interface OnceFields {
  readonly once: StepFields
  readonly note: StepFields
  readonly takeBack: StepFields
  readonly transaction: { readonly store: PlacedStore; readonly plan: TransactionPlan } | undefined
}

/**
 * One operation as flat programs: its own, and those of its parallel branches, repeated bodies and misses. Shares of
 * `choose` become jumps. A step is named after its place in the operation, `shop.checkout[2].choose[0][1]`, and so has
 * the same name in every deployment. `place` is that of the list of steps.
 */
export function flattenSteps(
  name: string,
  steps: readonly Step[],
  place: DocumentPath,
  own: Pick<DraftProgram, 'answer' | 'idempotent' | 'counted'>,
  around: Surroundings,
): DraftProgram[] {
  const writer = new ProgramWriter(around)
  writer.program(name, steps, place, true, own)
  return writer.programs
}

/** An anonymous part answers nobody; whoever tries again, tries the whole operation. */
const PART: Pick<DraftProgram, 'answer' | 'idempotent' | 'counted'> = { answer: NOTHING, idempotent: true }

class ProgramWriter {
  readonly programs: DraftProgram[] = []
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  program(name: string, steps: readonly Step[], place: DocumentPath, operation: boolean, own = PART): string {
    const flat: DraftStep[] = []
    this.#body(flat, name, steps, place)
    return this.#finish(name, flat, place, operation, own)
  }

  #finish(name: string, flat: DraftStep[], place: DocumentPath, operation: boolean, own = PART): string {
    flat.push(endStep(name, place))
    this.programs.push({ name, unit: this.#around.unit, operation, ...own, steps: flat, place })
    return name
  }

  /** Appends steps that are called `prefix[0]`, `prefix[1]` … */
  #body(flat: DraftStep[], prefix: string, steps: readonly Step[], place: DocumentPath): void {
    steps.forEach((step, index) => {
      this.#step(flat, step, `${prefix}[${index}]`, [...place, index])
    })
  }

  #step(flat: DraftStep[], step: Step, path: string, place: DocumentPath): void {
    switch (step.kind) {
      case 'cpu':
        flat.push(draftStep(StepKind.cpu, path, place, { amount: step.cpu.distribution }))
        return
      case 'io':
        flat.push(draftStep(StepKind.io, path, place, { amount: step.io.distribution }))
        return
      case 'call': {
        const to = this.#around.callee(step.call, step.key)
        const { optional, request } = step
        const fields = {
          ...to,
          optional,
          request: request.distribution,
          timeout: to.edge === '' ? 0 : (step.timeout ?? 0),
        }
        flat.push(draftStep(StepKind.call, path, place, fields))
        return
      }
      case 'send': {
        const to = this.#around.callee(step.send)
        flat.push(draftStep(StepKind.send, path, place, { ...to, request: step.request.distribution }))
        return
      }
      case 'parallel':
        flat.push(this.#parallel(step, path, place))
        return
      case 'choose':
        this.#choose(flat, step, path, place)
        return
      case 'repeat': {
        const program = this.program(`${path}.repeat`, step.do, [...place, 'do'], false)
        flat.push(draftStep(StepKind.repeat, path, place, { amount: step.repeat.distribution, program }))
        return
      }
      case 'fail': {
        const outcome = step.as === undefined ? Outcome.error : this.#around.outcome(step.as)
        flat.push(draftStep(StepKind.fail, path, place, { probability: step.fail, outcome }))
        return
      }
      case 'handle':
        flat.push(draftStep(StepKind.handle, path, place))
        return
      case 'respond':
        flat.push(draftStep(StepKind.respond, path, place))
        return
      case 'publish':
        this.#publish(flat, step, path, place)
        return
      case 'transaction':
        this.#transaction(flat, step, path, place)
        return
      case 'hear':
        this.#hear(flat, step, path, place)
        return
      case 'deed':
        this.#deed(flat, step, path, place)
        return
      case 'once':
        this.#once(flat, step, path.slice(0, -'[0]'.length), place.slice(0, -1))
        return
      default:
        this.#dataStep(flat, step, path, place)
    }
  }

  #dataStep(flat: DraftStep[], step: DataStep, path: string, place: DocumentPath): void {
    switch (step.kind) {
      case 'join':
        this.#join(flat, step, path, place)
        return
      case 'begin':
        this.#begin(flat, step, path, place)
        return
      case 'lease':
        this.#lease(flat, step, path, place)
        return
      case 'invalidate':
        flat.push(draftStep(StepKind.invalidate, path, place, this.#around.invalidation(step)))
        return
      case 'cache': {
        // Without steps of its own a miss reads the record, at the place of the cache.
        const read: Step = { kind: 'read', read: step.cache, from: 'leader', 'for-update': false }
        const miss = step.miss ?? [step.key === undefined ? read : { ...read, key: step.key }]
        const program = this.program(`${path}.miss`, miss, [...place, 'miss'], false)
        const fields = { ...this.#around.cache(step.cache, step.key), amount: step['look-up'].distribution, program }
        flat.push(draftStep(StepKind.cached, path, place, fields))
        return
      }
      default:
        flat.push(draftStep(StepKind.access, path, place, this.#around.statements.of(step)))
    }
  }

  /** One statement, or one after the other. */
  #join(flat: DraftStep[], step: JoinStep, path: string, place: DocumentPath): void {
    this.#around.join(step).forEach((part, index) => {
      const name = index === 0 ? path : `${path}.join[${index}]`
      if (part.kind === 'statement') {
        flat.push(draftStep(StepKind.access, name, place, this.#around.statements.join(part.records, step)))
      } else flat.push(draftStep(StepKind.call, name, place, this.#around.lookUp(part.lookUp)))
    })
  }

  /** A business transaction; its calls are a program of their own, which nobody runs from its start. */
  #transaction(flat: DraftStep[], step: TransactionStep, path: string, place: DocumentPath): void {
    const around = this.#around.legs(step)
    const program = callsProgram(step.transaction)
    const block = step.realised?.block
    const legs: DraftStep[] = block === undefined ? [...legSteps(step, path, place, around)] : []
    if (block !== undefined) this.#begin(legs, block, path, place)
    this.#finish(program, legs, place, false)
    const transact = { business: around.business }
    const { begins } = step.realised ?? {}
    const branches = begins === undefined ? [] : [this.program(`${path}.begin`, begins, [...place, 'steps'], false)]
    flat.push(draftStep(StepKind.transact, path, place, { program, optional: step.optional, branches, transact }))
  }

  /** A message of a choreographed saga: see `ChoreographyPart`. */
  #hear(flat: DraftStep[], step: HearStep, path: string, place: DocumentPath): void {
    const { leg, from, says } = step
    const business = this.#around.business(step.hear)
    const branches = step.answers.map((steps, index) => this.program(`${path}.answer[${index}]`, steps, place, false))
    const transact = { business, part: { kind: 'hears', leg, from, says } } as const
    flat.push(draftStep(StepKind.transact, path, place, { branches, transact }))
  }

  #deed(flat: DraftStep[], step: DeedStep, path: string, place: DocumentPath): void {
    const calls: DraftStep[] = []
    if (step.call.kind === 'call') {
      const { call, request } = step.call
      const fields = { ...this.#around.callee(call), request: request.distribution }
      calls.push(draftStep(StepKind.call, step.name, place, fields))
    }
    const program = this.#finish(`${path}.deed`, calls, place, false)
    const { leg, phase } = step
    const transact = { business: this.#around.business(step.deed), part: { kind: 'does', leg, phase } } as const
    flat.push(draftStep(StepKind.transact, path, place, { program, transact }))
  }

  /** begin, commit, rollback, what follows: see `TransactionPlan`. */
  #begin(flat: DraftStep[], step: BeginStep, path: string, place: DocumentPath): void {
    const of = this.#around.transaction(step)
    // Without a store there is nothing to commit, and that has been reported.
    if (of === undefined) return
    const program = this.program(`${path}.begin`, step.begin, [...place, 'begin'], false)
    this.#beginOf(flat, path, place, program, step.optional, of)
  }

  #beginOf(
    flat: DraftStep[],
    path: string,
    place: DocumentPath,
    program: string,
    optional: boolean,
    { store, plan }: NonNullable<OnceFields['transaction']>,
  ): void {
    const { statements } = this.#around
    flat.push(
      draftStep(StepKind.begin, path, place, { program, optional, transaction: plan }),
      draftStep(StepKind.access, `${path}.commit`, place, statements.end(store, 'commit')),
      draftStep(StepKind.access, `${path}.rollback`, place, statements.end(store, 'rollback')),
    )
  }

  /** lease, acquire, release, what follows: see `LeasePlan`. */
  #lease(flat: DraftStep[], step: LeaseStep, path: string, place: DocumentPath): void {
    const program = this.program(`${path}.lease`, step.do, [...place, 'do'], false)
    const { statements } = this.#around
    flat.push(
      draftStep(StepKind.lease, path, place, { program, lease: this.#around.lease(step) }),
      draftStep(StepKind.access, `${path}.acquire`, place, statements.lease(step, 'acquire')),
      draftStep(StepKind.access, `${path}.release`, place, statements.lease(step, 'release')),
    )
  }

  /** publish, the row of the outbox, what follows: see `PublishPlan`. */
  #publish(flat: DraftStep[], step: PublishStep, path: string, place: DocumentPath): void {
    flat.push(draftStep(StepKind.publish, path, place, this.#around.publish(step)))
    const row = this.#around.outbox(step)
    if (row !== undefined) flat.push(draftStep(StepKind.access, `${path}.outbox`, place, row))
  }

  /**
   * once, noting the key, taking the note back, what follows: see `OncePlan`. Steps inside keep the names that they
   * have without it, and so their draws. `path` and `place` are those of the operation.
   */
  #once(flat: DraftStep[], step: OnceStep, path: string, place: DocumentPath): void {
    const { once, note, takeBack, transaction } = this.#around.once(step)
    const name = `${path}.once`
    const inside: DraftStep[] =
      transaction === undefined ? [] : [draftStep(StepKind.access, `${name}.begin.note`, place, note)]
    this.#body(inside, path, step.do, place)
    let program = this.#finish(transaction === undefined ? name : `${name}.begin`, inside, place, false)
    if (transaction !== undefined) {
      const around: DraftStep[] = []
      this.#beginOf(around, `${name}.begin`, place, program, false, transaction)
      program = this.#finish(name, around, place, false)
    }
    flat.push(
      draftStep(StepKind.once, name, place, { ...once, program }),
      draftStep(StepKind.access, `${name}.note`, place, note),
      draftStep(StepKind.access, `${name}.take-back`, place, takeBack),
    )
  }

  #parallel(step: ParallelStep, path: string, place: DocumentPath): DraftStep {
    const { parallel } = step
    let branches: string[]
    if (parallel.kind === 'times') {
      const program = this.program(`${path}.parallel`, parallel.do, [...place, 'parallel', 'do'], false)
      branches = new Array<string>(parallel.times).fill(program)
    } else {
      branches = parallel.branches.map((steps, index) =>
        this.program(`${path}.parallel[${index}]`, steps, [...place, 'parallel', index], false),
      )
    }
    const need = step.need === 'all' ? branches.length : step.need === 'any' ? Math.min(1, branches.length) : step.need
    return draftStep(StepKind.parallel, path, place, { branches, need })
  }

  /** choose, first body, jump, second body, jump …, what follows. Shares below 1 leave the rest to what follows. */
  #choose(flat: DraftStep[], step: ChooseStep, path: string, place: DocumentPath): void {
    const choose = flat.length
    flat.push(draftStep(StepKind.choose, path, place))
    const targets: number[] = []
    const jumps: number[] = []
    step.choose.forEach((choice, index) => {
      targets.push(flat.length)
      this.#body(flat, `${path}.choose[${index}]`, choice.do, [...place, 'choose', index, 'do'])
      jumps.push(flat.length)
      flat.push(draftStep(StepKind.jump, `${path}.choose[${index}].jump`, place))
    })
    const cumulative = cumulativeShares(step.choose.map((choice) => choice.share))
    const after = flat.length
    if (cumulative.length > targets.length) targets.push(after)
    flat[choose] = draftStep(StepKind.choose, path, place, { targets, cumulative })
    for (const jump of jumps) {
      const old = flat[jump]
      if (old !== undefined) flat[jump] = { ...old, plan: { ...old.plan, targets: [after] } }
    }
  }
}

/** Shares nearer to 1 than this add up to it; decimal fractions do not add exactly. */
const ROUNDING = 1e-9

/**
 * Running sums of shares, the last exactly 1. Shares that leave more than a rounding error get one entry more, for the
 * rest.
 */
export function cumulativeShares(shares: readonly number[]): number[] {
  const sums: number[] = []
  let sum = 0
  for (const share of shares) {
    sum += share
    sums.push(Math.min(sum, 1))
  }
  if (sum < 1 - ROUNDING || sums.length === 0) return [...sums, 1]
  sums[sums.length - 1] = 1
  return sums
}
