import type { Edge } from '../calls/edge.ts'
import type { Wire } from '../calls/wire.ts'
import type { FaultMark } from '../fault-mark.ts'
import type { Plan } from '../plan.ts'
import type { Instance } from '../services/instance.ts'
import type { Levers, Lift } from '../services/levers.ts'
import type { HotKeys } from '../workload/hot-keys.ts'

/** What faults can do to the load. */
export interface LoadLevers {
  surge(workload: number, factor: number, mark: FaultMark): Lift
  insist(workload: number, attempts: number, wait: number, mark: FaultMark): Lift
}

/** What faults act on. */
export interface EffectParts {
  readonly plan: Plan
  readonly seed: string
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly wire: Wire
  readonly levers: Levers
  readonly load: LoadLevers
  readonly keys: HotKeys
  /** Whether an instance, by its index, leads its shard or its process at this moment. */
  readonly leads: (instance: number) => boolean
}

/** Whose effect it is. */
export interface EffectOwner {
  readonly mark: FaultMark
  /** Names its streams: `fault/<id>`, and for parts of a fault that does several things at once a number behind it. */
  readonly path: string
}
