/** How many calls of a series failed with an outcome, and where that was decided. */
export interface OriginCount {
  /** Index into the outcomes. */
  readonly outcome: number
  /** Index into the catalogue's origins; -1 where no single place decided. */
  readonly origin: number
  readonly count: number
}

/** Counts failures by series, outcome and the place where they were decided. */
export class FailureOrigins {
  readonly #outcomes: number
  readonly #places: number
  readonly #counts = new Map<number, number>()

  /** `outcomes` and `origins`: how many of them the catalogue has. */
  constructor(outcomes: number, origins: number) {
    this.#outcomes = outcomes
    this.#places = origins + 1
  }

  add(series: number, outcome: number, origin: number): void {
    const key = (series * this.#outcomes + outcome) * this.#places + origin + 1
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** The counts of one series, by outcome and then origin. */
  of(series: number): readonly OriginCount[] {
    const first = series * this.#outcomes * this.#places
    const end = first + this.#outcomes * this.#places
    return [...this.#counts]
      .filter(([key]) => key >= first && key < end)
      .toSorted(([a], [b]) => a - b)
      .map(([key, count]) => ({
        outcome: Math.floor((key - first) / this.#places),
        origin: ((key - first) % this.#places) - 1,
        count,
      }))
  }
}
