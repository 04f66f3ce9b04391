import type { Frame } from '../../../frame.ts'
import { invariant } from '../../../kernel/invariant.ts'
import type { KafkaConsumer } from '../../../message-plan.ts'
import { Outcome } from '../../../outcome.ts'
import type { LogNode } from '../replicas/log-node.ts'
import type { LogParts } from '../replicas/log-parts.ts'
import type { Replica } from '../replicas/replica.ts'
import type { Coordination, GroupDesk } from './coordination.ts'
import { Coordinator } from './coordinator.ts'
import type { GroupProgress } from './group-progress.ts'

/** One group of consumers: those of one subscription. */
export interface Group {
  readonly subscription: number
  readonly consumer: KafkaConsumer
  /** Partitions that it shares. */
  readonly partitions: number
  readonly progress: GroupProgress
}

/** The coordinators of all groups, each at the node that leads the partition of its group. */
export class Groups implements GroupDesk {
  readonly #parts: LogParts
  readonly #nodes: readonly LogNode[]
  readonly #groups: ReadonlyMap<number, Group>
  /** By the replica that they write to. */
  readonly #coordinators = new Map<Replica, Coordinator>()

  /** `groups`: by subscription. */
  constructor(parts: LogParts, nodes: readonly LogNode[], groups: ReadonlyMap<number, Group>) {
    this.#parts = parts
    this.#nodes = nodes
    this.#groups = groups
  }

  /** A node leads the partition of a group from now on. */
  led(replica: Replica): void {
    const { partition, state } = replica
    const group = this.#groups.get(partition.subscription)
    const { record } = state.log.at(state.log.end - 1)
    invariant(group !== undefined && record !== null, 'the partition of a group has no state of it')
    const { consumer, partitions, progress } = group
    const node = this.#nodes[state.node] as LogNode
    const coordinator = new Coordinator({ log: this.#parts, node, replica, consumer, partitions, progress }, record)
    this.#coordinators.set(replica, coordinator)
    coordinator.start()
  }

  retired(replica: Replica): void {
    const coordinator = this.#coordinators.get(replica)
    this.#coordinators.delete(replica)
    coordinator?.stop(this.#parts.world.instances[replica.state.instance]?.up !== true)
  }

  advanced(replica: Replica): void {
    this.#coordinators.get(replica)?.advanced()
  }

  coordinate(call: Frame, request: Coordination): number {
    const coordinator = this.#at(call, request.subscription)
    return coordinator === undefined ? Outcome.readOnly : coordinator.take(call, request)
  }

  withdraw(call: Frame): void {
    for (const coordinator of this.#coordinators.values()) coordinator.withdraw(call)
    this.#nodes[call.instance - this.#parts.first]?.withdraw(call)
  }

  #at(call: Frame, subscription: number): Coordinator | undefined {
    const node = this.#nodes[call.instance - this.#parts.first]
    const { partitions } = this.#parts.metadata
    const partition = partitions.find((one) => one.subscription === subscription)
    const replica = node?.replicas[partition?.index ?? -1]
    return replica === undefined ? undefined : this.#coordinators.get(replica)
  }
}
