import type { BusinessPlan, BusinessRules, LegPlan } from '../../../sim/business-plan.ts'
import type { Distribution } from '../../../sim/kernel/distribution.ts'
import type { Scenario } from '../../scenario.ts'
import type { Realisation } from '../../transaction.ts'
import { recordNames } from '../data/compile-records.ts'
import { byCodeUnit } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import type { Storage } from '../place-records.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { onlyLooks } from './only-looks.ts'
import { type Participant, participantsOf } from './participants.ts'
import { type TransactionPlace, transactionsOf } from './transactions-of.ts'
import { twoPhaseProgram } from './two-phase-programs.ts'

/** Names of the business transactions that are not local, in the order of the plan. */
export function businessNames(scenario: Scenario): readonly string[] {
  return transactionsOf(scenario)
    .flatMap(({ step }) => (step.realised === undefined ? [] : [step.transaction]))
    .sort(byCodeUnit)
}

/** The plans of the business transactions that are not local; absent where there are none. */
export function compileBusinesses(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
  index: { readonly unit: ReadonlyMap<string, number>; readonly program: ReadonlyMap<string, number> },
): { readonly businesses?: readonly BusinessPlan[] } {
  const places = transactionsOf(scenario).filter(({ step }) => step.realised !== undefined)
  if (places.length === 0) return {}
  const records = recordNames(storage)
  const participants = participantsOf(scenario, placement, storage)
  const programOf = (name: string): number => index.program.get(name) ?? -1
  const plans = places.map((place): BusinessPlan => {
    const { step, module } = place
    const { realisation, log } = step.realised ?? { realisation: { kind: 'none' as const } }
    return {
      name: step.transaction,
      unit: index.unit.get(placement.unitOf.get(module)?.name ?? '') ?? -1,
      rules: rulesOf(realisation),
      legs: legsOf(place, scenario, realisation, programOf, participants),
      calls: programOf(callsProgram(step.transaction)),
      log: log === undefined ? -1 : records.indexOf(log),
    }
  })
  return { businesses: plans.sort((left, right) => byCodeUnit(left.name, right.name)) }
}

/** Name of the program of the calls of a transaction; no operation can have it. */
export function callsProgram(transaction: string): string {
  return `transaction ${transaction}`
}

function legsOf(
  { step, module }: TransactionPlace,
  scenario: Scenario,
  { kind }: Realisation,
  programOf: (name: string) => number,
  participants: ReadonlyMap<string, Participant>,
): readonly LegPlan[] {
  const nameOf = (text: string | undefined): string =>
    text === undefined ? '' : (resolveOperation(scenario, text, module)?.name ?? '')
  const isTwoPhase = kind === 'two-phase-commit'
  return flatLegs(step.steps).map(({ leg, after }) => {
    const name = nameOf(leg.call)
    const phase = (of: 'prepare' | 'rollback' | 'commit'): number => programOf(twoPhaseProgram(name, of))
    return {
      name,
      program: isTwoPhase ? phase('prepare') : programOf(name),
      undo: isTwoPhase ? phase('rollback') : programOf(nameOf(leg.undo)),
      confirm: isTwoPhase ? phase('commit') : programOf(nameOf(leg.confirm)),
      // All participants prepare at once.
      after: isTwoPhase ? [] : after,
      pivot: leg.pivot && !isTwoPhase,
      looks: onlyLooks(scenario, name),
      ...(isTwoPhase && branchesOf(participants.get(name)) > 1 ? { spread: true } : {}),
      store: -1,
    }
  })
}

/** Where something is prepared for it: at stores, and by those whom it calls. */
function branchesOf(participant: Participant | undefined): number {
  return (participant?.stores.length ?? 0) + (participant?.calls.length ?? 0)
}

function rulesOf(realisation: Realisation): BusinessRules {
  switch (realisation.kind) {
    case 'saga':
      return {
        ...perseverance(realisation),
        kind: 'saga',
        answer: realisation.answer,
        timeout: finite(realisation.timeout),
        resume: realisation.resume,
        countermeasures: {
          semanticLock: realisation['semantic-lock'],
          rereadValue: realisation['reread-value'],
          versionFile: realisation['version-file'],
        },
        managed: realisation.engine === 'step-functions',
      }
    case 'try-confirm-cancel':
      return {
        ...perseverance(realisation),
        kind: realisation.kind,
        timeout: finite(realisation.timeout),
        resume: realisation.resume,
      }
    case 'two-phase-commit': {
      const { timeout, resend, resume } = realisation
      return { kind: realisation.kind, timeout, resend: resend.distribution, resume }
    }
    case 'choreography':
      return { kind: 'choreography', answer: realisation.answer, timeout: finite(realisation.timeout) }
    default:
      return { kind: realisation.kind }
  }
}

/** 0 stands for no timeout. */
function finite(timeout: number): number {
  return timeout === Number.POSITIVE_INFINITY ? 0 : timeout
}

function perseverance(of: Extract<Realisation, { readonly attempts: number }>): {
  readonly attempts: number
  readonly backoff: Distribution
  readonly undoAttempts: number
  readonly undoBackoff: Distribution
} {
  return {
    attempts: of.attempts,
    backoff: of.backoff.distribution,
    undoAttempts: of['undo-attempts'],
    undoBackoff: of['undo-backoff'].distribution,
  }
}
