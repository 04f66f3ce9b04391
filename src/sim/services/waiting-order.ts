import type { Frame } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import type { QueuePlan } from '../plan.ts'

/** In what order those who wait are served. */
export interface WaitingOrder {
  readonly length: number
  join(frame: Frame): void
  /** Takes out the next; `null` when nobody waits. */
  take(): Frame | null
  /** Takes out one of those who wait. */
  leave(frame: Frame): void
  /** Takes out one that is less important than a request of class `priority`, if there is any. */
  evict(priority: number): Frame | null
}

/** The order of a plan, with nobody waiting. */
export function waitingOrder({ discipline, lifoAbove }: QueuePlan): WaitingOrder {
  if (discipline === 'priority') return new PriorityOrder()
  if (discipline === 'fifo') return new TurningOrder(Number.POSITIVE_INFINITY)
  return new TurningOrder(discipline === 'lifo' ? 0 : lifoAbove)
}

/** First come, first served, but last come while more than `lifoAbove` wait. */
class TurningOrder extends FrameQueue implements WaitingOrder {
  readonly #lifoAbove: number

  constructor(lifoAbove: number) {
    super()
    this.#lifoAbove = lifoAbove
  }

  take(): Frame | null {
    return this.length > this.#lifoAbove ? this.takeLast() : this.takeFirst()
  }

  evict(): null {
    return null
  }
}

/** The class with the smallest number first, within it first come, first served. */
class PriorityOrder implements WaitingOrder {
  length = 0
  readonly #classes: FrameQueue[] = []

  join(frame: Frame): void {
    while (this.#classes.length <= frame.priority) this.#classes.push(new FrameQueue())
    this.#classOf(frame).join(frame)
    this.length++
  }

  take(): Frame | null {
    for (const queue of this.#classes) {
      const frame = queue.takeFirst()
      if (frame !== null) {
        this.length--
        return frame
      }
    }
    return null
  }

  leave(frame: Frame): void {
    this.#classOf(frame).leave(frame)
    this.length--
  }

  evict(priority: number): Frame | null {
    for (let i = this.#classes.length - 1; i > priority; i--) {
      // The newest of them has waited least for nothing.
      const frame = this.#classes[i]?.takeLast() ?? null
      if (frame !== null) {
        this.length--
        return frame
      }
    }
    return null
  }

  #classOf(frame: Frame): FrameQueue {
    return this.#classes[frame.priority] as FrameQueue
  }
}
