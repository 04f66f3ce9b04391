import { type Frame, FrameKind, Waiting } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { type Draws, pathHash } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import { sampleCount } from '../kernel/sample-count.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import { uniform53 } from '../kernel/source.ts'
import type { Program, Step } from '../step.ts'
import { Branches } from './branches.ts'
import type { Caller } from './caller.ts'
import type { Client } from './client.ts'
import type { LookUps } from './look-ups.ts'

/** Where a frame is in a look-up, kept in its `repeats`. */
const LookUp = { notBegun: -1, done: -2, missed: -3 } as const

/** What bodies need of the world. */
export interface BodiesParts {
  readonly engine: Engine
  readonly frames: FramePool
  readonly draws: Draws
  readonly client: Client
  readonly caches: LookUps
  /** Runs a frame until it waits. */
  readonly run: (frame: Frame) => void
}

/** Steps that run programs inside the unit: `parallel`, `repeat` and the look-up in a cache. */
export class Bodies {
  readonly #engine: Engine
  readonly #frames: FramePool
  readonly #draws: Draws
  readonly #client: Client
  readonly #caches: LookUps
  readonly #run: (frame: Frame) => void
  readonly #branches: Branches

  constructor(parts: BodiesParts) {
    this.#engine = parts.engine
    this.#frames = parts.frames
    this.#draws = parts.draws
    this.#client = parts.client
    this.#caches = parts.caches
    this.#run = parts.run
    this.#branches = new Branches(parts.frames, parts.client)
  }

  /** A frame for something inside the unit of `caller`. */
  inside(kind: number, caller: Caller, program: Program, path: number): Frame {
    const frame = this.#frames.take(kind, program)
    frame.request = caller.request
    frame.path = path
    frame.identity = path
    frame.workload = caller.workload
    frame.priority = caller.priority
    frame.instance = caller.instance
    frame.expiresAt = caller.expiresAt
    if (caller.context !== null) frame.context = caller.context
    frame.start = this.#engine.now
    return frame
  }

  /** A branch or body has ended; returns its parent if that can go on. */
  done(branch: Frame, outcome: number): Frame | null {
    return this.#branches.done(branch, outcome)
  }

  /** Where the program goes on after a `choose` step. */
  choose(frame: Frame, step: Step): number {
    this.#seek(step, frame)
    const point = uniform53(this.#draws)
    const { cumulative } = step
    let i = 0
    while (i < cumulative.length - 1 && point >= (cumulative[i] as number)) i++
    return step.targets[i] as number
  }

  /** The next round of `repeat`, or `null` when all are done. */
  repeat(frame: Frame, step: Step): Frame | null {
    if (frame.repeats < 0) {
      this.#seek(step, frame)
      frame.repeats = sampleCount(step.amount, this.#draws)
      frame.iteration = 0
    }
    if (frame.iteration === frame.repeats) {
      frame.repeats = -1
      return null
    }
    return this.body(frame, step, frame.iteration++)
  }

  /** Starts every branch of `parallel`; returns whether the step was decided at once. */
  fork(frame: Frame, step: Step): boolean {
    const { branches } = step
    frame.need = step.need
    frame.branches = branches.length
    frame.succeeded = 0
    frame.failed = 0
    frame.forking = true
    frame.waiting = Waiting.children
    for (let i = 0; i < branches.length; i++) {
      const path = pathHash(frame.path, step.hash, i)
      const branch = this.inside(FrameKind.branch, frame, branches[i] as Program, path)
      this.#frames.adopt(frame, branch)
      this.#run(branch)
    }
    frame.forking = false
    if (!this.#branches.decided(frame)) return false
    this.#branches.leave(frame)
    return true
  }

  /** How long the look-up that begins here takes, ns; 0 when the frame is past that. */
  timeToLookUp(frame: Frame, step: Step): number {
    if (frame.repeats !== LookUp.notBegun) return 0
    this.#seek(step, frame)
    frame.repeats = LookUp.done
    const duration = sampleDuration(step.amount, this.#draws)
    if (duration > 0) frame.pc = frame.at
    return duration
  }

  /**
   * Looks a key up once the time for it is over: the frame goes on with what it has found (and is returned), the body
   * runs, and when the frame comes by here again its result is kept; or it waits for who fetches the key (`null`).
   */
  lookUp(frame: Frame, step: Step): Frame | null {
    const { recordKey, cache } = step
    const { workload, request, path } = frame
    const fetched = frame.repeats === LookUp.missed
    frame.repeats = LookUp.notBegun
    // An optional body that has failed is no result.
    if (fetched && frame.succeeded === 0) return frame
    const key = recordKey === null ? 0 : recordKey.draw(this.#draws, workload, request, path)
    if (fetched) {
      this.#caches.fill(cache, frame, key)
      return frame
    }
    const found = this.#caches.find(cache, frame, key, this.#client.probe)
    if (found === 'found') return frame
    if (found === 'waits') {
      // Looking again takes no time.
      frame.repeats = LookUp.done
      frame.pc = frame.at
      return null
    }
    frame.repeats = LookUp.missed
    const body = this.body(frame, step, 0)
    body.cargo = this.#caches.fetching(cache, frame, key)
    return body
  }

  /** Runs the program of a step once more, and comes back to the step. */
  body(frame: Frame, step: Step, round: number): Frame {
    const body = this.inside(FrameKind.branch, frame, step.program, pathHash(frame.path, step.hash, round))
    this.#frames.adopt(frame, body)
    frame.need = 1
    frame.branches = 1
    frame.succeeded = 0
    frame.failed = 0
    frame.pc = frame.at
    frame.waiting = Waiting.children
    return body
  }

  #seek(step: Step, frame: Frame): void {
    this.#draws.seek(step.keyHigh, step.keyLow, frame.request, frame.path)
  }
}
