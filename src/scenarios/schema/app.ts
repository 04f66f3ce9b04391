import * as z from 'zod'
import type { Module, Operation, OwnedRecord } from '../scenario.ts'
import { wholeNumber } from './data-literals.ts'
import { type Count, count, positiveCount, type Quantity, sizeLaw } from './literals.ts'
import { handlers } from './messaging/handlers.ts'
import { idempotency } from './messaging/idempotency.ts'
import type { HandlerDocument, IdempotencyDocument } from './messaging/messaging-document.ts'
import { name, named } from './name.ts'
import { popularity } from './popularity.ts'
import { step } from './step.ts'
import type { StepDocument } from './step-document.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** What a part of the application does and owns; never where it runs. */
export interface ModuleDocument {
  readonly operations?: Readonly<Record<string, OperationDocument>> | undefined
  readonly owns?: Readonly<Record<string, OwnedRecordDocument>> | undefined
  readonly on?: Readonly<Record<string, HandlerDocument>> | undefined
}

/** The steps, or the steps with more about the operation. */
export type OperationDocument =
  | readonly StepDocument[]
  | {
      readonly steps: readonly StepDocument[]
      readonly answer?: Quantity | undefined
      readonly idempotent?: boolean | undefined
      readonly idempotency?: IdempotencyDocument | undefined
    }

export interface OwnedRecordDocument {
  readonly keys?: Count | undefined
  readonly popularity?: string | undefined
  readonly initial?: string | number | undefined
  readonly 'copy-of'?: string | undefined
  readonly per?: string | undefined
  readonly rows?: Count | undefined
  readonly fenced?: boolean | undefined
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
        idempotency: idempotency('call')
          .exactOptional()
          .describe('Whether it is done once for each key, however often it is asked for.'),
      }).transform(
        ({ idempotency: once, ...rest }): Operation => (once === undefined ? rest : { ...rest, idempotency: once }),
      ),
    ],
    { error: 'a list of steps, or { steps: [...], answer: 2KiB }' },
  )
  .meta({ id: 'operation' })

const ownedRecord: z.ZodType<OwnedRecord, OwnedRecordDocument> = withRule(
  thing('a record', {
    keys: positiveCount.prefault(1000).describe('How many keys it has; where it has rows in groups, how many groups.'),
    popularity: popularity.prefault('uniform').describe('Which keys are touched how often.'),
    initial: wholeNumber
      .exactOptional()
      .describe('The value of every key at the start, a whole number; else values are opaque.'),
    'copy-of': name.exactOptional().describe('The record of which it keeps copies.'),
    per: name.exactOptional().describe('What its rows are grouped by, such as customer; the keys are the groups then.'),
    rows: count.prefault(0).describe('Rows in each group at the start.'),
    fenced: z
      .boolean({ error: 'true or false' })
      .prefault(false)
      .describe('Whether its store refuses writes with a token older than one it has seen.'),
  }),
  recordParts,
)

/** What a record cannot be at once. */
function recordParts(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if ('copy-of' in value && 'initial' in value) {
    const message = 'a copy begins with the values of what it copies'
    return { code: 'S108', message, path: ['initial'], hint: 'leave initial out' }
  }
  if ('per' in value && ('initial' in value || 'copy-of' in value)) {
    const stray = 'initial' in value ? 'initial' : 'copy-of'
    const message = `a record with rows in groups has no "${stray}"`
    return { code: 'S108', message, path: [stray], hint: 'its rows are only counted: leave one of the two out' }
  }
  if ('per' in value || value['rows'] === 0 || value['rows'] === undefined) return undefined
  const message = '"rows" has a meaning only with per: what rows are grouped by'
  return { code: 'S108', message, path: ['rows'], hint: 'add per: customer, or say keys' }
}

const module: z.ZodType<Module, ModuleDocument> = thing('a module', {
  operations: named('a map of operations', operation).prefault({}).describe('What can be asked of the module.'),
  owns: named('a map of records', ownedRecord).prefault({}).describe('The records that only this module touches.'),
  on: handlers.exactOptional().describe('What it does when events come.'),
}).meta({ id: 'module' })

/** Modules by name. */
export const app: z.ZodType<Readonly<Record<string, Module>>, Readonly<Record<string, ModuleDocument>>> = named(
  'a map of modules',
  module,
)
