import type { AccessPlan } from '../data-plan.ts'

/** A write that its caller knows to have happened. */
export interface Written {
  readonly plan: AccessPlan
  /** Instance whose code it is part of. */
  readonly caller: number
  readonly key: number
  readonly version: number
  readonly value: number
}
