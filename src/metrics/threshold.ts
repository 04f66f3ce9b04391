import type { FigureKind } from './figures/figure.ts'

export type ThresholdOperator = '<' | '<=' | '>' | '>='

/** A limit on a metric, parsed: one line of `expect`. */
export interface Threshold {
  /** As written. */
  readonly text: string
  /** Segments of the metric's name, full or short, in which `*` stands for any run of characters. */
  readonly metric: readonly string[]
  /** The variant whose metric is meant (`… of monolith`); absent: every variant. */
  readonly of?: string
  readonly operator: ThresholdOperator
  readonly limit: ThresholdLimit
  /** Only judged in this variant. */
  readonly in?: string
}

export type ThresholdLimit =
  /** Durations in ns, rates per second, shares from 0 to 1, US dollars, bytes, plain numbers. */
  | { readonly kind: 'value'; readonly dimension: FigureKind; readonly value: number }
  /** `factor` times the same metric of another variant. */
  | { readonly kind: 'variant'; readonly variant: string; readonly factor: number }
