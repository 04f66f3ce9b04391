import type { CockatielCounter } from './cockatiel-counter.ts'

/** Opens at the `threshold`-th failure with no success between; cockatiel's `ConsecutiveBreaker`. */
export class CockatielConsecutive implements CockatielCounter {
  readonly #threshold: number
  #failures = 0

  constructor(threshold: number) {
    this.#threshold = threshold
  }

  succeeded(): void {
    this.#failures = 0
  }

  failed(): boolean {
    this.#failures++
    return this.#failures >= this.#threshold
  }
}
