import type { AnomalyName } from '../../../src/metrics/consistency/anomaly.ts'
import type { Written } from './facts.ts'

/** A minimal history that shows one anomaly, and the same with as little changed as makes it good. */
export interface Twin {
  readonly title: string
  readonly anomaly: AnomalyName
  readonly bad: readonly Written[]
  readonly good: readonly Written[]
  /** Default: `stock`. */
  readonly record?: number
}
