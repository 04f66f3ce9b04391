import * as z from 'zod'
import { OUTCOME_CHOICES, type OutcomeChoice } from '../../policy.ts'
import { name } from '../name.ts'

/** A set of outcomes as written: a word, or names. */
export type OutcomesDocument = (typeof OUTCOME_CHOICES)[number] | readonly string[]

/** Names of outcomes, at least one. */
export const outcomeNames: z.ZodType<readonly string[], readonly string[]> = z
  .array(name, { error: 'a list of outcomes' })
  .min(1, { error: 'a list of outcomes' })

/** Which outcomes belong to something. */
export const outcomes: z.ZodType<OutcomeChoice, OutcomesDocument> = z
  .union([z.enum(OUTCOME_CHOICES), outcomeNames], {
    error: 'transient, failures, definite, all or a list of outcomes',
  })
  .meta({ id: 'outcomes' })
