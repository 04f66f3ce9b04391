import type { RunDocument } from '../experiments/run-document.ts'
import type { AnomalyEvent } from '../metrics/consistency/consistency-result.ts'
import { withDecimals } from './format-number.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'

/** The lines of a story about data: who did what, and when. */
export function storyLines(events: readonly AnomalyEvent[], indent: number): string[] {
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
      return [`  ${paint.bad(check.name)}  ${paint.faint(where)}`, ...storyLines(check.story, 4)]
    }),
  )
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** A moment is told in one unit, so that moments can be compared: milliseconds, to the nanosecond where needed. */
function timeText(ms: number): string {
  return `${withDecimals(ms, 3)} ms`
}

function whoText({ workload, request, session, operation }: AnomalyEvent): string {
  const who = request < 0 ? '' : `${workload === '' ? 'request' : workload} #${request}`
  const own = session < 0 || session === request ? '' : `session ${session}`
  return [who, own, operation].filter((text) => text !== '').join(', ')
}

function whatText({ deed, record, key, version, value, node }: AnomalyEvent): string {
  const row = `${record}[${key}]`
  if (deed === 'was granted the lease') return `${deed} of ${row}${value === null ? '' : `, token ${value}`}`
  if (deed === 'began to read') return `${deed} ${row}`
  const what = value === null || version < 0 ? '' : ` = ${value}`
  const which = version < 0 ? 'no row' : version === 0 ? 'as it was at the start' : `version ${version}`
  const where = node === '' ? '' : ` at ${node}`
  return `${deed} ${row}${what} (${which})${where}`
}
