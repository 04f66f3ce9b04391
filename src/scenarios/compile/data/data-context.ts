import type { Scenario } from '../../scenario.ts'
import type { DraftCache } from '../caches.ts'
import type { Findings } from '../findings.ts'
import type { Storage } from '../place-records.ts'
import type { JoinBook } from './join-book.ts'

/** What the checks of data look at; all names have been checked. */
export interface DataContext {
  readonly scenario: Scenario
  readonly storage: Storage
  readonly joins: JoinBook
  readonly caches: readonly DraftCache[]
  readonly findings: Findings
}
