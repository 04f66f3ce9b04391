import type { MaybeEstimate } from '../metrics/duration-result.ts'
import type { FigureKind } from '../metrics/figures/figure.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import type { CallResult } from '../metrics/variant-result.ts'
import { blameRow } from './blame.ts'
import { transactionLines } from './business-transactions.ts'
import type { ReportFormat } from './comparison.ts'
import { consistencyLines } from './consistency.ts'
import { eventLines } from './event-messages.ts'
import { faultLines } from './faults.ts'
import { estimateText, formatEstimate, quantityOf } from './format-estimate.ts'
import { type Paint, plainPaint } from './paint.ts'
import { policyLines } from './policies.ts'
import { processLines } from './processes.ts'
import { formatQuantity } from './scale.ts'
import { sparkline } from './sparkline.ts'
import { table } from './table.ts'

const LEFT = (head: string): { head: string; align: 'left' } => ({ head, align: 'left' })
const RIGHT = (head: string): { head: string; align: 'right' } => ({ head, align: 'right' })
const SPARK_WIDTH = 60
/** Places of an operation's failures in compact text. */
const PLACES_SHOWN = 3

export interface VariantTextOptions {
  /** Operations that users call. */
  readonly entries: readonly string[]
  readonly format: ReportFormat
  /** What the signs of the bars mean, to print above them; empty where that has been said. */
  readonly legend: string
}

/** The figures of one variant; of operations only those that users call, unless the format is `full`. */
export function variantText(
  variant: VariantDocument,
  { entries, format, legend }: VariantTextOptions,
  paint: Paint = plainPaint,
): string {
  const operations = Object.entries(variant.operations).filter(([name]) => format === 'full' || entries.includes(name))
  const lines = [
    ...operationTable(operations, variant.total, format),
    ...failures(variant, paint),
    ...failedWhere(operations, format, paint),
    ...blame(operations, format, legend, paint),
    ...unitTable(variant, format),
    ...poolTable(variant),
    ...policyLines(variant),
    ...processLines(variant, paint),
    ...consistencyLines(variant, format, paint),
    ...eventLines(variant, format, paint),
    ...transactionLines(variant, format, paint),
    ...(format === 'full' ? edgeTable(variant) : []),
    ...cost(variant),
    ...course(variant),
    ...faultLines(variant, paint),
  ]
  return `${lines.join('\n')}\n`
}

type Operations = readonly (readonly [name: string, call: CallResult])[]

function operationTable(operations: Operations, total: CallResult, format: ReportFormat): string[] {
  const columns = [
    LEFT(''),
    RIGHT('good'),
    RIGHT('available'),
    RIGHT('mean'),
    LEFT('95 % interval'),
    RIGHT('p50'),
    ...(format === 'full' ? [RIGHT('p90'), RIGHT('p95')] : []),
    RIGHT('p99'),
    LEFT('95 % interval'),
    ...(format === 'full' ? [RIGHT('p99.9')] : []),
    RIGHT('max'),
  ]
  const row = (name: string, call: CallResult): string[] => {
    const { mean, p50, p90, p95, p99, p999, max } = call.latencyMs
    return [
      name,
      value('rate', call.throughputPerSecond),
      value('share', call.availability),
      formatEstimate('duration', mean).value,
      formatEstimate('duration', mean).interval,
      value('duration', p50),
      ...(format === 'full' ? [value('duration', p90), value('duration', p95)] : []),
      formatEstimate('duration', p99).value,
      formatEstimate('duration', p99).interval,
      ...(format === 'full' ? [value('duration', p999)] : []),
      value('duration', max),
    ]
  }
  const rows = operations.map(([name, call]) => row(name, call))
  return table(columns, operations.length === 1 && format === 'compact' ? rows : [...rows, row('all requests', total)])
}

/** Failures of all operations, by reason: one that users do not call may be where it began. */
function failures(variant: VariantDocument, paint: Paint): string[] {
  const rows = Object.entries(variant.operations).flatMap(([name, call]) =>
    Object.entries(call.failed).map(([reason, count]) => [
      name,
      paint.bad(reason),
      `${estimateText('count', count)} a replication`,
      `after ${value('duration', call.timeToFailureMs[reason]?.mean ?? null)} on average`,
    ]),
  )
  return rows.length === 0 ? [] : ['', '  failed', ...table([LEFT(''), LEFT(''), LEFT(''), LEFT('')], rows, 4)]
}

/** Of users' requests: what the client saw, and where that was decided; of each operation the most frequent. */
function failedWhere(operations: Operations, format: ReportFormat, paint: Paint): string[] {
  const rows = operations.flatMap(([name, call]) => {
    const all = Object.entries(call.failedAt).toSorted(([, a], [, b]) => (b?.value ?? 0) - (a?.value ?? 0))
    const shown = format === 'full' ? all : all.slice(0, PLACES_SHOWN)
    const failed = all.reduce((sum, [, count]) => sum + (count?.value ?? 0), 0)
    return shown.map(([place, count], at) => [
      at === 0 ? name : '',
      paint.bad(place),
      `${formatQuantity('share', (count?.value ?? 0) / failed)} of its failures`,
    ])
  })
  return rows.length === 0 ? [] : ['', '  decided where', ...table([LEFT(''), LEFT(''), LEFT('')], rows, 4)]
}

