import type { RunDocument } from '../experiments/run-document.ts'
import type { Comparison } from '../metrics/comparison.ts'
import { formatEstimate } from './format-estimate.ts'
import { formatCount, formatNumber } from './format-number.ts'
import { overview } from './overview.ts'
import { type Paint, plainPaint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

/** How much is printed: `compact` keeps to the operations that users call and to what differs at all. */
export type ReportFormat = 'compact' | 'full'

/** Every variant against the first, pair by pair, after all of them side by side. Empty for a single variant. */
export function comparisonText(document: RunDocument, format: ReportFormat, paint: Paint = plainPaint): string {
  const { comparison } = document
  const lines = overview(document, paint)
  for (const variant of new Set(comparison.map((one) => one.variant))) {
    const pairs = comparison.filter((one) => one.variant === variant && (format === 'full' || isEntry(one, document)))
    const rows = pairs.filter((one) => format === 'full' || !isSame(one))
    const [first] = pairs
    if (first === undefined) continue
    lines.push(
      '',
      `${paint.strong(`${variant} against ${first.baseline}`)}  ${paint.faint(howPaired(document, variant, pairs))}`,
    )
    lines.push(
      ...table(
        [
          { head: '', align: 'left' },
          { head: first.baseline, align: 'right' },
          { head: variant, align: 'right' },
          { head: 'difference', align: 'right' },
          { head: '95 % interval', align: 'right' },
          { head: '', align: 'right' },
          { head: '', align: 'left' },
        ],
        rows.map((one) => cells(one, paint)),
      ),
    )
    const same = pairs.filter((one) => !rows.includes(one)).map(({ metric }) => metric)
    if (same.length > 0) lines.push(paint.faint(`  no difference at all: ${same.join(', ')}`))
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** Whether a metric is about what users see, or about money. */
function isEntry({ metric }: Comparison, { entries }: RunDocument): boolean {
  if (metric.startsWith('total.')) return entries.length > 1
  return metric.startsWith('cost.') || entries.some((entry) => metric.startsWith(`${entry}.`))
}

function isSame({ difference: { value, low, high } }: Comparison): boolean {
  return value === 0 && low === 0 && high === 0
}

/** Whether every replication says the same difference, and it is too small for the histogram it was read off. */
function isUnresolved({ verdict, difference: { value, low, high } }: Comparison): boolean {
  return verdict === 'not shown' && value !== 0 && low === value && high === value
}

function cells(one: Comparison, paint: Paint): string[] {
  const { value, interval } = formatEstimate(one.kind, one.difference, { sign: true })
  const relative = one.relative === null ? '' : signedPercent(one.relative.value)
  return [
    one.metric,
    formatEstimate(one.kind, one.baselineValue).value,
    formatEstimate(one.kind, one.variantValue).value,
    value,
    interval,
    relative,
    verdictText(one, paint),
  ]
}

function signedPercent(share: number): string {
  const text = formatQuantity('share', share)
  return share > 0 ? `+${text}` : text
}

function verdictText(one: Comparison, paint: Paint): string {
  const { verdict, replicationsToShow, pairs } = one
  switch (verdict) {
    case 'better':
      return paint.good('better')
    case 'worse':
      return paint.bad('worse')
    case 'different':
      return 'different'
    case 'not shown': {
      if (isUnresolved(one)) return paint.doubt('~ not shown; less than the figure resolves')
      const more = replicationsToShow !== null && replicationsToShow > pairs
      return paint.doubt(
        more ? `~ not shown; about ${formatCount(replicationsToShow)} replications would` : '~ not shown',
      )
    }
  }
}

/** What common random numbers are worth here: the width of the paired intervals over that of independent ones. */
function howPaired({ replications, sameRequests }: RunDocument, variant: string, rows: readonly Comparison[]): string {
  const count = `${replications} ${replications === 1 ? 'replication' : 'replications'}`
  const how = sameRequests.includes(variant) ? 'the same requests on both sides' : 'paired by seed'
  const pairs = `${count} each, ${how}`
  const ratio = median(rows.flatMap((row) => (row.pairedOverUnpaired === null ? [] : [row.pairedOverUnpaired])))
  if (ratio === undefined) return pairs
  return `${pairs}; paired intervals are ${formatNumber(ratio, 2)} times as wide as unpaired ones (median)`
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2
}
