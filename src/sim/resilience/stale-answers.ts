/** The last good answers of an edge, for a fallback that would rather be stale than nothing. Bounded. */
export interface StaleAnswers {
  /** A good answer of operation `program` for `key` (-1: it has none) came. */
  keep(program: number, key: number, now: number): void
  /** Whether there is one that is at most `age` ns old. */
  has(program: number, key: number, now: number): boolean
}
