import * as z from 'zod'
import type { Step } from '../../step.ts'
import type { Leg } from '../../transaction.ts'
import { sizeLaw } from '../literals.ts'
import { name } from '../name.ts'
import type { StepDocument } from '../step-document.ts'
import { thing } from '../thing.ts'
import type { LegDocument } from './transaction-documents.ts'

const yesOrNo = z.boolean({ error: 'true or false' })
const operation = z.string({ error: 'an operation' })

const legs: z.ZodType<readonly Leg[], readonly LegDocument[]> = z
  .array(
    z.lazy(() => leg),
    { error: 'a list of legs' },
  )
  .min(1, { error: 'a list of legs' })

const callLeg = thing('a leg', {
  call: operation.describe('An operation: module.operation.'),
  undo: operation.exactOptional().describe('The operation that undoes it.'),
  confirm: operation.exactOptional().describe('The operation that makes it final (try-confirm-cancel).'),
  pivot: yesOrNo
    .prefault(false)
    .describe('Whether nothing is undone any more when it has succeeded; what follows is tried until it succeeds.'),
  request: sizeLaw.prefault('1KiB').describe('Payload of each request.'),
}).transform((fields): Leg => ({ kind: 'leg', ...fields }))

const parallelLegs = thing('parallel legs', {
  parallel: legs.describe('Legs that are called at once.'),
}).transform((fields): Leg => ({ kind: 'parallel', ...fields }))

const nestedLegs = thing('a transaction inside a transaction', {
  transaction: name.describe('Its name.'),
  steps: legs.describe('Its legs: done and undone with those around it.'),
}).transform((fields): Leg => ({ kind: 'transaction', ...fields }))

const leg: z.ZodType<Leg, LegDocument> = z
  .union([callLeg, parallelLegs, nestedLegs], {
    error: 'a leg such as { call: module.operation, undo: module.operation }',
  })
  .meta({ id: 'leg' })

/** Several operations as one. */
export const transactionStep: z.ZodType<Step, StepDocument> = thing('a transaction step', {
  transaction: name.describe('Its name: transactions says how it is realised.'),
  steps: legs.describe('Its legs, in order.'),
  optional: yesOrNo.prefault(false).describe('Whether the operation goes on when it has failed.'),
}).transform((fields): Step => ({ kind: 'transaction', ...fields }))
