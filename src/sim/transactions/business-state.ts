import type { BusinessKind } from '../business-fact.ts'
import type { Countermeasures } from '../business-plan.ts'
import type { BusinessWorld } from './business-world.ts'

/** What work for a business transaction needs of it. */
export interface BusinessState {
  readonly world: BusinessWorld
  /** Unique in the run. */
  readonly id: number
  /** Index of the plan. */
  readonly index: number
  readonly lock: Countermeasures['semanticLock']
  readonly versionFile: boolean
  /** Code that works for it has read a row; has read it again; has written it (version -1: perhaps). */
  saw(record: number, key: number, version: number): void
  compare(record: number, key: number, version: number): void
  wrote(record: number, key: number, version: number): void
  /** Code that works for a leg, at an instance, has met a row that another transaction has marked. */
  barred(leg: number, instance: number, outcome: number): void
  /** Tells a fact; `instance`: where it happens. */
  tell(kind: BusinessKind, instance: number, outcome?: number, leg?: number, attempt?: number): void
}
