import * as z from 'zod'
import type { Module, Operation, OwnedRecord } from '../scenario.ts'
import { type Count, positiveCount, type Quantity, sizeLaw } from './literals.ts'
import { named } from './name.ts'
import { popularity } from './popularity.ts'
import { step } from './step.ts'
import type { StepDocument } from './step-document.ts'
import { thing } from './thing.ts'

/** What a part of the application does and owns; never where it runs. */
export interface ModuleDocument {
  readonly operations?: Readonly<Record<string, OperationDocument>> | undefined
  readonly owns?: Readonly<Record<string, OwnedRecordDocument>> | undefined
}

/** The steps, or the steps with more about the operation. */
export type OperationDocument =
  | readonly StepDocument[]
  | {
      readonly steps: readonly StepDocument[]
      readonly answer?: Quantity | undefined
      readonly idempotent?: boolean | undefined
    }

export interface OwnedRecordDocument {
  readonly keys?: Count | undefined
  readonly popularity?: string | undefined
}

const stepList = z.array(step, { error: 'a list of steps' })
const answer = sizeLaw.prefault('1KiB')

const operation: z.ZodType<Operation, OperationDocument> = z
  .union(
    [
      stepList.transform((steps): Operation => ({ steps, answer: answer.parse(undefined), idempotent: true })),
      thing('an operation', {
        steps: stepList.describe('What the operation does, in order.'),
        answer: answer.describe('Payload of the answer.'),
        idempotent: z
          .boolean({ error: 'true or false' })
          .prefault(true)
          .describe('Whether doing it twice is as good as once; if not, only failures before it are tried again.'),
      }),
    ],
    { error: 'a list of steps, or { steps: [...], answer: 2KiB }' },
  )
  .meta({ id: 'operation' })

const ownedRecord: z.ZodType<OwnedRecord, OwnedRecordDocument> = thing('a record', {
  keys: positiveCount.prefault(1000).describe('How many keys it has.'),
  popularity: popularity.prefault('uniform').describe('Which keys are touched how often.'),
})

const module: z.ZodType<Module, ModuleDocument> = thing('a module', {
  operations: named('a map of operations', operation).prefault({}).describe('What can be asked of the module.'),
  owns: named('a map of records', ownedRecord).prefault({}).describe('The records that only this module touches.'),
}).meta({ id: 'module' })

/** Modules by name. */
export const app: z.ZodType<Readonly<Record<string, Module>>, Readonly<Record<string, ModuleDocument>>> = named(
  'a map of modules',
  module,
)
