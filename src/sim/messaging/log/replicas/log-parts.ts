import type { KafkaRules } from '../../../message-plan.ts'
import type { Step } from '../../../step.ts'
import type { MessageWorld } from '../../message-world.ts'
import type { LogFacts } from './log-facts.ts'
import type { Metadata } from './metadata.ts'
import type { PartitionLog } from './partition-log.ts'
import type { Rest } from './rest.ts'

/** What the nodes of a log share. */
export interface LogParts {
  readonly world: MessageWorld
  readonly rules: KafkaRules
  /** Index among all instances of the first node, and how many there are. */
  readonly first: number
  readonly count: number
  /** The call with which nodes talk to each other; `null` where there is one node only. */
  readonly step: Step | null
  readonly metadata: Metadata
  readonly rest: Rest
  readonly facts: LogFacts
  /** What a node has of a partition. */
  logAt(node: number, partition: number): PartitionLog
}
