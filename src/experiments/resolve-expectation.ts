import { fullMetricName } from '../metrics/metric-name.ts'
import type { Threshold } from '../metrics/threshold.ts'
import { checkExpectation, type KnownMetric } from '../scenarios/check-expectation.ts'
import type { Expectation } from '../scenarios/expectation.ts'
import type { DocumentPath, Problem } from '../scenarios/problem.ts'

/** The metrics that each variant will have, by its name. */
export type MetricsByVariant = ReadonlyMap<string, readonly KnownMetric[]>

/** An expectation that can be judged, or what is wrong with it. */
export type ResolvedExpectation =
  | { readonly ok: true; readonly threshold: Threshold; readonly doubts: readonly Problem[] }
  | { readonly ok: false; readonly problem: Problem }

/**
 * Holds an expectation against the metrics of the variants it is about: every one of them must have the metric, so
 * that a name that is wrong in one variant is a mistake before the run and no shrug after it.
 */
export function resolveExpectation(
  expectation: Expectation,
  metrics: MetricsByVariant,
  path: DocumentPath,
): ResolvedExpectation {
  const full = fullMetricName(expectation.metric)
  const written = full[0] === 'operations' ? full.slice(1) : full
  const spelled: Expectation = { ...expectation, metric: written }
  let dimension: KnownMetric['dimension'] | undefined
  let doubts: readonly Problem[] = []
  for (const [variant, known] of metrics) {
    if (!concerns(expectation, variant)) continue
    const check = checkExpectation(spelled, known, path)
    if (!check.ok) return { ok: false, problem: { ...check.problem, variant } }
    dimension ??= check.metrics[0]?.dimension
    // They are about the line alone, and so the same in every variant.
    doubts = check.doubts
  }
  const { limit } = expectation
  // `0` needs no unit, and a share may be a plain number: the metric says what the limit is.
  const typed = limit.kind === 'value' && dimension !== undefined ? { ...limit, dimension } : limit
  return { ok: true, threshold: { ...expectation, metric: full, limit: typed }, doubts }
}

function concerns({ of, in: within, limit }: Expectation, variant: string): boolean {
  if (limit.kind === 'variant' && variant === limit.variant) return true
  const only = of ?? within
  return only === undefined || only === variant
}
