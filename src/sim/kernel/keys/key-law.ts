import type { Source } from '../source.ts'

/** Which of `count` keys is touched: how popular each is. Key 0 is the most popular one. */
export interface KeyLaw {
  /** For people: `zipf(0.9)`. */
  readonly text: string
  /** How many keys there are; at least 1. */
  readonly count: number
  /** A key, an integer in [0, count). The cost does not grow with `count`. */
  sample(source: Source): number
  /** The probability of a key, an integer in [0, count). */
  probability(key: number): number
}
