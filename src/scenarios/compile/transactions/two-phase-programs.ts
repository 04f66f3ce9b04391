import type { TransactionPlan } from '../../../sim/data-plan.ts'
import { constant } from '../../../sim/kernel/distributions/constant.ts'
import { StepKind } from '../../../sim/plan.ts'
import type { DocumentPath } from '../../problem.ts'
import { type DraftProgram, type DraftStep, draftStep, endStep, type StepFields } from '../draft-program.ts'

/** What the program of one phase of an operation is called. */
export function twoPhaseProgram(operation: string, phase: 'prepare' | 'rollback' | 'commit'): string {
  return `${operation}-${phase}`
}

/** What the program is called that does what an operation does, and has others prepare that it calls. */
export function workProgram(operation: string): string {
  return `${operation}-work`
}

/** A store at which an operation prepares. */
export interface Branch {
  readonly transaction: TransactionPlan
  /** The calls of the store that end a transaction there. */
  readonly ending: (verb: 'prepare' | 'rollback' | 'commit-prepared' | 'rollback-prepared') => StepFields
}

/** An operation that takes part in a two-phase commit. */
export interface TwoPhaseOperation {
  /** `inventory.reserve` */
  readonly operation: string
  readonly unit: string
  readonly place: DocumentPath
  /** What it does: itself, or its `workProgram`. */
  readonly does: string
  readonly branches: readonly Branch[]
  /** The calls that tell those it has called what is decided. */
  readonly tells: readonly ((phase: 'rollback' | 'commit') => StepFields)[]
}

const SMALL = constant(256, '256B')

/**
 * The operations that a participant offers to a coordinator: doing the work in local transactions, one inside the
 * other, that are prepared and not committed, and the two ends of that. Whoever it has called on its way has prepared,
 * too, and hears from it how that ends.
 */
export function twoPhasePrograms(of: TwoPhaseOperation): DraftProgram[] {
  const { operation, unit, place, branches, tells } = of
  const own = { unit, idempotent: true, answer: SMALL, place }
  const end = (phase: 'commit' | 'rollback'): DraftProgram => {
    const name = twoPhaseProgram(operation, phase)
    const steps = [
      ...branches.map(({ ending }, index) =>
        draftStep(StepKind.access, `${name}[${index}]`, place, ending(`${phase}-prepared`)),
      ),
      ...tells.map((fields, index) =>
        draftStep(StepKind.call, `${name}[${branches.length + index}]`, place, { request: SMALL, ...fields(phase) }),
      ),
    ]
    return { ...own, name, operation: true, steps: [...steps, endStep(name, place)] }
  }
  const prepare = twoPhaseProgram(operation, 'prepare')
  const blocks: DraftProgram[] = []
  const steps = prepared(prepare, branches, of, blocks)
  return [
    ...blocks.map((block) => ({ ...block, ...own })),
    { ...own, name: prepare, operation: true, steps: [...steps, endStep(prepare, place)] },
    end('commit'),
    end('rollback'),
  ]
}

/** The steps of a program that does the work in transactions on these stores; adds the bodies of those to `blocks`. */
function prepared(
  program: string,
  [branch, ...inside]: readonly Branch[],
  of: TwoPhaseOperation,
  blocks: DraftProgram[],
): readonly DraftStep[] {
  const { place, does, unit } = of
  const path = `${program}[0]`
  if (branch === undefined) return [draftStep(StepKind.call, path, place, { program: does })]
  const body = `${path}.begin`
  const steps = [...prepared(body, inside, of, blocks), endStep(body, place)]
  blocks.push({ name: body, unit, operation: false, idempotent: true, answer: SMALL, steps, place })
  const { transaction, ending } = branch
  return [
    draftStep(StepKind.begin, path, place, { program: body, transaction }),
    draftStep(StepKind.access, `${path}.prepare`, place, ending('prepare')),
    draftStep(StepKind.access, `${path}.rollback`, place, ending('rollback')),
  ]
}
