import type { Better } from '../paired.ts'

/** What a figure is a quantity of, in the unit given: a limit must be of the same kind. */
export type FigureKind =
  /** Milliseconds. */
  | 'duration'
  /** Per second. */
  | 'rate'
  /** From 0 to 1. */
  | 'share'
  /** US dollars. */
  | 'money'
  /** Bytes. */
  | 'size'
  /** A plain number, not negative. */
  | 'count'

/** One figure of a subject: how it is called and how it is read off a fold. */
export interface Figure<Fold> {
  /** The end of the metric's name, in segments: `['latency', 'p99']`. */
  readonly name: readonly string[]
  readonly kind: FigureKind
  readonly better: Better
  /** The value in the unit of `kind`; `null` where nothing was measured. Never NaN. */
  readonly pick: (fold: Fold) => number | null
  /** For a share of independent trials: their number. */
  readonly trials?: (fold: Fold) => number
  /** For a figure read off a histogram: how far apart two values of it are at least, as a share of them. */
  readonly resolution?: number
}

/** `part / whole`; `null` where the whole is 0 or one of them is unknown. */
export function ratio(part: number | null | undefined, whole: number | null | undefined): number | null {
  if (part === null || part === undefined || whole === null || whole === undefined || whole === 0) return null
  return part / whole
}
