import { Outcome } from '../../outcome.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import type { QueueEntry } from './queue-entry.ts'
import { type Entering, type QueueHost, tellLost, tellRefused } from './queue-host.ts'
import type { RabbitQueue } from './rabbit-queue.ts'

/** A classic queue has one node: what is durable is there again when the node is, and meanwhile it is not to be had. */
export class ClassicHost implements QueueHost {
  readonly queue: RabbitQueue
  readonly isQuorum = false
  readonly #world: MessageWorld
  readonly #home: number
  /** What is on disk while the node is down. */
  #kept: readonly QueueEntry[] = []

  constructor(world: MessageWorld, queue: RabbitQueue, home: number) {
    this.#world = world
    this.queue = queue
    this.#home = home
  }

  start(): void {
    this.queue.lead(this.#home, [])
  }

  enter(message: Message, entering: Entering): void {
    const { queue } = this
    if (queue.refuses) {
      tellRefused(this.#world, queue, message)
      entering.known(Outcome.rejected)
      return
    }
    queue.release(queue.enter(message))
    entering.known(Outcome.ok)
  }

  crashed(node: number): void {
    if (this.queue.node !== node) return
    const entries = this.queue.leave()
    const { durable } = this.queue.place.topic
    this.#kept = durable ? entries : []
    if (!durable) for (const entry of entries) tellLost(this.#world, this.queue, entry)
  }

  restarted(node: number): void {
    if (this.queue.node >= 0 || node !== this.#home) return
    const kept = this.#kept
    this.#kept = []
    this.queue.lead(node, kept)
  }

  drained(): void {
    // It has nowhere to go.
  }
}
