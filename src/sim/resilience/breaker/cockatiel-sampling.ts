import type { CockatielCounter } from './cockatiel-counter.ts'

const MILLISECOND = 1e6

/**
 * Opens on a failure when the windows hold at least `minimumRps` times their length and strictly more than `threshold`
 * (a share) of it are failures; cockatiel's `SamplingBreaker`. There are max(5, ceil(duration / 1 s)) windows of
 * round(duration / windows) whole milliseconds. Only a result turns the windows, by exactly one however long the pause
 * was, so old counts outlive idle time. A successful probe clears them.
 */
export class CockatielSampling implements CockatielCounter {
  readonly #threshold: number
  /** Results below which it does not open. */
  readonly #minimum: number
  readonly #width: number
  readonly #successes: Float64Array
  readonly #failures: Float64Array
  #current = 0
  /** When the current window began; before the first result it is long over. */
  #startedAt = Number.NEGATIVE_INFINITY
  #totalSuccesses = 0
  #totalFailures = 0

  /** `duration` in ns; a `minimumRps` of 0 or of 5 / threshold is the library's default. */
  constructor(options: { readonly threshold: number; readonly duration: number; readonly minimumRps: number }) {
    const { threshold, minimumRps } = options
    const milliseconds = options.duration / MILLISECOND
    const windows = Math.max(5, Math.ceil(milliseconds / 1000))
    const width = Math.round(milliseconds / windows)
    this.#threshold = threshold
    // The library rounds its own default otherwise than the same rate when given: that may move the minimum by one.
    const isDefault = minimumRps === 0 || minimumRps === 5 / threshold
    this.#minimum = width * windows * (isDefault ? 5 / (threshold * 1000) : minimumRps / 1000)
    this.#width = width * MILLISECOND
    this.#successes = new Float64Array(windows)
    this.#failures = new Float64Array(windows)
  }

  succeeded(now: number, halfOpen: boolean): void {
    if (halfOpen) this.#clear()
    this.#turn(now)
    this.#successes[this.#current] = (this.#successes[this.#current] as number) + 1
    this.#totalSuccesses++
  }

  failed(now: number, halfOpen: boolean): boolean {
    this.#turn(now)
    this.#failures[this.#current] = (this.#failures[this.#current] as number) + 1
    this.#totalFailures++
    const total = this.#totalSuccesses + this.#totalFailures
    return halfOpen || (total >= this.#minimum && this.#totalFailures > this.#threshold * total)
  }

  #clear(): void {
    this.#successes.fill(0)
    this.#failures.fill(0)
    this.#totalSuccesses = 0
    this.#totalFailures = 0
    this.#startedAt = Number.NEGATIVE_INFINITY
  }

  #turn(now: number): void {
    if (now - this.#startedAt < this.#width) return
    const next = (this.#current + 1) % this.#failures.length
    this.#totalSuccesses -= this.#successes[next] as number
    this.#totalFailures -= this.#failures[next] as number
    this.#successes[next] = 0
    this.#failures[next] = 0
    this.#current = next
    this.#startedAt = now
  }
}
