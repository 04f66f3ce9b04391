import type { CachePlan, PoolPlan } from '../../../sim/plan.ts'
import type { Scenario } from '../../scenario.ts'
import type { RemoteCall } from '../collect-calls.ts'
import type { CompiledUnit } from '../compile-units.ts'
import type { DraftProgram } from '../draft-program.ts'
import type { EdgeTable } from '../edge-table.ts'
import type { Findings } from '../findings.ts'
import type { Placement } from '../place-modules.ts'
import type { Traffic } from './traffic.ts'

/** What the faults compile against. All lists are in the order of the plan. */
export interface FaultContext {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly units: readonly CompiledUnit[]
  readonly unitIndex: ReadonlyMap<string, number>
  readonly edges: EdgeTable
  readonly edgeIndex: ReadonlyMap<string, number>
  /** All calls that cross the network. */
  readonly calls: readonly RemoteCall[]
  readonly programs: readonly DraftProgram[]
  readonly traffic: readonly Traffic[]
  readonly programIndex: ReadonlyMap<string, number>
  readonly pools: readonly PoolPlan[]
  readonly caches: readonly CachePlan[]
  readonly zones: readonly string[]
  /** Names of the workloads. */
  readonly workloads: readonly string[]
  readonly outcomes: readonly string[]
  /** Names of units and stores of other variants. */
  readonly elsewhere: ReadonlySet<string>
  readonly findings: Findings
}
