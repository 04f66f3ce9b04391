import { StepKind } from '../../../sim/plan.ts'
import type { DocumentPath } from '../../problem.ts'
import type { TransactionStep } from '../../step.ts'
import type { CallLeg } from '../../transaction.ts'
import { type DraftStep, draftStep, type StepFields } from '../draft-program.ts'
import { flatLegs } from './flat-legs.ts'
import { twoPhaseProgram } from './two-phase-programs.ts'

/** What the legs of a transaction compile against. */
export interface TransactionSurroundings {
  /** The call of an operation, or of another program of the same module, in its place. */
  readonly callee: (text: string, instead?: (program: string) => string) => StepFields
  /** The call of the operation that reads again what another has read; `undefined` where that reads nothing. */
  readonly reread: (text: string) => StepFields | undefined
  /** The log of a transaction: writing and reading the row of it. */
  readonly log: (record: string) => { readonly write: StepFields; readonly read: StepFields }
  /** Index of the transaction in the plan. */
  readonly business: number
}

/**
 * The steps of the program of calls of a transaction: for each leg the call of its operation, of its undo and of its
 * confirm, or an `end` for what there is not; then writing and reading the log, the step at which its statements stand,
 * and where values are read again, a call for each leg that does.
 */
export function legSteps(
  step: TransactionStep,
  path: string,
  place: DocumentPath,
  around: TransactionSurroundings,
): DraftStep[] {
  const realisation = step.realised?.realisation
  // Nobody calls the legs of others.
  if (realisation?.kind === 'choreography') return []
  const steps = flatLegs(step.steps).flatMap(({ leg, way }, index) => {
    const where = [...place, ...way]
    // Named as in a local transaction, so that a leg draws the same in every variant.
    const name = `${path}.begin[${index}]`
    if (realisation?.kind !== 'two-phase-commit') return plainCalls(leg, name, where, around)
    return twoPhaseCalls(leg, name, where, around, realisation.timeout)
  })
  const log = step.realised?.log
  const rows = log === undefined ? undefined : around.log(log)
  const atLog = (part: 'write' | 'read'): DraftStep =>
    rows === undefined
      ? draftStep(StepKind.end, `${path}.log.${part}`, place)
      : draftStep(StepKind.access, `${path}.log.${part}`, place, rows[part])
  const rereads = legsToReread(step).map(({ leg, way }, index) => {
    const call = around.reread(leg.call)
    const name = `${path}.reread[${index}]`
    const where = [...place, ...way]
    return call === undefined ? draftStep(StepKind.end, name, where) : draftStep(StepKind.call, name, where, call)
  })
  const stand = draftStep(StepKind.transact, `${path}.log`, place, { transact: { business: around.business } })
  return [...steps, atLog('write'), atLog('read'), stand, ...rereads]
}

/** All legs, where values are read again. */
function legsToReread({ steps, realised }: TransactionStep): ReturnType<typeof flatLegs> {
  const { realisation } = realised ?? {}
  return realisation?.kind === 'saga' && realisation['reread-value'] ? flatLegs(steps) : []
}

function plainCalls(leg: CallLeg, name: string, place: DocumentPath, around: TransactionSurroundings): DraftStep[] {
  const call = (text: string | undefined, part: string): DraftStep =>
    text === undefined
      ? draftStep(StepKind.end, `${name}${part}`, place)
      : draftStep(StepKind.call, `${name}${part}`, place, {
          ...around.callee(text),
          request: leg.request.distribution,
        })
  return [call(leg.call, ''), call(leg.undo, '.undo'), call(leg.confirm, '.confirm')]
}

/** Preparing, rolling back and committing what the operation does at its store. */
function twoPhaseCalls(
  leg: CallLeg,
  name: string,
  place: DocumentPath,
  around: TransactionSurroundings,
  timeout: number,
): DraftStep[] {
  return (['prepare', 'rollback', 'commit'] as const).map((phase) => {
    const to = around.callee(leg.call, (program) => twoPhaseProgram(program, phase))
    return draftStep(StepKind.call, phase === 'prepare' ? name : `${name}.${phase}`, place, {
      ...to,
      request: leg.request.distribution,
      // For votes the coordinator has a limit of its own.
      timeout: phase === 'prepare' || to.edge === '' ? 0 : timeout,
    })
  })
}
