import { EventKind } from '../event-kind.ts'
import { type Frame, FrameState, NEVER, Waiting } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { FrameQueue } from '../frame-queue.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { Probe } from '../kernel/probe.ts'
import type { CpuQuota } from './cpu-quota.ts'

/** The `wake` of work on a core that stands still: no event will end it. */
const STANDING = -2

/** Cores that serve work first come, first served, each piece to its end. */
export class FcfsCpu {
  /** What bounds it; `null` for nothing. */
  quota: CpuQuota | null = null
  readonly #engine: Engine
  readonly #cores: number
  readonly #level: number
  readonly #queue = new FrameQueue()
  #busy = 0
  /** Work on the cores, in the order in which it got there; kept only from the first halt on. */
  #running: Frame[] | null = null
  /** Nothing computes; then `virtualFinish` of running work is what is left of it. */
  #halted = false

  constructor(engine: Engine, cores: number, level: number) {
    this.#engine = engine
    this.#cores = cores
    this.#level = level
  }

  /** Cores that compute now. */
  get busy(): number {
    return this.#halted ? 0 : this.#busy
  }

  /** Whether there is work, also while it stands still. */
  get hasWork(): boolean {
    return this.#busy > 0
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
    this.#changed(probe)
    this.#occupy(frame)
  }

  /** The core of a frame whose work is done, or given up, goes to the next. */
  release(frame: Frame, probe: Probe): void {
    if (this.#running !== null) this.#running.splice(this.#running.indexOf(frame), 1)
    const next = this.#queue.takeFirst()
    if (next !== null) {
      this.#occupy(next)
      return
    }
    this.#busy--
    this.#changed(probe)
  }

  /** Gives up the work of a frame. */
  cancel(frame: Frame, probe: Probe): void {
    if (frame.wake === NEVER) {
      this.#queue.leave(frame)
      return
    }
    const left = this.#halted ? frame.virtualFinish : frame.virtualFinish - this.#engine.now
    frame.used += frame.work - left
    if (!this.#halted) this.#engine.disown()
    frame.wake = NEVER
    this.release(frame, probe)
  }

  /** Keeps a list of what runs from now on, so that it can be halted; `index` is that of the instance. */
  follow(frames: FramePool, index: number): void {
    if (this.#running !== null) return
    const running: Frame[] = []
    for (let i = 0; i < frames.size; i++) {
      const frame = frames.at(i)
      if (frame.state === FrameState.free || frame.instance !== index) continue
      if (frame.waiting === Waiting.cpu && frame.wake !== NEVER) running.push(frame)
    }
    // Of two that end at one time the one that got its core first has the smaller number.
    this.#running = running.sort((a, b) => a.wake - b.wake)
  }

  /** Everything stands still from now on; only after `follow`. */
  halt(probe: Probe): void {
    for (const frame of this.#running as Frame[]) {
      frame.virtualFinish -= this.#engine.now
      frame.wake = STANDING
      this.#engine.disown()
    }
    this.#halted = true
    if (this.#busy > 0) this.#changed(probe)
  }

  /** Everything goes on from where it stood. */
  resume(probe: Probe): void {
    this.#halted = false
    for (const frame of this.#running as Frame[]) this.#run(frame, frame.virtualFinish)
    if (this.#busy > 0) this.#changed(probe)
  }

  #occupy(frame: Frame): void {
    if (this.#running === null) this.#run(frame, frame.work)
    else this.#occupyFollowed(frame, this.#running)
  }

  /** `#occupy` once there has been a halt. */
  #occupyFollowed(frame: Frame, running: Frame[]): void {
    running.push(frame)
    if (this.#halted) {
      frame.virtualFinish = frame.work
      frame.wake = STANDING
    } else this.#run(frame, frame.work)
  }

  #run(frame: Frame, work: number): void {
    frame.virtualFinish = this.#engine.now + work
    frame.wake = this.#engine.schedule(work, eventCode(EventKind.cpuDone, frame.index))
  }

  #changed(probe: Probe): void {
    probe.level(this.#level, this.#engine.now, this.busy)
    if (this.quota !== null) this.quota.changed(this.busy)
  }
}
