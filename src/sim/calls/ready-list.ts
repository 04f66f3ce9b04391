import type { Frame } from '../frame.ts'

/**
 * Frames that can go on because of the event being handled, beside the one that it concerns; the world runs them when
 * the event has been handled, in the order in which they came.
 */
export class ReadyList {
  /** Kept beside the array, because setting the length of an array is slow. */
  count = 0
  readonly #frames: Frame[] = []

  add(frame: Frame): void {
    this.#frames[this.count++] = frame
  }

  at(position: number): Frame {
    return this.#frames[position] as Frame
  }

  /** Takes a frame out, if it is in: a pause may have put it off. */
  remove(frame: Frame): void {
    const position = this.#frames.indexOf(frame)
    if (position < 0 || position >= this.count) return
    this.#frames.copyWithin(position, position + 1, this.count)
    this.count--
  }
}
