import type { SqlRules, StorePlan } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import type { DataWorld } from '../data-world.ts'
import type { Placement } from '../placement.ts'
import type { Replicas } from '../replicas.ts'
import type { Statement } from '../statement.ts'
import type { Doubts } from './doubts.ts'
import type { SqlNode } from './sql-node.ts'

/** What the statements and transactions of a store need of it. */
export interface SqlParts {
  readonly world: DataWorld
  readonly plan: StorePlan
  readonly rules: SqlRules
  readonly replicas: Replicas
  readonly placement: Placement
  /** What is prepared, as far as callers know. */
  readonly doubts: Doubts
  /** Plain statements that are over, to be used again. */
  readonly spare: Statement[]
  /** The node that an instance is, by its index among all. */
  node(instance: number): SqlNode
  /**
   * The node that a statement goes to; -1 where the balancer of the unit finds it by itself. `begun`: the nodes that
   * its transaction has come to; `null` where it is none.
   */
  aimOf(statement: Statement, caller: Frame, begun: readonly { readonly instance: number }[] | null): number
}