function blame(operations: Operations, format: ReportFormat, legend: string, paint: Paint): string[] {
  const rows = operations.flatMap(([name, call]) => {
    const all = blameRow(call.blameMs)
    if (all === undefined) return []
    const slowest = format === 'full' ? blameRow(call.blameSlowest1PercentMs) : undefined
    const first = [name, paint.accent(all.bar), all.words]
    return slowest === undefined ? [first] : [first, ['  slowest 1 %', paint.accent(slowest.bar), slowest.words]]
  })
  if (rows.length === 0) return []
  const title = '  where the time goes'
  return [
    '',
    legend === '' ? title : `${title}  ${paint.faint(legend)}`,
    ...table([LEFT(''), LEFT(''), LEFT('')], rows, 4),
  ]
}

function unitTable(variant: VariantDocument, format: ReportFormat): string[] {
  const columns = [
    LEFT(''),
    RIGHT('slots used'),
    RIGHT('cpu used'),
    RIGHT('queue'),
    RIGHT('longest'),
    RIGHT('wait p99'),
    RIGHT('wasted cpu'),
  ]
  const rows = Object.entries(variant.units).flatMap(([name, unit]) => {
    const own = [
      name,
      value('share', unit.utilisation),
      value('share', unit.cpuUtilisation),
      value('count', unit.queueLength),
      value('count', unit.queueLengthMax),
      value('duration', unit.waitMs.p99),
      (unit.wastedCpuMs?.value ?? 0) > 0 ? value('duration', unit.wastedCpuMs) : '',
    ]
    const instances = Object.entries(unit.instances)
    if (format === 'compact' || instances.length < 2) return [own]
    return [
      own,
      ...instances.map(([number, one]) => [
        `  #${number}`,
        value('share', one.utilisation),
        value('share', one.cpuUtilisation),
        value('count', one.queueLength),
        value('count', one.queueLengthMax),
        value('duration', one.waitMs.p99),
      ]),
    ]
  })
  return ['', '  units', ...table(columns, rows, 4)]
}

function poolTable(variant: VariantDocument): string[] {
  const rows = Object.entries(variant.pools).map(([name, pool]) => [
    name,
    value('share', pool.utilisation),
    value('count', pool.useMax),
    value('share', pool.waited),
    value('duration', pool.waitMs.p99),
  ])
  if (rows.length === 0) return []
  const columns = [LEFT(''), RIGHT('in use'), RIGHT('at most'), RIGHT('waited'), RIGHT('wait p99')]
  return ['', '  pools', ...table(columns, rows, 4)]
}

function edgeTable(variant: VariantDocument): string[] {
  const rows = Object.entries(variant.edges).map(([name, edge]) => [
    name,
    value('rate', edge.throughputPerSecond),
    value('count', edge.callsPerRequest),
    value('share', edge.availability),
    value('duration', edge.latencyMs.mean),
    value('duration', edge.latencyMs.p99),
    value('size', edge.bytesPerCall),
  ])
  const columns = [
    LEFT(''),
    RIGHT('good'),
    RIGHT('per request'),
    RIGHT('available'),
    RIGHT('mean'),
    RIGHT('p99'),
    RIGHT('a call'),
  ]
  return ['', '  edges', ...table(columns, rows, 4)]
}

function cost({ cost: bill }: VariantDocument): string[] {
  const parts = [
    `${estimateText('money', bill.perMonth)} a month`,
    bill.perMillionGood === null ? '' : `${estimateText('money', bill.perMillionGood)} a million good requests`,
    bill.idleShare === null ? '' : `${value('share', bill.idleShare)} of the machines idle`,
    (bill.requestsPerMonth?.value ?? 0) > 0 ? `${value('money', bill.requestsPerMonth)} for requests to queues` : '',
    (bill.transitionsPerMonth?.value ?? 0) > 0
      ? `${value('money', bill.transitionsPerMonth)} for state transitions`
      : '',
    (bill.trafficPerMonth?.value ?? 0) > 0 ? `${value('money', bill.trafficPerMonth)} for traffic` : '',
  ].filter((text) => text !== '')
  return ['', `  cost      ${parts.join(', ')}`]
}

function course({ timeline }: VariantDocument): string[] {
  const good = timeline.total.goodPerSecond
  if (good.length === 0) return []
  const most = good.reduce((top, rate) => Math.max(top, rate), 0)
  const span = formatQuantity('milliseconds', timeline.windowSeconds * good.length * 1000)
  return [`  goodput   ${sparkline(good, SPARK_WIDTH)}  at most ${formatQuantity('perSecond', most)} in ${span}`]
}

/** A figure without its interval, which is in the JSON. */
function value(kind: FigureKind, estimate: MaybeEstimate): string {
  return estimate === null ? '–' : formatQuantity(quantityOf(kind), estimate.value)
}
