import type { RunDocument } from '../experiments/run-document.ts'
import type { AnomalyEvent } from '../metrics/consistency/consistency-result.ts'
import type { ToldEvent } from '../metrics/consistency/invariant-result.ts'
import type { MessageExampleEvent } from '../metrics/messages/message-result.ts'
import type { TransactionExampleEvent } from '../metrics/transactions/transaction-result.ts'
import { withDecimals } from './format-number.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'

/** The lines of a story: who did what, and when. */
export function storyLines(events: readonly ToldEvent[], indent: number): string[] {
  const rows = events.map((event) => [timeText(event.atMs), whoText(event), whatText(event)])
  const columns = [
    { head: '', align: 'right' },
    { head: '', align: 'left' },
    { head: '', align: 'left' },
  ] as const
  return rows.length === 0 ? [] : table(columns, rows, indent)
}

/** What led to the first violation of each invariant that does not hold; empty when all hold. */
export function brokenText({ variants }: RunDocument, paint: Paint): string {
  const lines = Object.values(variants).flatMap(({ checks }) =>
    checks.flatMap((check) => {
      if (check.source !== 'invariant' || check.verdict !== 'fail' || check.story.length === 0) return []
      const where = `${check.variant}, replication ${check.replication ?? 0}`
      const more = check.explain === null ? [] : [`    ${paint.faint(`the whole story: ${check.explain}`)}`]
      return [`  ${paint.bad(check.name)}  ${paint.faint(where)}`, ...storyLines(check.story, 4), ...more]
    }),
  )
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** A moment is told in one unit, so that moments can be compared: milliseconds, to the nanosecond where needed. */
function timeText(ms: number): string {
  return `${withDecimals(ms, 3)} ms`
}

function whoText(event: ToldEvent): string {
  if ('message' in event) return `${event.event} #${event.message}`
  const who = event.request < 0 ? '' : `${event.workload === '' ? 'request' : event.workload} #${event.request}`
  if ('transaction' in event) return event.business < 0 ? who : `${event.transaction} #${event.business}`
  const { session, request, operation } = event
  const own = session < 0 || session === request ? '' : `session ${session}`
  return [who, own, operation].filter((text) => text !== '').join(', ')
}

function whatText(event: ToldEvent): string {
  if ('message' in event) return messageText(event)
  return 'transaction' in event ? transactionText(event) : dataText(event)
}

function messageText({ deed, subscription, delivery, why, node }: MessageExampleEvent): string {
  const often = delivery > 1 ? `(${delivery}.)` : ''
  return worded([deed, often, subscription === '' ? '' : `(${subscription})`, node === '' ? '' : `at ${node}`], why)
}

function transactionText({ deed, leg, attempt, what, why, node }: TransactionExampleEvent): string {
  const often = attempt > 1 ? `(${attempt}.)` : ''
  return worded([leg === '' ? '' : `${leg}:`, deed, often, what, node === '' ? '' : `at ${node}`], why)
}

function worded(parts: readonly string[], why: string): string {
  const text = parts.filter((part) => part !== '').join(' ')
  return why === '' ? text : `${text}: ${why}`
}

function dataText({ deed, record, key, version, value, node }: AnomalyEvent): string {
  const row = `${record}[${key}]`
  if (deed === 'was granted the lease') return `${deed} of ${row}${value === null ? '' : `, token ${value}`}`
  if (deed === 'began to read') return `${deed} ${row}`
  const what = value === null || version < 0 ? '' : ` = ${value}`
  const which = version < 0 ? 'no row' : version === 0 ? 'as it was at the start' : `version ${version}`
  const where = node === '' ? '' : ` at ${node}`
  return `${deed} ${row}${what} (${which})${where}`
}
