import { EventKind } from '../event-kind.ts'
import { type Frame, NEVER, Waiting } from '../frame.ts'
import { FrameQueue } from '../frame-queue.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'

/** Cores that serve work first come, first served, each piece to its end. */
export class FcfsCpu {
  readonly #engine: Engine
  readonly #cores: number
  readonly #level: number
  readonly #queue = new FrameQueue()
  #busy = 0

  constructor(engine: Engine, cores: number, level: number) {
    this.#engine = engine
    this.#cores = cores
    this.#level = level
  }

  /** Starts `frame.work` ns of work, or queues for a core. */
  start(frame: Frame, probe: Probe): void {
    frame.waiting = Waiting.cpu
    frame.phaseStart = this.#engine.now
    if (this.#busy === this.#cores) {
      // `wake` may still be that of an earlier event, and `cancel` tells by it who waits here.
      frame.wake = NEVER
      this.#queue.join(frame)
      return
    }
    this.#busy++
    probe.level(this.#level, this.#engine.now, this.#busy)
    this.#occupy(frame)
  }

  /** The core of a frame whose work is done, or given up, goes to the next. */
  release(probe: Probe): void {
    const next = this.#queue.takeFirst()
    if (next !== null) {
      this.#occupy(next)
      return
    }
    this.#busy--
    probe.level(this.#level, this.#engine.now, this.#busy)
  }

  /** Gives up the work of a frame. */
  cancel(frame: Frame, probe: Probe): void {
    if (frame.wake === NEVER) {
      this.#queue.leave(frame)
      return
    }
    frame.used += frame.work - (frame.virtualFinish - this.#engine.now)
    frame.wake = NEVER
    this.#engine.disown()
    this.release(probe)
  }

  #occupy(frame: Frame): void {
    frame.virtualFinish = this.#engine.now + frame.work
    frame.wake = this.#engine.schedule(frame.work, eventCode(EventKind.cpuDone, frame.index))
  }
}
