import type { Dimension, Expectation, MetricExpectation } from './expectation.ts'
import { fitsGlob } from './glob.ts'
import type { DocumentPath, Problem } from './problem.ts'
import { suggest } from './suggest.ts'

/** A metric that a run will have. */
export interface KnownMetric {
  /** `['operations', 'shop', 'checkout', 'latency', 'p99']` */
  readonly name: readonly string[]
  readonly dimension: Dimension
}

/** The metrics an expectation is about, or why there are none. */
export type MetricCheck =
  | { readonly ok: true; readonly metrics: readonly KnownMetric[]; readonly doubts: readonly Problem[] }
  | { readonly ok: false; readonly problem: Problem }

const OPERATIONS = 'operations'
const MOST_NAMES = 12

/**
 * Finds the metrics that an expectation means among those a run will have. `path` leads to the expectation in the
 * document. A name that is none may leave out `operations.` at its front.
 */
export function checkExpectation(
  expectation: MetricExpectation,
  known: readonly KnownMetric[],
  path: DocumentPath,
): MetricCheck {
  const { metric } = expectation
  const exact = known.filter(({ name }) => fitsAll(metric, name))
  const found = exact.length > 0 ? exact : known.filter(({ name }) => fitsAll([OPERATIONS, ...metric], name))
  if (found.length === 0) return { ok: false, problem: unknownMetric(expectation, known, path) }
  const wrong = wrongDimension(expectation, found)
  if (wrong === undefined) return { ok: true, metrics: found, doubts: neverShown(expectation, path) }
  return { ok: false, problem: { code: 'S132', severity: 'error', path, ...wrong } }
}

/** What figures are, of which the end of the name alone tells it. */
const ENDINGS: ReadonlyMap<string, Dimension> = new Map([
  ...['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'].map((name) => [name, 'duration'] as const),
  ['availability', 'share'],
  ['utilisation', 'share'],
  ['cpuUtilisation', 'share'],
  ['throughput', 'rate'],
  ['perMonth', 'money'],
  ['perMillionGood', 'money'],
])

/** Where the end of a name does not tell: the mean of a level is no duration. */
const OTHER_ROOTS: readonly string[] = ['messages', 'transactions', 'limits', 'consistency', 'processes']

/** Limits that are of another kind than their metric, as far as its name tells: known before anything compiles. */
export function checkLimitKinds(expectations: ReadonlyMap<number, Expectation>): Problem[] {
  return [...expectations].flatMap(([index, expectation]): Problem[] => {
    if (expectation.kind !== 'metric') return []
    const { metric } = expectation
    const end = metric.at(-2) === 'p99' && metric.at(-1) === '9' ? 'p999' : (metric.at(-1) ?? '')
    const dimension = metric.length > 1 && !OTHER_ROOTS.includes(metric[0] ?? '') ? ENDINGS.get(end) : undefined
    const wrong = dimension && wrongDimension(expectation, [{ name: metric, dimension }])
    return wrong === undefined ? [] : [{ code: 'S132', severity: 'error', path: ['expect', index], ...wrong }]
  })
}

/** That nothing went wrong in n requests does not show that nothing ever does: the interval ends below 1. */
function neverShown({ metric, operator, limit }: MetricExpectation, path: DocumentPath): Problem[] {
  const asksForAll = limit.kind === 'value' && limit.value >= 1 && (operator === '>=' || operator === '>')
  if (metric.at(-1) !== 'availability' || !asksForAll) return []
  const name = metric.join('.')
  const message = `"${name} ${operator} ${limit.text}" cannot pass: no number of good answers shows that all are good`
  const hint = `to ask that no request of the run failed, write ${[...metric.slice(0, -1), 'failed'].join('.')} <= 0`
  return [{ code: 'L340', severity: 'warning', message, path, hint }]
}

/** Problems of expectations, by their index in the document, that name variants the scenario does not have. */
export function checkVariantNames(
  expectations: ReadonlyMap<number, Expectation>,
  variants: readonly string[],
): Problem[] {
  return [...expectations].flatMap(([index, expectation]) => {
    const path = ['expect', index]
    const { in: within } = expectation
    const { of, limit } = expectation.kind === 'metric' ? expectation : { of: undefined, limit: undefined }
    const named = [of, within, limit?.kind === 'variant' ? limit.variant : undefined]
    const problems = named.flatMap((name) =>
      name === undefined || variants.includes(name) ? [] : [noVariant(name, variants, path)],
    )
    if (problems.length > 0 || limit?.kind !== 'variant') return problems
    const judged = of ?? within
    if (judged !== undefined && judged !== limit.variant) return []
    const message =
      judged === undefined ? 'this does not say which variant is compared' : 'this compares a variant with itself'
    const hint = 'write for example: shop.checkout.latency.p99 of monolith < microservices'
    return [{ code: 'S133', severity: 'error', message, path, hint }]
  })
}

