import type { FigureKind } from './figures/figure.ts'

export type ThresholdOperator = '<' | '<=' | '>' | '>='

/** How soon a system is as good as its control again. */
export interface RecoveryThreshold {
  readonly kind: 'recovery'
  /** As written. */
  readonly text: string
  /** ns. */
  readonly within: number
  /** The id of a fault, after whose last episode it is judged; `all`: when the last of all has ended. */
  readonly after: string
  /** Only judged in this variant. */
  readonly in?: string
}

/** A limit on a metric, parsed: one line of `expect`. */
export interface Threshold {
  readonly kind?: 'metric'
  /** As written. */
  readonly text: string
  /** Segments of the metric's name, full or short, in which `*` stands for any run of characters. */
  readonly metric: readonly string[]
  /** The variant whose metric is meant (`… of monolith`); absent: every variant. */
  readonly of?: string
  readonly operator: ThresholdOperator
  readonly limit: ThresholdLimit
  /** The part of the time that counts; absent: all that is measured. `any` is all faults together. */
  readonly span?: { readonly kind: 'during' | 'after'; readonly fault: string }
  /** Only judged in this variant. */
  readonly in?: string
}

export type ThresholdLimit =
  /** Durations in ns, rates per second, shares from 0 to 1, US dollars, bytes, plain numbers. */
  | { readonly kind: 'value'; readonly dimension: FigureKind; readonly value: number }
  /** `factor` times the same metric of another variant. */
  | { readonly kind: 'variant'; readonly variant: string; readonly factor: number }
