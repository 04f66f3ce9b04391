import type { Measure } from './measure.ts'

/** One comparison of the simulator with something known. */
export interface VerifyCase {
  /** As in the references where the case is one of theirs: `Q-MM1-1`. Unique. */
  readonly id: string
  /** The name that `--filter` also finds: `M/M/1`. */
  readonly family: string
  readonly title: string
  /** Where the expected values come from. */
  readonly source: string
  /** A scenario file, as a user would write it. */
  readonly scenario: string
  /** Texts of the files it replays, by path as written. */
  readonly files?: ReadonlyMap<string, string>
  /** In how many equal windows its figures read what happened over time; 0, the default, where none does. */
  readonly windows?: number
  /** Whether the case belongs to the short default set. */
  readonly quick: boolean
  /** What is compared; a function, because some expected values take a while to compute. */
  readonly figures: () => readonly CaseFigure[]
}

/** One number of a case. */
export interface CaseFigure {
  readonly metric: string
  readonly expected: number
  readonly tolerance: Tolerance
  readonly measure: Measure
}

/**
 * How far a measured value may lie from the expected one, beside what chance explains: a share of the expected value,
 * an amount in its unit, or (for measured running systems) anywhere in an interval.
 */
export type Tolerance =
  | { readonly relative: number }
  | { readonly absolute: number }
  | { readonly within: readonly [low: number, high: number] }

/** A case of the references that the present parts cannot express. */
export interface NotCovered {
  readonly id: string
  readonly title: string
  readonly reason: string
}
