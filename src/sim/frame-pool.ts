import { Frame, FrameState, NEVER, Waiting } from './frame.ts'
import { invariant } from './kernel/invariant.ts'
import { PARTS } from './parts.ts'
import type { Program } from './step.ts'

/** All frames of a run. `parts` is replaced when the pool grows: read it anew in every function. */
export class FramePool {
  parts: Float64Array = new Float64Array(64 * PARTS)
  /** Frames taken and not given back. */
  inUse = 0
  readonly #frames: Frame[] = []
  readonly #free: Frame[] = []

  /** Frames ever made, in use or not: `at` takes indexes below it. */
  get size(): number {
    return this.#frames.length
  }

  /** The frame with this index. */
  at(index: number): Frame {
    return this.#frames[index] as Frame
  }

  take(kind: number, program: Program): Frame {
    this.inUse++
    const frame = this.#free.pop() ?? this.#create(program)
    frame.kind = kind
    frame.state = FrameState.active
    frame.waiting = Waiting.nothing
    frame.program = program
    frame.at = 0
    frame.pc = 0
    frame.failure = 0
    frame.repeats = -1
    frame.debt = 0
    frame.used = 0
    const { parts } = this
    // A loop over ten numbers is quicker than a call of `fill`.
    for (let i = frame.base; i < frame.base + PARTS; i++) parts[i] = 0
    return frame
  }

  /** Gives a frame back. Events still pending for it find another sequence number than they carry, and do nothing. */
  give(frame: Frame): void {
    invariant(frame.state !== FrameState.free, 'a frame was given back twice')
    this.inUse--
    frame.state = FrameState.free
    frame.parent = null
    frame.wake = NEVER
    frame.cancelWake = NEVER
    frame.series = -1
    frame.instance = -1
    frame.doomed = false
    frame.intercepted = 0
    frame.finishing = 0
    frame.connection = -1
    frame.timeoutSlot = -1
    frame.cargo = null
    frame.context = null
    this.#free.push(frame)
  }

  /** Puts `child` in front of the frames that `parent` waits for. */
  adopt(parent: Frame, child: Frame): void {
    child.parent = parent
    const first = parent.child
    child.sibling = first
    child.siblingBefore = null
    if (first !== null) first.siblingBefore = child
    parent.child = child
  }

  /** Takes `child` out of the frames its parent waits for. */
  orphan(child: Frame): void {
    const parent = child.parent
    if (parent === null) return
    const { sibling, siblingBefore } = child
    if (siblingBefore === null) parent.child = sibling
    else siblingBefore.sibling = sibling
    if (sibling !== null) sibling.siblingBefore = siblingBefore
    child.parent = null
    child.sibling = null
    child.siblingBefore = null
  }

  #create(program: Program): Frame {
    const frame = new Frame(this.#frames.length, program)
    this.#frames.push(frame)
    if (frame.base + PARTS > this.parts.length) {
      const parts = new Float64Array(this.parts.length * 2)
      parts.set(this.parts)
      this.parts = parts
    }
    return frame
  }
}
