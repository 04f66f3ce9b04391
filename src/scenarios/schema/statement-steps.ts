import * as z from 'zod'
import type { Step } from '../step.ts'
import { newValue, requirement, wholeNumber } from './data-literals.ts'
import { durationLaw, positiveCount, share } from './literals.ts'
import { name } from './name.ts'
import type { StepDocument } from './step-document.ts'
import { thing } from './thing.ts'

const key = name
  .exactOptional()
  .describe('The input that is the key; else one is drawn from the popularity of the record.')
const record = name.describe('A record that some module owns.')

/** The steps that touch records and hold no other steps. */
export const statementSteps: readonly z.ZodType<Step, StepDocument>[] = [
  thing('a read step', {
    read: record,
    key,
    from: z
      .enum(['leader', 'replica', 'any', 'nearest'], { error: 'leader, replica, any or nearest' })
      .prefault('leader')
      .describe('Which node is asked, where the store has a leader and replicas; nearest is one in the same zone.'),
    'for-update': z
      .boolean({ error: 'true or false' })
      .prefault(false)
      .describe('Whether the row stays locked until the transaction around it ends.'),
  }).transform((step): Step => ({ kind: 'read', ...step })),
  thing('a write step', {
    write: record,
    key,
    set: newValue
      .exactOptional()
      .describe('The value: a whole number, "read - 1" (what was read last of that key, and so much), or copy.'),
    if: z
      .enum(['unchanged'], { error: 'unchanged' })
      .exactOptional()
      .describe('Whether it fails with conflict unless the row still has the version that was read.'),
  }).transform((step): Step => ({ kind: 'write', ...step })),
  thing('an update step', {
    update: record,
    key,
    add: wholeNumber.describe('What is added to the value, whatever it is at that moment.'),
    require: requirement.exactOptional().describe('What the value must be afterwards; else nothing is done.'),
    as: name.exactOptional().describe('The business reason where it would not be so; else rejected.'),
  }).transform((step): Step => ({ kind: 'update', ...step })),
  thing('an insert step', {
    insert: record,
    key: name
      .exactOptional()
      .describe('The input that is the group, or the key of the new row; else a key that nothing else has.'),
    set: wholeNumber.exactOptional().describe('The value of the new row.'),
  }).transform((step): Step => ({ kind: 'insert', ...step })),
  thing('a delete step', { delete: record, key }).transform((step): Step => ({ kind: 'delete', ...step })),
  thing('a query step', {
    query: record,
    key,
    rows: positiveCount.exactOptional().describe('Rows it finds; of a record with groups those of the group.'),
    index: z
      .boolean({ error: 'true or false' })
      .prefault(true)
      .describe('Whether an index leads to the rows; else it looks at all there are.'),
  }).transform((step): Step => ({ kind: 'query', ...step })),
  thing('a join step', {
    join: z
      .array(record, { error: 'a list of records' })
      .min(2, { error: 'a list of at least two records' })
      .describe('Records whose rows belong together: one statement where one store holds all of them.'),
    key,
    rows: positiveCount.prefault(20).describe('Rows it finds in each of them.'),
  }).transform((step): Step => ({ kind: 'join', ...step })),
  thing('an invalidate step', {
    invalidate: name.describe('A record; caches are told that their copy of the key is out of date.'),
    key,
    delay: durationLaw.prefault(0).describe('How much later a copy goes.'),
    loss: share.prefault(0).describe('How often a copy never hears of it.'),
    in: name.exactOptional().describe('The module whose cache it is; else those of all modules.'),
  }).transform((step): Step => ({ kind: 'invalidate', ...step })),
]
