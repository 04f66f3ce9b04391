import * as z from 'zod'
import type { Isolation } from '../../sim/data-plan.ts'

/** What transactions may see of each other. */
export const isolation: z.ZodType<Isolation, Isolation> = z.enum(
  ['read-uncommitted', 'read-committed', 'repeatable-read', 'serializable'],
  { error: 'read-uncommitted, read-committed, repeatable-read or serializable' },
)
