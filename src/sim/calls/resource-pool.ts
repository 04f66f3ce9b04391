import type { Frame } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Probe } from '../kernel/probe.ts'
import type { PoolPlan } from '../plan.ts'

/** Ids under which a pool reports to the probe. */
export interface PoolInstruments {
  readonly wait: number
  readonly inUse: number
  readonly queue: number
}

/** A bound on concurrent use, for example the connections of a store; those who wait are served in order. */
export class ResourcePool {
  readonly #size: number
  readonly #ids: PoolInstruments
  readonly #queue = new FrameQueue()
  #inUse = 0

  constructor(plan: PoolPlan, ids: PoolInstruments) {
    this.#size = plan.size
    this.#ids = ids
  }

  /** Takes a place for `frame`, or makes it wait; returns whether it has one. */
  acquire(frame: Frame, now: number, probe: Probe): boolean {
    if (this.#inUse < this.#size) {
      this.#inUse++
      frame.holdsPool = true
      probe.level(this.#ids.inUse, now, this.#inUse)
      probe.waited(this.#ids.wait, now, 0)
      return true
    }
    this.#queue.join(frame)
    probe.level(this.#ids.queue, now, this.#queue.length)
    return false
  }

  /** Frees the place of `frame` and hands it to the next, which is returned and has to be sent on. */
  release(frame: Frame, now: number, probe: Probe): Frame | null {
    invariant(frame.holdsPool, 'a place in a pool was freed that nobody held')
    frame.holdsPool = false
    const next = this.#queue.takeFirst()
    if (next === null) {
      this.#inUse--
      probe.level(this.#ids.inUse, now, this.#inUse)
      return null
    }
    next.holdsPool = true
    probe.level(this.#ids.queue, now, this.#queue.length)
    probe.waited(this.#ids.wait, now, now - next.phaseStart)
    return next
  }

  /** Takes a waiting frame out of the queue. */
  withdraw(frame: Frame, now: number, probe: Probe): void {
    this.#queue.leave(frame)
    probe.level(this.#ids.queue, now, this.#queue.length)
  }
}
