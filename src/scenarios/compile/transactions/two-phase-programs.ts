import type { TransactionPlan } from '../../../sim/data-plan.ts'
import { constant } from '../../../sim/kernel/distributions/constant.ts'
import { StepKind } from '../../../sim/plan.ts'
import type { DocumentPath } from '../../problem.ts'
import { type DraftProgram, draftStep, endStep, type StepFields } from '../draft-program.ts'

/** What the program of one phase of an operation is called. */
export function twoPhaseProgram(operation: string, phase: 'prepare' | 'rollback' | 'commit'): string {
  return `${operation}-${phase}`
}

/** An operation that takes part in a two-phase commit. */
export interface Participant {
  /** `inventory.reserve` */
  readonly operation: string
  readonly unit: string
  readonly place: DocumentPath
  readonly transaction: TransactionPlan
  /** The calls of its store that end a transaction there. */
  readonly ending: (verb: 'prepare' | 'rollback' | 'commit-prepared' | 'rollback-prepared') => StepFields
}

const SMALL = constant(256, '256B')

/**
 * The operations that a participant offers to a coordinator: doing the work in a local transaction that is prepared and
 * not committed, and the two ends of that.
 */
export function twoPhasePrograms({ operation, unit, place, transaction, ending }: Participant): DraftProgram[] {
  const own = { unit, idempotent: true, answer: SMALL, place }
  const prepare = twoPhaseProgram(operation, 'prepare')
  const body = `${prepare}[0].begin`
  const call = draftStep(StepKind.call, `${body}[0]`, place, { program: operation })
  const block = [
    draftStep(StepKind.begin, `${prepare}[0]`, place, { program: body, transaction }),
    draftStep(StepKind.access, `${prepare}[0].prepare`, place, ending('prepare')),
    draftStep(StepKind.access, `${prepare}[0].rollback`, place, ending('rollback')),
  ]
  const end = (phase: 'commit' | 'rollback'): DraftProgram => {
    const name = twoPhaseProgram(operation, phase)
    const access = draftStep(StepKind.access, `${name}[0]`, place, ending(`${phase}-prepared`))
    return { ...own, name, operation: true, steps: [access, endStep(name, place)] }
  }
  return [
    { ...own, name: body, operation: false, steps: [call, endStep(body, place)] },
    { ...own, name: prepare, operation: true, steps: [...block, endStep(prepare, place)] },
    end('commit'),
    end('rollback'),
  ]
}
