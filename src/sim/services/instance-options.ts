import type { UnitPlan } from '../plan.ts'
import type { Desk } from './desk.ts'
import type { InstanceInstruments } from './instance-instruments.ts'

/** Which copy of which unit an instance is. */
export interface InstanceOptions {
  readonly plan: UnitPlan
  readonly unit: number
  /** Its number within the unit, from 0. */
  readonly number: number
  /** Its number among all instances. */
  readonly index: number
  /** There is never more work on its cpu than it has cores. */
  readonly exclusive: boolean
  readonly ids: InstanceInstruments
  readonly desk: Desk
}
