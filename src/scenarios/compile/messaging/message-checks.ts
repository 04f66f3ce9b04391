import type { Scenario } from '../../scenario.ts'
import type { Findings } from '../findings.ts'
import type { Placement } from '../place-modules.ts'
import type { Storage } from '../place-records.ts'
import type { Mail } from './mail.ts'

/** What the checks of messages look at. */
export interface MessageChecks {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly storage: Storage
  readonly mail: Mail
  readonly findings: Findings
}
