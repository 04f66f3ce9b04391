const TICK = 100
const SUB_WINDOWS = 10

interface SubWindow {
  readonly startedAt: number
  successes: number
  failures: number
}

/**
 * The rolling health metrics of Polly v8: a sub-window starts with a result that comes at least a tenth of the sampling
 * duration (in whole ticks of 100 ns) after the start of the last, and leaves when it began a whole sampling duration
 * ago.
 */
export class PollyWindow {
  successes = 0
  failures = 0
  readonly #sampling: number
  readonly #width: number
  readonly #windows: SubWindow[] = []

  /** `samplingDuration` in ns. */
  constructor(samplingDuration: number) {
    this.#sampling = samplingDuration
    this.#width = Math.floor(samplingDuration / TICK / SUB_WINDOWS) * TICK
  }

  succeeded(now: number): void {
    this.successes++
    this.#current(now).successes++
    this.#drop(now)
  }

  failed(now: number): void {
    this.failures++
    this.#current(now).failures++
    this.#drop(now)
  }

  clear(): void {
    this.successes = 0
    this.failures = 0
    this.#windows.length = 0
  }

  #current(now: number): SubWindow {
    const last = this.#windows.at(-1)
    if (last !== undefined && now - last.startedAt < this.#width) return last
    const next = { startedAt: now, successes: 0, failures: 0 }
    this.#windows.push(next)
    return next
  }

  #drop(now: number): void {
    let first = this.#windows[0]
    while (first !== undefined && now - first.startedAt >= this.#sampling) {
      this.successes -= first.successes
      this.failures -= first.failures
      this.#windows.shift()
      first = this.#windows[0]
    }
  }
}
