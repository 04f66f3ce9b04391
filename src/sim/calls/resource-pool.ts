import type { FaultMark } from '../fault-mark.ts'
import type { Frame } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Probe } from '../kernel/probe.ts'
import { type Source, uniform53 } from '../kernel/source.ts'
import type { PoolPlan } from '../plan.ts'

/** Ids under which a pool reports to the probe. */
export interface PoolInstruments {
  readonly wait: number
  readonly inUse: number
  readonly queue: number
}

/** A fault that keeps places of a pool from those who need them. */
interface Withholding {
  /** Places it holds, or would hold if there were so many. */
  places: number
  /** Share of the places given back that stay out; 0 where it does not grow. */
  readonly share: number
  readonly source: Source | null
  readonly mark: FaultMark
}

/** A bound on concurrent use, for example the connections of a store; those who wait are served in order. */
export class ResourcePool {
  readonly name: string
  readonly #size: number
  readonly #ids: PoolInstruments
  readonly #queue = new FrameQueue()
  #inUse = 0
  /** What faults withhold; empty but for a while. */
  readonly #withheld: Withholding[] = []
  /** Places that may be in use; fewer than it has while faults withhold some. */
  #usable: number

  constructor(plan: PoolPlan, ids: PoolInstruments) {
    this.name = plan.name
    this.#size = plan.size
    this.#usable = plan.size
    this.#ids = ids
  }

  /** Takes a place for `frame`, or makes it wait; returns whether it has one. */
  acquire(frame: Frame, now: number, probe: Probe): boolean {
    if (this.#inUse < this.#usable) {
      this.#inUse++
      frame.holdsPool = true
      this.#report(now, probe)
      probe.waited(this.#ids.wait, now, 0)
      return true
    }
    if (this.#inUse < this.#size) this.#bite()
    this.#queue.join(frame)
    probe.level(this.#ids.queue, now, this.#queue.length)
    return false
  }

  /** Frees the place of `frame` and hands it to the next, which is returned and has to be sent on. */
  release(frame: Frame, now: number, probe: Probe): Frame | null {
    invariant(frame.holdsPool, 'a place in a pool was freed that nobody held')
    frame.holdsPool = false
    return this.giveBack(now, probe)
  }

  /** Frees a place that no frame has any more; as `release`. */
  giveBack(now: number, probe: Probe): Frame | null {
    if (this.#withheld.length > 0) this.#leak()
    if (this.#inUse > this.#usable) {
      if (this.#queue.length > 0) this.#bite()
      this.#inUse--
      this.#report(now, probe)
      return null
    }
    const next = this.#next(now, probe)
    if (next === null) {
      this.#inUse--
      this.#report(now, probe)
    }
    return next
  }

  /** Takes a waiting frame out of the queue. */
  withdraw(frame: Frame, now: number, probe: Probe): void {
    this.#queue.leave(frame)
    probe.level(this.#ids.queue, now, this.#queue.length)
  }

  /**
   * From now on a share of what is given back stays out. Returns what brings it all back: then call `grant` until it
   * says `null`. Bites: each place that stays out.
   */
  leak(share: number, source: Source, mark: FaultMark): () => void {
    return this.#withhold({ places: 0, share, source, mark })
  }

  /**
   * `take` places are held by somebody else, as soon as they are free; of several faults the takes add up. Returns what
   * brings them back: then call `grant` until it says `null`. Bites: whoever has to wait because of it.
   */
  exhaust(take: number, mark: FaultMark): () => void {
    return this.#withhold({ places: take, share: 0, source: null, mark })
  }

  /** Reports the places in use anew, after faults have changed what may be used. */
  refresh(now: number, probe: Probe): void {
    this.#report(now, probe)
  }

  /** Hands a place that is free again to the next who waits, which is returned and has to be sent on. */
  grant(now: number, probe: Probe): Frame | null {
    if (this.#inUse >= this.#usable) return null
    const next = this.#next(now, probe)
    if (next !== null) {
      this.#inUse++
      this.#report(now, probe)
    }
    return next
  }

  #next(now: number, probe: Probe): Frame | null {
    const next = this.#queue.takeFirst()
    if (next === null) return null
    next.holdsPool = true
    probe.level(this.#ids.queue, now, this.#queue.length)
    probe.waited(this.#ids.wait, now, now - next.phaseStart)
    return next
  }

  #withhold(one: Withholding): () => void {
    this.#withheld.push(one)
    this.#count()
    return () => {
      this.#withheld.splice(this.#withheld.indexOf(one), 1)
      this.#count()
    }
  }

  /** A place is given back: every leak decides for itself whether it stays out, and the first that says so has it. */
  #leak(): void {
    let lost: Withholding | undefined
    for (const one of this.#withheld) {
      if (one.source !== null && uniform53(one.source) < one.share) lost ??= one
    }
    if (lost === undefined) return
    lost.places++
    lost.mark.bites++
    this.#count()
  }

  #bite(): void {
    for (const { places, share, mark } of this.#withheld) if (share === 0 && places > 0) mark.bites++
  }

  #count(): void {
    let withheld = 0
    for (const { places } of this.#withheld) withheld += places
    this.#usable = Math.max(0, this.#size - withheld)
  }

  /** What somebody else holds is in use, too. */
  #report(now: number, probe: Probe): void {
    probe.level(this.#ids.inUse, now, Math.min(this.#size, this.#inUse + this.#size - this.#usable))
  }
}
