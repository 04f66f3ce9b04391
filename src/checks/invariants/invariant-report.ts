import type { StoryEvent } from './story-event.ts'

/** What became of an invariant in one replication, as plain data. */
export interface InvariantReport {
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** How many cases were held against it; with 0 it is inconclusive. */
  readonly evaluated: number
  readonly violations: number
  /** Of a violation what is wrong, else why it is inconclusive or what was not looked at; `null` when all is well. */
  readonly reason: string | null
  /** What led to the first violation. */
  readonly story: readonly StoryEvent[]
}
