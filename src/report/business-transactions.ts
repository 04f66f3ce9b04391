import type { MaybeEstimate } from '../metrics/duration-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { TRANSACTION_ANOMALIES } from '../metrics/transactions/transaction-anomaly.ts'
import type {
  TransactionExample,
  TransactionExampleEvent,
  TransactionResult,
} from '../metrics/transactions/transaction-result.ts'
import { TRANSACTION_WORDS } from './anomaly-names.ts'
import type { ReportFormat } from './comparison.ts'
import { estimateText, formatEstimate } from './format-estimate.ts'
import { formatCount, withDecimals } from './format-number.ts'
import type { Paint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

const LEFT = (head: string): { head: string; align: 'left' } => ({ head, align: 'left' })
const RIGHT = (head: string): { head: string; align: 'right' } => ({ head, align: 'right' })

/** What became of business transactions, what went wrong, and what was seen first of each anomaly. */
export function transactionLines(variant: VariantDocument, format: ReportFormat, paint: Paint): string[] {
  const all = Object.entries(variant.transactions)
  const doubles = effectLines(variant, paint)
  if (all.length === 0) return doubles
  const columns = [
    LEFT(''),
    RIGHT('begun'),
    RIGHT('committed'),
    RIGHT('undone'),
    RIGHT('settled in'),
    RIGHT('p99'),
    RIGHT('visible for'),
    RIGHT('steps'),
    RIGHT('each costs'),
  ]
  const troubles = all.flatMap(([name, one]) => troublesOf(one, paint).map((cells) => [name, ...cells]))
  return [
    '',
    '  transactions',
    ...table(
      columns,
      all.map(([name, one]) => figureRow(name, one)),
      4,
    ),
    ...(troubles.length === 0 ? [] : table([LEFT(''), LEFT(''), LEFT('')], withoutRepeats(troubles), 4)),
    ...absentLines(all.map(([, one]) => one)),
    ...withoutFaults(variant, troubles.length > 0, paint),
    ...doubles,
    ...examples(variant.transactionAnomalies, format, paint),
  ]
}

function figureRow(name: string, one: TransactionResult): string[] {
  return [
    name,
    formatEstimate('count', one.begun).value,
    formatEstimate('count', one.committed).value,
    formatEstimate('count', one.compensated).value,
    formatEstimate('duration', one.settleTimeMs.mean).value,
    formatEstimate('duration', one.settleTimeMs.p99).value,
    formatEstimate('duration', one.visibleTimeMs.mean).value,
    formatEstimate('count', one.steps.mean).value,
    formatEstimate('money', one.costPerSettled).value,
  ]
}

function troublesOf(one: TransactionResult, paint: Paint): string[][] {
  const rows = TRANSACTION_ANOMALIES.flatMap((anomaly): string[][] => {
    return amount(one[anomaly]) === 0 ? [] : [[paint.bad(TRANSACTION_WORDS[anomaly]), perReplication(one[anomaly])]]
  })
  const counts: readonly [string, MaybeEstimate][] = [
    ['open at the end', one.unfinished],
    ['tried again', one.retries],
    ['undone legs', one.compensations],
    ['recognised as done before', one.absorbed],
    ['taken up again', one.resumed],
    ['met a marked row', one.barred],
    ['not followed', one.unfollowed],
  ]
  const seen = Object.entries(one.seenBy).map(([operation, { reads }]) => `${operation} ${formatCount(reads)}`)
  return [
    ...rows,
    ...counts.flatMap(([what, count]) => (amount(count) === 0 ? [] : [[what, perReplication(count)]])),
    ...timeRow('in doubt', one.inDoubtTimeMs),
    ...timeRow('locks held, each', one.locksHeldMs),
    ...timeRow('locks held, in all', one.lockedMs),
    ...(seen.length === 0
      ? []
      : [['seen by others', `${perReplication(one.intermediateReads)}: ${seen.join(', ')} in all`]]),
  ]
}

function timeRow(name: string, { mean, p99, max }: TransactionResult['inDoubtTimeMs']): string[][] {
  if (mean === null) return []
  return [[name, `${estimateText('duration', mean)} on average, p99 ${time(p99)}, at most ${time(max)}`]]
}

/** What never went wrong, and in how many of them it was looked for. */
function absentLines(all: readonly TransactionResult[]): string[] {
  const begun = all.reduce((sum, one) => sum + amount(one.begun), 0)
  const absent = TRANSACTION_ANOMALIES.filter((anomaly) => all.every((one) => amount(one[anomaly]) === 0))
  if (begun === 0 || absent.length === 0) return []
  const words = absent.map((anomaly) => TRANSACTION_WORDS[anomaly]).join(', ')
  return [`    0 in ${formatCount(Math.round(begun))} a replication: ${words}`]
}

/** Whether the same went wrong without the faults. */
function withoutFaults({ transactionsWithoutFaults: control }: VariantDocument, told: boolean, paint: Paint): string[] {
  if (control === null || !told) return []
  const found = Object.entries(control).flatMap(([name, one]) => {
    return TRANSACTION_ANOMALIES.flatMap((anomaly) => {
      const count = one[anomaly]
      return amount(count) > 0 ? [`${estimateText('count', count)} of ${name} ${TRANSACTION_WORDS[anomaly]}`] : []
    })
  })
  const settled = Object.values(control).reduce((sum, one) => sum + amount(one.committed) + amount(one.compensated), 0)
  const none = `no anomaly, of ${formatCount(Math.round(settled))} settled a replication`
  return [paint.faint(`    without the faults: ${found.length === 0 ? none : found.join(', ')}`)]
}

/**
 * Operations that were done again for the same call, whatever called them; where there are no transactions, of which
 * more is told, also those that were not, and how often that was looked for.
 */
function effectLines({ effects, transactions }: VariantDocument, paint: Paint): string[] {
  const isAlone = Object.keys(transactions).length === 0
  const rows = Object.entries(effects).flatMap(([name, { doubleEffects, effects: all, absorbed }]): string[][] => {
    const of = `of ${formatCount(Math.round(amount(all)))}`
    const seen = amount(absorbed) === 0 ? '' : `; ${estimateText('count', absorbed)} recognised as done before`
    if (amount(doubleEffects) > 0)
      return [[name, paint.bad('done twice'), `${perReplication(doubleEffects)}, ${of}${seen}`]]
    return isAlone && amount(all) > 0 ? [[name, 'done twice', `0 ${of} a replication${seen}`]] : []
  })
  if (rows.length === 0) return []
  return [...(isAlone ? ['', '  effects'] : []), ...table([LEFT(''), LEFT(''), LEFT('')], rows, 4)]
}

/** The first story of each anomaly, all that are kept in the full format; each once, with all that it shows. */
function examples(all: readonly TransactionExample[], format: ReportFormat, paint: Paint): string[] {
  const seen = new Set<string>()
  const shown = all.filter(({ anomaly, transaction }) => {
    const kind = `${anomaly} ${transaction}`
    const isNews = !seen.has(kind)
    seen.add(kind)
    return format === 'full' || isNews
  })
  const stories = new Map<string, TransactionExample[]>()
  for (const example of shown) {
    const { replication, transaction, business } = example
    const key = `${replication} ${business} ${transaction}`
    stories.set(key, [...(stories.get(key) ?? []), example])
  }
  return [...stories.values()].flatMap((same) => {
    const words = same.map(({ anomaly, leg }) => `${TRANSACTION_WORDS[anomaly]}${leg === '' ? '' : ` (${leg})`}`)
    return same.slice(0, 1).flatMap(({ transaction, business, replication, events }) => {
      const head = `    ${words.join(', ')}: ${transaction} #${business} in replication ${replication}`
      return [paint.faint(head), ...storyLines(events)]
    })
  })
}

function storyLines(events: readonly TransactionExampleEvent[]): string[] {
  const rows = events.map(({ atMs, leg, deed, attempt, what, why, node, workload, request }) => {
    const reader = deed === 'was read by another' && request >= 0 ? `(${workload} #${request})` : ''
    const told = [deed, attempt > 1 ? `(${attempt}.)` : '', what, reader, node === '' ? '' : `at ${node}`]
    const text = told.filter((part) => part !== '').join(' ')
    return [`${withDecimals(atMs, 3)} ms`, leg, why === '' ? text : `${text}: ${why}`]
  })
  return table([RIGHT(''), LEFT(''), LEFT('')], rows, 6)
}

/** A name is told once for all its rows. */
function withoutRepeats(rows: readonly string[][]): string[][] {
  return rows.map(([name = '', ...rest], at) => [rows[at - 1]?.[0] === name ? '' : name, ...rest])
}

function perReplication(count: MaybeEstimate): string {
  return `${estimateText('count', count)} a replication`
}

function amount(estimate: MaybeEstimate): number {
  return estimate?.value ?? 0
}

function time(estimate: MaybeEstimate): string {
  return estimate === null ? '–' : formatQuantity('milliseconds', estimate.value)
}
