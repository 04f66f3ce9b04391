import type { Distribution } from '../../sim/kernel/distribution.ts'
import { constant } from '../../sim/kernel/distributions/constant.ts'
import { StepKind, type StepPlan } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'

/** A step whose programs and edge still go by their names. */
export interface DraftStep {
  readonly plan: Omit<StepPlan, 'program' | 'edge' | 'branches'>
  /** Name of the program it calls or repeats; empty for none. */
  readonly program: string
  /** Name of the edge of a call; empty inside the unit. */
  readonly edge: string
  /** Names of the programs that run at once. */
  readonly branches: readonly string[]
  /** Where it is written. */
  readonly place: DocumentPath
}

/** A program whose names are not yet resolved. */
export interface DraftProgram {
  readonly name: string
  readonly unit: string
  readonly operation: boolean
  readonly answer: Distribution
  readonly idempotent: boolean
  /** See `ProgramPlan`. */
  readonly counted?: boolean
  readonly steps: readonly DraftStep[]
  /** Where it is written. */
  readonly place: DocumentPath
}

/** What a step of that kind says; everything else stays at what means nothing. */
export type StepFields = Partial<
  Omit<DraftStep['plan'], 'kind' | 'path'> & Pick<DraftStep, 'program' | 'edge' | 'branches'>
>

/** Amount and payload of steps that have none. */
export const NOTHING: Distribution = constant(0)

/** A step of the one shape all steps have. */
export function draftStep(kind: StepKind, path: string, place: DocumentPath, fields: StepFields = {}): DraftStep {
  return {
    plan: {
      kind,
      path,
      amount: fields.amount ?? NOTHING,
      request: fields.request ?? NOTHING,
      optional: fields.optional ?? false,
      timeout: fields.timeout ?? 0,
      need: fields.need ?? 0,
      targets: fields.targets ?? [],
      cumulative: fields.cumulative ?? [],
      probability: fields.probability ?? 0,
      outcome: fields.outcome ?? 0,
      key: fields.key ?? null,
      cache: fields.cache ?? -1,
      ...dataOf(fields),
    },
    program: fields.program ?? '',
    edge: fields.edge ?? '',
    branches: fields.branches ?? [],
    place,
  }
}

/** What only steps that are about data have. */
export function dataOf(fields: StepFields): Partial<StepPlan> {
  const { access, transaction, lease, invalidation, publish, transact, once } = fields
  return {
    ...(access === undefined ? {} : { access }),
    ...(transaction === undefined ? {} : { transaction }),
    ...(lease === undefined ? {} : { lease }),
    ...(invalidation === undefined ? {} : { invalidation }),
    ...(publish === undefined ? {} : { publish }),
    ...(transact === undefined ? {} : { transact }),
    ...(once === undefined ? {} : { once }),
  }
}

/** The last step of every program. */
export function endStep(program: string, place: DocumentPath): DraftStep {
  return draftStep(StepKind.end, `${program}.end`, place)
}
