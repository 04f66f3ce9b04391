import type { Resilience4jWindow } from './resilience4j-window.ts'

const RECORDED = 1
const FAILED = 2
const SLOW = 4

/** The last `size` calls. */
export class Resilience4jCountWindow implements Resilience4jWindow {
  calls = 0
  failures = 0
  slow = 0
  readonly #ring: Uint8Array
  #next = 0

  constructor(size: number) {
    this.#ring = new Uint8Array(size)
  }

  record(_now: number, failed: boolean, slow: boolean): void {
    const ring = this.#ring
    this.#count(ring[this.#next] as number, -1)
    const call = RECORDED + (failed ? FAILED : 0) + (slow ? SLOW : 0)
    ring[this.#next] = call
    this.#count(call, 1)
    this.#next = this.#next + 1 === ring.length ? 0 : this.#next + 1
  }

  #count(call: number, sign: 1 | -1): void {
    if ((call & RECORDED) !== 0) this.calls += sign
    if ((call & FAILED) !== 0) this.failures += sign
    if ((call & SLOW) !== 0) this.slow += sign
  }
}
