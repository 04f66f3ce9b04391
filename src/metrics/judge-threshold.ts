import type { Estimate } from './estimate.ts'
import type { FigureKind } from './figures/figure.ts'
import { fullMetricName, matchesMetric, shortMetricName } from './metric-name.ts'
import { pairedDifference } from './paired.ts'
import { estimateOf, type Sample } from './sample.ts'
import type { SampleBook } from './sample-book.ts'
import type { Threshold, ThresholdOperator } from './threshold.ts'

export type Verdict = 'pass' | 'fail' | 'inconclusive'

/** What became of a threshold, for one metric of one variant. */
export interface ThresholdResult {
  /** As written. */
  readonly name: string
  readonly variant: string
  /** The metric, where the threshold names several; `null` where none fits. */
  readonly metric: string | null
  readonly verdict: Verdict
  /** True only for `pass`. */
  readonly ok: boolean
  /** In the metric's unit (durations in ms); against another variant, the difference: this one minus the limit. */
  readonly value: Estimate | null
  readonly operator: ThresholdOperator
  /** In the metric's unit; 0 against another variant. */
  readonly limit: number
  readonly kind: FigureKind
  /** Values that the interval rests on: replications, or batches of a single one. */
  readonly evaluated: number
  /** Why it is inconclusive; `null` otherwise. */
  readonly reason: string | null
}

const NS_PER_MS = 1e6

/**
 * Judges a threshold: `pass` when the whole 95 % interval satisfies it, `fail` when the whole interval violates it, and
 * `inconclusive` otherwise, or when nothing was measured. One result for each variant it applies to and each metric its
 * pattern fits.
 */
export function judgeThreshold(threshold: Threshold, variants: ReadonlyMap<string, SampleBook>): ThresholdResult[] {
  const pattern = fullMetricName(threshold.metric)
  const { limit } = threshold
  const subjects = subjectsOf(threshold, variants)
  if (subjects.length === 0) {
    return [unmeasured(threshold, threshold.of ?? threshold.in ?? '', null, 'the variant it is about was not run')]
  }
  return subjects.flatMap(([variant, book]) => {
    const samples = book.samples().filter(({ path }) => matchesMetric(pattern, path))
    if (samples.length === 0) return [unmeasured(threshold, variant, null, 'no metric of that name was measured')]
    return samples.map((sample) => {
      if (limit.kind === 'value') return judgeValue(threshold, variant, sample)
      return judgeAgainst(threshold, variant, sample, variants.get(limit.variant)?.sample(sample.path))
    })
  })
}

/** The verdict of several: `fail` beats `inconclusive` beats `pass`; nothing evaluated is inconclusive. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.length === 0 || verdicts.includes('inconclusive') ? 'inconclusive' : 'pass'
}

function subjectsOf(threshold: Threshold, variants: ReadonlyMap<string, SampleBook>): [string, SampleBook][] {
  const { limit } = threshold
  const only = threshold.of ?? threshold.in
  return [...variants].filter(([name]) => {
    if (only !== undefined) return name === only
    // Against another variant, every one but that one is meant.
    return limit.kind === 'value' || name !== limit.variant
  })
}

function judgeValue(threshold: Threshold, variant: string, sample: Sample): ThresholdResult {
  const { limit } = threshold
  if (limit.kind !== 'value') return unmeasured(threshold, variant, sample, 'the limit is another variant')
  if (limit.dimension !== sample.kind) {
    return unmeasured(threshold, variant, sample, `the metric is a ${sample.kind}, the limit a ${limit.dimension}`)
  }
  const bound = sample.kind === 'duration' ? limit.value / NS_PER_MS : limit.value
  const evaluated = sample.values.filter((value) => value !== null).length
  return judged(threshold, variant, sample, estimateOf(sample), bound, evaluated)
}

function judgeAgainst(
  threshold: Threshold,
  variant: string,
  sample: Sample,
  other: Sample | undefined,
): ThresholdResult {
  const { limit } = threshold
  if (other === undefined || limit.kind !== 'variant') {
    return unmeasured(threshold, variant, sample, 'the other variant has no such metric')
  }
  const scaled = other.values.map((value) => (value === null ? null : value * limit.factor))
  const paired = pairedDifference(scaled, sample.values, null)
  return judged(threshold, variant, sample, paired?.difference ?? null, 0, paired?.pairs ?? 0)
}

function judged(
  threshold: Threshold,
  variant: string,
  sample: Sample,
  value: Estimate | null,
  limit: number,
  evaluated: number,
): ThresholdResult {
  const verdict = value === null ? 'inconclusive' : verdictOf(value, threshold.operator, limit)
  return {
    name: threshold.text,
    variant,
    metric: shortMetricName(sample.path),
    verdict,
    ok: verdict === 'pass',
    value,
    operator: threshold.operator,
    limit,
    kind: sample.kind,
    evaluated,
    reason: verdict === 'inconclusive' ? whyInconclusive(value) : null,
  }
}

function verdictOf({ low, high }: Estimate, operator: ThresholdOperator, limit: number): Verdict {
  if (low === null || high === null) return 'inconclusive'
  const [lowHolds, highHolds] = [low, high].map((end) => holds(end, operator, limit))
  // Both ends on one side means that the whole interval is.
  if (lowHolds !== highHolds) return 'inconclusive'
  return lowHolds ? 'pass' : 'fail'
}

function holds(value: number, operator: ThresholdOperator, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
  }
}

function whyInconclusive(value: Estimate | null): string {
  if (value === null) return 'nothing was measured'
  if (value.low === null) return 'there is no interval: run more replications'
  return 'the interval spans the limit'
}

function unmeasured(threshold: Threshold, variant: string, sample: Sample | null, reason: string): ThresholdResult {
  return {
    name: threshold.text,
    variant,
    metric: sample === null ? null : shortMetricName(sample.path),
    verdict: 'inconclusive',
    ok: false,
    value: null,
    operator: threshold.operator,
    limit: threshold.limit.kind === 'value' ? threshold.limit.value : 0,
    kind: sample?.kind ?? (threshold.limit.kind === 'value' ? threshold.limit.dimension : 'count'),
    evaluated: 0,
    reason,
  }
}
