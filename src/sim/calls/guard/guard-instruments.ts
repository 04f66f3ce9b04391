import type { LayerKind } from '../../policy-plan.ts'

/** Ids under which the policies of an edge report; -1 where the edge has no such policy. */
export interface GuardInstruments {
  readonly attempts: number
  readonly retries: number
  readonly retriesDenied: number
  readonly hedges: number
  readonly fallbacks: number
  readonly coalesced: number
  /** Counters of the calls that a policy has refused. */
  readonly rejections: Readonly<Partial<Record<LayerKind, number>>>
  /** Levels of a policy's states: for each caller in turn those for each callee; one of either where all share one. */
  readonly levels: Readonly<Partial<Record<LayerKind, readonly number[]>>>
}
