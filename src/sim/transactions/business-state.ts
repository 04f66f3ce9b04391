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
  /** Whether an operation that comes after its undo is not done. */
  readonly versionFile: boolean
  /**
   * Whether participants have rows in their own stores of what they have done, which operation and undo both write:
   * then an undo waits for local transactions of its operation whose end nobody knows yet, as for the lock of a row.
   */
  readonly keepsVersions: boolean
  /** Code that works for it has read a row; has read it again; has written it (version -1: perhaps). */
  saw(record: number, key: number, version: number): void
  compare(record: number, key: number, version: number): void
  wrote(record: number, key: number, version: number): void
  /** Code that works for a leg, at an instance, has met a row that another transaction has marked. */
  barred(leg: number, instance: number, outcome: number): void
  /** Tells a fact; `instance`: where it happens. */
  tell(kind: BusinessKind, instance: number, outcome?: number, leg?: number, attempt?: number): void
}
