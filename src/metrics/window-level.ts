/** How a level went, by window; plain data. */
export interface WindowLevelData {
  /** Integral of the level over each window, ns. */
  readonly areas: readonly number[]
  /** The highest value in each window that lasted. */
  readonly maxima: readonly number[]
}

/** A level in windows of equal length, from 0 on; it is 0 at first. Times never go back. */
export class WindowLevel {
  readonly #width: number
  readonly #areas: number[] = []
  readonly #maxima: number[] = []
  #value = 0
  #since = 0

  /** `width`: of a window, ns. */
  constructor(width: number) {
    this.#width = width
  }

  /** Has another value from `at` ns on. */
  set(at: number, value: number): void {
    this.#settle(at)
    this.#value = value
  }

  /** Up to `at` ns; nothing is set afterwards. */
  data(at: number): WindowLevelData {
    this.#settle(at)
    return { areas: this.#areas, maxima: this.#maxima }
  }

  #settle(at: number): void {
    while (this.#since < at) {
      const window = Math.floor(this.#since / this.#width)
      const until = Math.max(this.#since + 1, Math.min(at, (window + 1) * this.#width))
      while (this.#areas.length <= window) {
        this.#areas.push(0)
        this.#maxima.push(0)
      }
      ;(this.#areas[window] as number) += this.#value * (until - this.#since)
      this.#maxima[window] = Math.max(this.#maxima[window] as number, this.#value)
      this.#since = until
    }
  }
}
