import type * as z from 'zod'
import type { FaultKind } from '../../fault.ts'
import { withRule } from '../thing.ts'
import type { FaultDocument } from './fault-document.ts'
import { targetRule } from './fault-targets.ts'
import { type FaultHead, headOf, type Times, timesRule } from './fault-times.ts'

/** A fault as one of its kinds reads it: its id may still be missing. */
export interface ReadFault extends FaultHead {
  readonly what: FaultKind
}

/** The schema of one kind of fault: a map whose first key is the kind. */
export type FaultSchema = z.ZodType<ReadFault, FaultDocument>

/** Adds what holds for all kinds; `instant` is for a fault that is over as soon as it has started. */
export function faultOfKind<Value extends Times, Input extends FaultDocument>(
  schema: z.ZodType<Value, Input>,
  read: (value: Value) => FaultKind,
  instant: boolean = false,
): FaultSchema {
  return withRule(withRule(schema, targetRule), (value) => timesRule(value, instant)).transform(
    (value): ReadFault => ({ ...headOf(value, instant), what: read(value) }),
  )
}