/** Problems of expectations, by their index in the document, that name faults which no variant has. */
export function checkFaultNames(expectations: ReadonlyMap<number, Expectation>, faults: readonly string[]): Problem[] {
  return [...expectations].flatMap(([index, expectation]) => unknownFault(expectation, faults, ['expect', index]) ?? [])
}

/** What is wrong with the fault that an expectation names, if `faults` are the ids of all there are. */
function unknownFault(expectation: Expectation, faults: readonly string[], path: DocumentPath): Problem | undefined {
  if (expectation.kind === 'invariant') return undefined
  const [id, several] = expectation.kind === 'recovery' ? [expectation.after, 'all'] : [expectation.span?.fault, 'any']
  if (id === undefined || faults.includes(id) || (id === several && faults.length > 0)) return undefined
  const suggestion = suggest(id, faults)
  return {
    code: 'S240',
    severity: 'error',
    message: id === several ? 'this is about faults, and the scenario has none' : `there is no fault "${id}"`,
    path,
    ...(faults.length === 0 ? {} : { expected: `one of ${faults.join(', ')}` }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

function noVariant(name: string, variants: readonly string[], path: DocumentPath): Problem {
  const suggestion = suggest(name, variants)
  return {
    code: 'S133',
    severity: 'error',
    message: `there is no variant "${name}"`,
    path,
    expected: variants.length === 0 ? 'a scenario with variants' : `one of ${variants.join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

/** Whether every segment of the pattern fits its segment of the name. */
function fitsAll(pattern: readonly string[], name: readonly string[]): boolean {
  return pattern.length === name.length && pattern.every((segment, index) => fitsGlob(segment, name[index] ?? ''))
}

/** A share may be written as a plain number, and 0 needs no unit anywhere. */
function wrongDimension(
  { limit, metric }: MetricExpectation,
  found: readonly KnownMetric[],
): Pick<Problem, 'message' | 'expected'> | undefined {
  if (limit.kind === 'variant' || limit.value === 0) return undefined
  const wrong = found.find(({ dimension }) => {
    return dimension !== limit.dimension && !(dimension === 'share' && limit.dimension === 'count')
  })
  if (wrong === undefined) return undefined
  const { noun, example } = DIMENSIONS[wrong.dimension]
  return {
    message: `${metric.join('.')} is ${noun}, and "${limit.text}" is ${DIMENSIONS[limit.dimension].noun}`,
    expected: `${noun}, for example ${example}`,
  }
}

const DIMENSIONS: Readonly<Record<Dimension, { readonly noun: string; readonly example: string }>> = {
  duration: { noun: 'a duration', example: '800ms' },
  rate: { noun: 'a rate', example: '100/s' },
  share: { noun: 'a share', example: '99.9%' },
  money: { noun: 'an amount of money', example: '$900' },
  size: { noun: 'a size', example: '4KiB' },
  count: { noun: 'a plain number', example: '10' },
}

/** Says how far the name is right, and what could come next. */
function unknownMetric({ metric }: MetricExpectation, known: readonly KnownMetric[], path: DocumentPath): Problem {
  const written = metric.join('.')
  const names = known.map(({ name }) => name)
  const full = names.some((name) => fitsGlob(metric[0] ?? '', name[0] ?? '')) ? metric : [OPERATIONS, ...metric]
  let right = 0
  while (right < full.length && names.some((name) => fitsAll(full.slice(0, right + 1), name.slice(0, right + 1))))
    right += 1
  const next = [
    ...new Set(
      names.filter((name) => fitsAll(full.slice(0, right), name.slice(0, right))).flatMap((name) => name[right] ?? []),
    ),
  ]
  const better = suggest(full[right] ?? '', next)
  const prefix = full === metric ? full : full.slice(1)
  const index = full === metric ? right : right - 1
  const suggestion =
    better === undefined || index < 0
      ? undefined
      : [...prefix.slice(0, index), better, ...prefix.slice(index + 1)].join('.')
  const begun = prefix.slice(0, Math.max(index, 0)).join('.')
  const whereabouts = begun === '' ? 'a name that begins with' : `after "${begun}"`
  return {
    code: 'S131',
    severity: 'error',
    message: `there is no metric "${written}"`,
    path,
    ...(next.length === 0 ? {} : { expected: `${whereabouts} one of ${next.slice(0, MOST_NAMES).join(', ')}` }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}
