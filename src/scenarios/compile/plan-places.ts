import type { DocumentPath } from '../problem.ts'

/** Where the parts of a plan are written, by index. */
export interface PlanPlaces {
  readonly units: readonly DocumentPath[]
  readonly programs: readonly DocumentPath[]
  readonly steps: readonly (readonly DocumentPath[])[]
  /** Where the timeout of each edge is written; empty where there is none. */
  readonly timeouts: readonly DocumentPath[]
}
