import type { Cargo } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import type { Step } from '../../../step.ts'
import type { Message } from '../../message.ts'
import type { MessageWorld } from '../../message-world.ts'
import type { GroupDesk } from '../groups/coordination.ts'
import type { Group } from '../groups/groups.ts'
import type { Beliefs } from '../replicas/beliefs.ts'
import type { Partition } from '../replicas/partition.ts'
import type { Rest } from '../replicas/rest.ts'
import type { FetchReceiver } from './fetch-call.ts'

/** Kafka's `retry.backoff.ms` of clients, ns: how long they wait before they ask again. */
export const RETRY = 100e6

/** What the consumers of one subscription share. */
export interface ConsumerParts {
  readonly world: MessageWorld
  readonly group: Group
  /** By number. */
  readonly partitions: readonly Partition[]
  /** The partition that keeps the state of the group. */
  readonly home: Partition
  readonly beliefs: Beliefs
  readonly rest: Rest
  readonly groups: GroupDesk
  readonly fetches: FetchReceiver
  /** The calls that it makes. */
  readonly steps: { readonly fetch: Step; readonly coordinate: Step; readonly handle: Step }
  /** Whether the messages that a handler publishes and its offsets are one transaction. */
  readonly transactional: boolean
  /**
   * Publishes the dead letter of a message from the instance of a consumer, and tells how that has ended; `null` where
   * nobody handles dead letters.
   */
  readonly bury: ((message: Message, instance: number, done: (outcome: number) => void) => void) | null
  /** Sends something from the instance of a consumer. */
  send(instance: number, step: Step, cargo: Cargo<Frame>): void
}
