import type { Frame } from '../frame.ts'
import type { FramePool } from '../frame-pool.ts'
import { Outcome } from '../outcome.ts'
import type { Client } from './client.ts'

/**
 * The end of branches: of `parallel`, and of the body of `repeat`, which is a parallel step of one branch. A step is
 * decided as soon as enough branches have succeeded, or too many have failed for that.
 */
export class Branches {
  readonly #frames: FramePool
  readonly #client: Client

  constructor(frames: FramePool, client: Client) {
    this.#frames = frames
    this.#client = client
  }

  /** Whether the step of `frame` is decided. */
  decided(frame: Frame): boolean {
    return frame.succeeded >= frame.need || frame.failed > frame.branches - frame.need
  }

  /** What is still running when a step is decided goes on by itself. */
  leave(frame: Frame): void {
    while (frame.child !== null) this.#frames.orphan(frame.child)
  }

  /**
   * A branch has ended; returns its parent if that decides the step and the parent is not still starting branches. The
   * time of the branch counts only if it decides.
   */
  done(branch: Frame, outcome: number): Frame | null {
    branch.cargo?.ended(branch, outcome)
    const parent = branch.parent
    if (parent !== null) parent.used += branch.used
    if (parent === null || this.decided(parent)) {
      this.#frames.orphan(branch)
      this.#frames.give(branch)
      return null
    }
    if (outcome === Outcome.ok) parent.succeeded++
    else parent.failed++
    const decided = this.decided(parent)
    if (decided) this.#client.settle(parent, branch, outcome)
    else this.#frames.orphan(branch)
    this.#frames.give(branch)
    if (!decided || parent.forking) return null
    this.leave(parent)
    return parent
  }
}
