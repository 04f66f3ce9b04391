import { NodeTimer } from '../../../data/node-timer.ts'
import type { MessageWorld } from '../../message-world.ts'
import { backOff } from '../replicas/back-off.ts'
import type { LogNode } from '../replicas/log-node.ts'
import type { LogTransaction } from '../replicas/log-transaction.ts'
import { SignalKind } from '../replicas/signal.ts'

/** Tells the partitions that have messages of a transaction that it is decided, until all of them know. */
export class Markers {
  readonly transaction: LogTransaction
  readonly #node: LogNode
  readonly #left: Set<number>
  readonly #timer: NodeTimer
  readonly #done: () => void
  #rounds = 0

  constructor(world: MessageWorld, node: LogNode, transaction: LogTransaction, done: () => void) {
    this.transaction = transaction
    this.#node = node
    this.#left = new Set(transaction.partitions)
    this.#done = done
    this.#timer = new NodeTimer(world, node.instance, () => this.send())
  }

  send(): void {
    this.#rounds++
    this.#timer.startQuiet(backOff(this.#rounds))
    for (const partition of this.#left) {
      const leader = this.#node.leaders[partition] ?? -1
      if (leader === this.#node.number) {
        if (this.#node.replicas[partition]?.mark(this.transaction) === true) this.#knows(partition)
      } else if (leader >= 0) {
        this.#node.links.signal(leader, SignalKind.marker, partition, this.transaction, ({ yes }) => {
          if (yes) this.#knows(partition)
        })
      }
    }
  }

  stop(): void {
    this.#timer.stop()
    this.#left.clear()
  }

  #knows(partition: number): void {
    if (!this.#left.delete(partition) || this.#left.size > 0) return
    this.#timer.stop()
    this.#done()
  }
}
