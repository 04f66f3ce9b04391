import type { CockatielCounter } from './cockatiel-counter.ts'

const SUCCESS = 1
const FAILURE = 2

/**
 * Opens on a failure when at least `minimum` of the last `size` results are in and strictly more than `threshold` (a
 * share) of them are failures; cockatiel's `CountBreaker`. A successful probe clears it.
 */
export class CockatielCount implements CockatielCounter {
  readonly #threshold: number
  readonly #minimum: number
  readonly #samples: Uint8Array
  #current = 0
  #successes = 0
  #failures = 0

  constructor(options: { readonly threshold: number; readonly size: number; readonly minimum: number }) {
    this.#threshold = options.threshold
    this.#minimum = options.minimum
    this.#samples = new Uint8Array(options.size)
  }

  succeeded(_now: number, halfOpen: boolean): void {
    if (halfOpen) {
      this.#samples.fill(0)
      this.#successes = 0
      this.#failures = 0
    }
    this.#sample(SUCCESS)
  }

  failed(_now: number, halfOpen: boolean): boolean {
    this.#sample(FAILURE)
    const total = this.#successes + this.#failures
    return halfOpen || (total >= this.#minimum && this.#failures > this.#threshold * total)
  }

  #sample(result: number): void {
    const old = this.#samples[this.#current] as number
    if (old === SUCCESS) this.#successes--
    else if (old === FAILURE) this.#failures--
    if (result === SUCCESS) this.#successes++
    else this.#failures++
    this.#samples[this.#current] = result
    this.#current = (this.#current + 1) % this.#samples.length
  }
}
