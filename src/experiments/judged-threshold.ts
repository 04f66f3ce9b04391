import type { RecoveryThreshold, Threshold } from '../metrics/threshold.ts'
import type { InvariantExpectation } from '../scenarios/expectation.ts'

/** One line of `expect`, ready to be judged. An invariant is watched while the scenario runs. */
export type JudgedThreshold = Threshold | RecoveryThreshold | InvariantExpectation
