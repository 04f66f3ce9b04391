import { fullMetricName } from '../metrics/metric-name.ts'
import { checkExpectation, type KnownMetric } from '../scenarios/check-expectation.ts'
import { checkInvariant } from '../scenarios/check-invariant.ts'
import type { Expectation, MetricExpectation, RecoveryExpectation } from '../scenarios/expectation.ts'
import type { DocumentPath, Problem } from '../scenarios/problem.ts'
import type { JudgedThreshold } from './judged-threshold.ts'
import type { KnownMetrics } from './known-metrics.ts'

/** The metrics that each variant will have, by its name. */
export type MetricsByVariant = ReadonlyMap<string, KnownMetrics>

/** An expectation that can be judged, or what is wrong with it. */
export type ResolvedExpectation =
  | { readonly ok: true; readonly threshold: JudgedThreshold; readonly doubts: readonly Problem[] }
  | { readonly ok: false; readonly problem: Problem }

/**
 * Holds an expectation against the metrics of the variants it is about: every one of them must have the metric, so
 * that a name that is wrong in one variant is a mistake before the run and no shrug after it.
 */
export function resolveExpectation(
  expectation: Expectation,
  metrics: MetricsByVariant,
  path: DocumentPath,
  functions: { has(check: string): boolean } = new Set<string>(),
): ResolvedExpectation {
  if (expectation.kind === 'invariant') {
    for (const [variant, { data }] of metrics) {
      if (expectation.in !== undefined && expectation.in !== variant) continue
      const problem = checkInvariant(expectation, data, path, functions)
      if (problem !== undefined) return { ok: false, problem: { ...problem, variant } }
    }
    return { ok: true, threshold: expectation, doubts: [] }
  }
  if (expectation.kind === 'recovery') return resolveRecovery(expectation, metrics, path)
  const { span } = expectation
  const full = fullMetricName(expectation.metric)
  const written = full[0] === 'operations' ? full.slice(1) : full
  const spelled: MetricExpectation = { ...expectation, metric: written }
  let dimension: KnownMetric['dimension'] | undefined
  let doubts: readonly Problem[] = []
  if (span !== undefined && ![...metrics.values()].some((known) => hasFault(known, span.fault))) {
    return { ok: false, problem: noFault(expectation.text, path) }
  }
  for (const [variant, known] of metrics) {
    if (!concerns(expectation, variant)) continue
    if (span !== undefined && !hasFault(known, span.fault)) continue
    const check = checkExpectation(spelled, known.whole, path)
    if (!check.ok) return { ok: false, problem: { ...check.problem, variant } }
    if (span !== undefined) {
      const around = checkExpectation(spelled, known.aroundFaults, path)
      if (!around.ok) return { ok: false, problem: { ...notAroundFaults(spelled, path), variant } }
    }
    dimension ??= check.metrics[0]?.dimension
    // They are about the line alone, and so the same in every variant.
    doubts = check.doubts
  }
  const { limit } = expectation
  // `0` needs no unit, and a share may be a plain number: the metric says what the limit is.
  const typed = limit.kind === 'value' && dimension !== undefined ? { ...limit, dimension } : limit
  return { ok: true, threshold: { ...expectation, metric: full, limit: typed }, doubts }
}

function concerns({ of, in: within, limit }: MetricExpectation, variant: string): boolean {
  if (limit.kind === 'variant' && variant === limit.variant) return true
  const only = of ?? within
  return only === undefined || only === variant
}

function resolveRecovery(
  expectation: RecoveryExpectation,
  metrics: MetricsByVariant,
  path: DocumentPath,
): ResolvedExpectation {
  const { after, in: within } = expectation
  const known = [...metrics].some(([variant, one]) => {
    return (within === undefined || within === variant) && hasFault(one, after)
  })
  if (!known) return { ok: false, problem: noFault(expectation.text, path) }
  return { ok: true, threshold: expectation, doubts: [] }
}

/** Whether a variant has the fault; `any` and `all` stand for every one it has. */
function hasFault({ faults }: KnownMetrics, fault: string): boolean {
  return fault === 'any' || fault === 'all' ? faults.length > 0 : faults.includes(fault)
}

function noFault(text: string, path: DocumentPath): Problem {
  const message = `"${text}" is about a fault, and no variant it is about has it`
  return { code: 'S131', severity: 'error', message, path }
}

function notAroundFaults({ metric, span }: MetricExpectation, path: DocumentPath): Problem {
  const message = `"${metric.join('.')}" is not measured ${span?.kind ?? 'around'} a fault`
  const figures = 'offered, good, failed, availability, throughput or latency'
  const calls = `${figures} of total, of a workload, or of an operation that users call`
  const expected = `${calls}; counts and times of messages and of business transactions`
  return { code: 'S131', severity: 'error', message, path, expected }
}
