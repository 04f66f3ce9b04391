import { ANOMALIES, type AnomalyName } from '../metrics/consistency/anomaly.ts'
import type { ConsistencyResult, RecordConsistency } from '../metrics/consistency/consistency-result.ts'
import type { MaybeEstimate } from '../metrics/duration-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import type { ReportFormat } from './comparison.ts'
import { estimateText } from './format-estimate.ts'
import { formatCount, formatNumber } from './format-number.ts'
import type { Paint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { storyLines } from './stories.ts'
import { table } from './table.ts'

const LEFT = { head: '', align: 'left' } as const

/** What each anomaly is called. */
const NAMES: Readonly<Record<AnomalyName, string>> = {
  staleReads: 'stale reads',
  dirtyReads: 'dirty reads',
  nonRepeatableReads: 'non-repeatable reads',
  phantoms: 'phantoms',
  lostUpdates: 'lost updates',
  writeSkew: 'write skew',
  negativeValues: 'negative values',
  lostWrites: 'lost writes',
  overwrittenWrites: 'overwritten, never seen',
  splitBrainWrites: 'split-brain writes',
  readYourWrites: 'own writes not read',
  monotonicReads: 'reads that went back',
  monotonicWrites: 'writes out of order',
  writesFollowReads: 'writes before what was read',
  leasesShared: 'leases held by two',
  writesAfterLease: 'writes under a lost lease',
  staleTokenWrites: 'writes after the next holder',
}

/**
 * How consistent the data were: one row for each record with something to say, and what was seen first of each anomaly.
 * Records without any anomaly share one line with the number of their reads, whatever else is said of them.
 */
export function consistencyLines(variant: VariantDocument, format: ReportFormat, paint: Paint): string[] {
  const all = Object.entries(variant.consistency)
  if (all.length === 0) return []
  // A store would only say once more what its records say.
  const shown = format === 'full' ? all : all.filter(([, { operations }]) => Object.keys(operations).length > 0)
  const told = shown.flatMap(([name, one]) => rowsOf(name, one, paint))
  const calm = calmText(variant)
  return [
    ...(told.length === 0
      ? calm.map((text) => `  data      ${text}`)
      : ['', '  data', ...table([LEFT, LEFT, LEFT], withoutRepeats(told), 4), ...calm.map((text) => `    ${text}`)]),
    ...withoutFaults(variant, told.length > 0, paint),
    ...examples(variant, format, paint),
  ]
}

type Row = readonly [name: string, what: string, found: string]

function rowsOf(name: string, one: RecordConsistency, paint: Paint): Row[] {
  const found = ANOMALIES.flatMap((anomaly): Row[] => {
    const count = countOf(one, anomaly)
    if (amount(count) === 0) return []
    return [[name, paint.bad(NAMES[anomaly]), foundText(one, anomaly, count)]]
  })
  return [...found, ...delays(name, one)]
}

function foundText(one: ConsistencyResult, anomaly: AnomalyName, count: MaybeEstimate): string {
  const of = `of ${many(one.checked[anomaly])} checked`
  if (anomaly !== 'staleReads') return `${estimateText('count', count)} a replication, ${of}`
  const { mean, p99, max } = one.stalenessMs
  const age = mean === null ? '' : `; old by ${time(mean)} on average, p99 ${time(p99)}, at most ${time(max)}`
  const missed = one.missedVersions.mean === null ? '' : `, ${formatNumber(one.missedVersions.mean.value)} versions`
  return `${estimateText('share', one.staleReads.share)} ${of}${age}${missed}`
}

/** What is no anomaly and is worth knowing: lag, windows, convergence, and what transactions and leases met. */
function delays(name: string, one: ConsistencyResult): Row[] {
  const { lagMs: lag, copies, convergence } = one
  const counts: readonly [string, MaybeEstimate][] = [
    ['conflicts', one.conflicts],
    ['deadlocks', one.deadlocks],
    ['fenced writes', one.fencedWrites],
    ['writes of unknown fate', one.unknown],
  ]
  const open = amount(copies.open) > 0 ? `; ${many(copies.open)} never copied` : ''
  const behind = amount(convergence.behind) > 0 ? `; ${many(convergence.behind)} copies never got there` : ''
  return [
    ...(lag.mean === null ? [] : [[name, 'replication lag', spread(lag)] as const]),
    ...(copies.windowMs.mean === null && open === ''
      ? []
      : [[name, 'copies behind', spread(copies.windowMs) + open] as const]),
    ...(convergence.maxMs === null || (amount(convergence.maxMs) === 0 && behind === '')
      ? []
      : [[name, 'converged', `${time(convergence.maxMs)} after the last fault${behind}`] as const]),
    ...counts.flatMap(([what, count]): Row[] => {
      return amount(count) > 0 ? [[name, what, `${estimateText('count', count)} a replication`]] : []
    }),
  ]
}

function spread({ mean, p99, max }: ConsistencyResult['lagMs']): string {
  return mean === null ? 'none' : `${time(mean)} on average, p99 ${time(p99)}, at most ${time(max)}`
}

/** Of the records without any anomaly on how many reads that rests; names them where others had some. */
function calmText({ consistency }: VariantDocument): readonly string[] {
  // Records only: a store would count their reads once more.
  const records = Object.entries(consistency).filter(([, { operations }]) => Object.keys(operations).length > 0)
  const read = records.filter(([, { reads }]) => amount(reads) > 0)
  const calm = read.filter(([, one]) => ANOMALIES.every((anomaly) => amount(countOf(one, anomaly)) === 0))
  if (calm.length === 0) return []
  const reads = calm.reduce((sum, [, one]) => sum + amount(one.reads), 0)
  const whose = calm.length === records.length ? '' : ` of ${calm.map(([name]) => name).join(', ')}`
  return [`no anomaly in ${formatCount(Math.round(reads))} reads${whose} a replication`]
}

/** Whether the same anomalies were there without the faults. */
function withoutFaults({ consistencyWithoutFaults: control }: VariantDocument, told: boolean, paint: Paint): string[] {
  if (control === null || !told) return []
  const found = Object.entries(control).flatMap(([name, one]) => {
    if (Object.keys(one.operations).length === 0) return []
    return ANOMALIES.flatMap((anomaly) => {
      const count = countOf(one, anomaly)
      return amount(count) > 0 ? [`${many(count)} ${NAMES[anomaly]} of ${name}`] : []
    })
  })
  return [paint.faint(`    without the faults: ${found.length === 0 ? 'no anomaly' : found.join(', ')}`)]
}

/** The first story of each anomaly; all that are kept in the full format. */
function examples({ anomalies }: VariantDocument, format: ReportFormat, paint: Paint): string[] {
  const seen = new Set<string>()
  return anomalies.flatMap(({ anomaly, record, replication, events }) => {
    const kind = `${anomaly} ${record}`
    if (format !== 'full' && seen.has(kind)) return []
    seen.add(kind)
    const head = `    ${NAMES[anomaly]} of ${record}, for example in replication ${replication}:`
    return [paint.faint(head), ...storyLines(events, 6)]
  })
}

/** A name is told once for all its rows. */
function withoutRepeats(rows: readonly Row[]): string[][] {
  return rows.map(([name, ...rest], at) => [rows[at - 1]?.[0] === name ? '' : name, ...rest])
}

function countOf(one: ConsistencyResult, anomaly: AnomalyName): MaybeEstimate {
  return anomaly === 'staleReads' ? one.staleReads.count : one[anomaly]
}

function amount(estimate: MaybeEstimate): number {
  return estimate?.value ?? 0
}

/** A mean count is rarely whole. */
function many(estimate: MaybeEstimate): string {
  const value = amount(estimate)
  return value >= 10 || Number.isInteger(value) ? formatCount(Math.round(value)) : formatNumber(value, 2)
}

function time(estimate: MaybeEstimate): string {
  return estimate === null ? '–' : formatQuantity('milliseconds', estimate.value)
}
