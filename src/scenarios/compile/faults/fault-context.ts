import type { CachePlan } from '../../../sim/cache-plan.ts'
import type { PoolPlan, WorkloadPlan } from '../../../sim/plan.ts'
import type { Scenario } from '../../scenario.ts'
import type { CompiledUnit } from '../compile-units.ts'
import type { DraftProgram } from '../draft-program.ts'
import type { EdgeTable } from '../edge-table.ts'
import type { Findings } from '../findings.ts'
import type { Placement } from '../place-modules.ts'
import type { RemoteCall } from '../remote-call.ts'
import type { Traffic } from './traffic.ts'

/** What the faults compile against: the scenario and what is made of it so far, in the order of the plan. */
export interface FaultParts {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly units: readonly CompiledUnit[]
  readonly edges: EdgeTable
  /** All calls that cross the network. */
  readonly calls: readonly RemoteCall[]
  readonly programs: readonly DraftProgram[]
  readonly workloads: readonly WorkloadPlan[]
  readonly outcomes: readonly string[]
  readonly findings: Findings
}

/** Where in the plan the names are. */
export interface FaultNames {
  readonly unitIndex: ReadonlyMap<string, number>
  readonly edgeIndex: ReadonlyMap<string, number>
  readonly programIndex: ReadonlyMap<string, number>
  readonly pools: readonly PoolPlan[]
  readonly caches: readonly CachePlan[]
  readonly zones: readonly string[]
  /** Names of units and stores of other variants. */
  readonly elsewhere: ReadonlySet<string>
}

/** Both together. */
export interface FaultContext extends FaultParts, FaultNames {
  readonly traffic: readonly Traffic[]
}
