/**
 * The only way out of a run. The world tells a probe what happened, in the neutral words of queueing theory; metrics,
 * checks and traces are folds over these facts. A probe must not touch the world: with any probe, or none, a run is the
 * same to the last bit.
 *
 * Ids are indexes into the catalogue the world hands out before the run. Times are integer nanoseconds.
 */
export interface Probe {
  /** An activity of series `series` began: a call was issued, a visit to a server started. */
  began(series: number, now: number): void
  /**
   * The activity that began at `start` ended. `outcome` indexes the catalogue's outcomes; 0 is success. The elapsed
   * time `now - start` is split over the catalogue's parts in `parts[base] … parts[base + parts - 1]`, which add up to
   * it exactly; a series of the catalogue with `parts: false` passes no meaningful numbers there.
   */
  ended(series: number, now: number, start: number, outcome: number, parts: Float64Array, base: number): void
  /**
   * The activity of series `series` that has just ended, of a user's request, failed; `origin` is the place, by index
   * into the catalogue's origins, where that was decided: an edge whose timeout ran out or whose policy refused, a unit
   * that refused or failed. -1 where no single place decided.
   */
  failed(series: number, now: number, outcome: number, origin: number): void
  /** Something waited `duration` (possibly 0) at `wait` and its wait ended now. */
  waited(wait: number, now: number, duration: number): void
  /** The level (a queue's length, busy slots, …) became `value`; it stays so until the next call for the same id. */
  level(level: number, now: number, value: number): void
  /** `amount` was added to a running count, for example bytes sent. */
  counted(counter: number, now: number, amount: number): void
}

/** What an id stands for: a name and labels, as in Prometheus. */
export interface Instrument {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** A series of activities. */
export interface SeriesInstrument extends Instrument {
  /** Whether `ended` passes a split of the elapsed time. */
  readonly parts: boolean
}

/** A level and its scale. */
export interface LevelInstrument extends Instrument {
  /** The value that counts as full, for example the number of slots; `Infinity` where nothing bounds it. */
  readonly capacity: number
}

/** What a run may be asked about, fixed before it starts. */
export interface Catalogue {
  readonly series: readonly SeriesInstrument[]
  readonly waits: readonly Instrument[]
  readonly levels: readonly LevelInstrument[]
  readonly counters: readonly Instrument[]
  /** Outcome names; index 0 is `ok`. */
  readonly outcomes: readonly string[]
  /** Places where a failure can be decided: edges (`web -> db`) and units (`db`). */
  readonly origins: readonly string[]
  /** The parts an elapsed time is split into, for example `queue`, `cpu`, `network`. */
  readonly parts: readonly string[]
}
