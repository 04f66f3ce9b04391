import type { DocumentPath } from '../problem.ts'
import type { GuardPlaces } from './policies/guard-places.ts'

/** Where the parts of a plan are written, by index. */
export interface PlanPlaces {
  readonly units: readonly DocumentPath[]
  readonly programs: readonly DocumentPath[]
  readonly steps: readonly (readonly DocumentPath[])[]
  /** Where the timeout of each edge is written; empty where there is none. */
  readonly timeouts: readonly DocumentPath[]
  /** Where the policies of each edge are written. */
  readonly guards: readonly GuardPlaces[]
  /** Operations, by name, that some realisations of business transactions do without. */
  readonly spared: ReadonlySet<string>
  /** Where the policies of each unit's own are written. */
  readonly admissions: readonly GuardPlaces[]
}
