import type { RunDocument } from '../experiments/run-document.ts'
import type { MaybeEstimate } from '../metrics/duration-result.ts'
import type { FigureKind } from '../metrics/figures/figure.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import type { CallResult } from '../metrics/variant-result.ts'
import { formatEstimate } from './format-estimate.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'

/** A figure of one row, read off each variant. */
interface Row {
  readonly name: string
  readonly kind: FigureKind
  readonly of: (variant: VariantDocument) => MaybeEstimate
}

/** From here on pairs alone no longer say which variant is best. */
const VARIANTS_MIN = 3
/** With more operations than this the table would hide what it shows: only the whole is in it. */
const ENTRIES_MAX = 4

/** The main figures of all variants side by side, without intervals; empty for fewer than three variants. */
export function overview({ variants, entries }: RunDocument, paint: Paint): string[] {
  const all = Object.entries(variants)
  if (all.length < VARIANTS_MIN) return []
  const single = entries.length <= ENTRIES_MAX ? entries : []
  const rows = [
    ...single.flatMap((entry) => callRows(entry, ({ operations }) => operations[entry])),
    ...(entries.length > 1 ? callRows('total', ({ total }) => total) : []),
    row('cost.perMonth', 'money', ({ cost }) => cost.perMonth),
    row('cost.perMillionGood', 'money', ({ cost }) => cost.perMillionGood),
  ]
  const columns = [{ head: '', align: 'left' } as const, ...all.map(([head]) => ({ head, align: 'right' }) as const)]
  const cells = rows.map(({ name, kind, of }) => [
    name,
    ...all.map(([, variant]) => formatEstimate(kind, of(variant)).value),
  ])
  return ['', paint.strong('all variants'), ...table(columns, cells)]
}

function callRows(name: string, callOf: (variant: VariantDocument) => CallResult | undefined): Row[] {
  return [
    row(`${name}.latency.mean`, 'duration', (variant) => callOf(variant)?.latencyMs.mean ?? null),
    row(`${name}.latency.p50`, 'duration', (variant) => callOf(variant)?.latencyMs.p50 ?? null),
    row(`${name}.latency.p99`, 'duration', (variant) => callOf(variant)?.latencyMs.p99 ?? null),
    row(`${name}.availability`, 'share', (variant) => callOf(variant)?.availability ?? null),
    row(`${name}.throughput`, 'rate', (variant) => callOf(variant)?.throughputPerSecond ?? null),
  ]
}

function row(name: string, kind: FigureKind, of: Row['of']): Row {
  return { name, kind, of }
}
