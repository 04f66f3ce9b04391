import type { Resilience4jWindow } from './resilience4j-window.ts'

const SECOND = 1e9

/**
 * The current second and the `seconds - 1` before it. Seconds begin at whole seconds of the run, as those of the
 * library begin with the seconds of the clock and not with the first call.
 */
export class Resilience4jTimeWindow implements Resilience4jWindow {
  calls = 0
  failures = 0
  slow = 0
  readonly #calls: Int32Array
  readonly #failures: Int32Array
  readonly #slow: Int32Array
  #second = 0

  constructor(seconds: number) {
    this.#calls = new Int32Array(seconds)
    this.#failures = new Int32Array(seconds)
    this.#slow = new Int32Array(seconds)
  }

  record(now: number, failed: boolean, slow: boolean): void {
    const place = this.#move(Math.floor(now / SECOND))
    this.#calls[place] = (this.#calls[place] as number) + 1
    this.calls++
    if (failed) {
      this.#failures[place] = (this.#failures[place] as number) + 1
      this.failures++
    }
    if (slow) {
      this.#slow[place] = (this.#slow[place] as number) + 1
      this.slow++
    }
  }

  #move(second: number): number {
    const size = this.#calls.length
    for (let passed = Math.min(second - this.#second, size); passed > 0; passed--) {
      const place = (second - passed + 1) % size
      this.calls -= this.#calls[place] as number
      this.failures -= this.#failures[place] as number
      this.slow -= this.#slow[place] as number
      this.#calls[place] = 0
      this.#failures[place] = 0
      this.#slow[place] = 0
    }
    this.#second = second
    return second % size
  }
}
