import type { FaultMark } from '../../fault-mark.ts'
import type { Held } from './held.ts'
import type { Message } from './message.ts'

/** Holds messages back until it ends. */
export interface Holder {
  readonly mark: FaultMark
  hold(held: Held): void
}

/** A place through which messages pass one after the other. */
export interface Strait {
  readonly mark: FaultMark
  /** Takes a message through; returns how long that takes with the wait for those before it, ns. */
  pass(message: Message): number
}

/**
 * What the network faults on its way do to one message: each says what it would do, and what comes of it is the same in
 * whatever order they speak. A loss beats everything; a jam beats all but a loss; delays add up; of several bandwidths
 * the one at which the message takes longest counts. One object serves all messages of an edge, one after the other.
 */
export class Fate {
  lost = false
  /** Added to the time on the way, ns. */
  delay = 0
  /** How long the message takes through the narrowest place, with the wait for those before it, ns. */
  transmission = 0
  /** A second copy arrives so much later, ns; -1 for none. */
  copyAfter = -1
  /** What holds the message; `null` when it is on its way. */
  jam: Holder | null = null
  /** The outcome with which the connection ends in place of the server's answer; 0 for none. */
  intercepted = 0
  readonly #marks: FaultMark[] = []
  #count = 0
  readonly #straits: Strait[] = []
  #straitCount = 0

  /** Begins a new message. */
  reset(): void {
    this.lost = false
    this.delay = 0
    this.transmission = 0
    this.copyAfter = -1
    this.jam = null
    this.intercepted = 0
    this.#count = 0
    this.#straitCount = 0
  }

  lose(mark: FaultMark): void {
    this.lost = true
    mark.bites++
  }

  add(delay: number, mark: FaultMark): void {
    if (delay === 0) return
    this.delay += delay
    this.#note(mark)
  }

  /** `after`: how much later the copy arrives, ns; of several copies the earliest is made. */
  copy(after: number, mark: FaultMark): void {
    this.copyAfter = this.copyAfter < 0 ? after : Math.min(this.copyAfter, after)
    this.#note(mark)
  }

  /** The jam that began first holds the message. */
  hold(jam: Holder): void {
    this.jam ??= jam
  }

  /** The interception that began first decides. */
  intercept(outcome: number, mark: FaultMark): void {
    if (this.intercepted !== 0) return
    this.intercepted = outcome
    this.#note(mark)
  }

  narrow(strait: Strait): void {
    this.#straits[this.#straitCount++] = strait
  }

  /** All have spoken: what holds is done, and whatever has done something is counted. */
  settle(message: Message): void {
    const { jam } = this
    if (this.lost) return
    if (jam !== null) {
      jam.mark.bites++
      return
    }
    for (let i = 0; i < this.#straitCount; i++) {
      const strait = this.#straits[i] as Strait
      const duration = strait.pass(message)
      if (duration > 0) strait.mark.bites++
      this.transmission = Math.max(this.transmission, duration)
    }
    for (let i = 0; i < this.#count; i++) (this.#marks[i] as FaultMark).bites++
  }

  #note(mark: FaultMark): void {
    this.#marks[this.#count++] = mark
  }
}
