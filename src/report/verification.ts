import type { VerifyReport } from '../experiments/verify/run-verify.ts'
import { decimalsFor, withDecimals } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'
import { table } from './table.ts'
import { verdictSign } from './verdict-sign.ts'

type Figure = VerifyReport['cases'][number]['figures'][number]

const COLUMNS = [
  { head: '', align: 'left' },
  { head: 'case', align: 'left' },
  { head: 'figure', align: 'left' },
  { head: 'expected', align: 'right' },
  { head: 'measured', align: 'right' },
  { head: '95 % interval', align: 'right' },
  { head: 'error', align: 'right' },
] as const

/** What `orrery verify` found: one row a figure, then what was left out, then the verdict. */
export function verificationText(report: VerifyReport, paint: Paint = plainPaint): string {
  const rows = report.cases.flatMap((one) => {
    return one.figures.map((figure, at) => [
      verdictSign(figure.verdict, paint),
      at === 0 ? one.id : '',
      figure.metric,
      ...figureCells(figure),
    ])
  })
  const lines = rows.length === 0 ? [] : table(COLUMNS, rows)
  for (const { id, verdict, problem } of report.cases) {
    if (problem !== undefined) lines.push(`  ${verdictSign(verdict, paint)}  ${id}  ${problem}`)
  }
  if (report.notCovered.length > 0) {
    lines.push('', 'Not covered yet, because it needs parts that are to come:')
    lines.push(...report.notCovered.map(({ id, title, reason }) => `  ${id}  ${title}: ${reason}`))
  }
  if (report.skipped.length > 0) {
    lines.push('', `Left out of the short run (--full runs them): ${report.skipped.join(' ')}`)
  }
  lines.push('', verdictLine(report, paint))
  return `${lines.join('\n')}\n`
}

function figureCells({ expected, measured, low, high }: Figure): string[] {
  const decimals = decimalsFor(expected === 0 ? measured : expected, 4)
  const error = expected === 0 ? '' : `${withDecimals((measured / expected - 1) * 100, 2)} %`
  return [
    withDecimals(expected, decimals),
    withDecimals(measured, decimals),
    `[${withDecimals(low, decimals)}, ${withDecimals(high, decimals)}]`,
    error,
  ]
}

function verdictLine(report: VerifyReport, paint: Paint): string {
  const count = (verdict: string): number => report.cases.filter((one) => one.verdict === verdict).length
  const words = `${count('pass')} of ${report.cases.length} cases pass`
  const rest = [
    count('fail') === 0 ? '' : `${count('fail')} fail`,
    count('inconclusive') === 0 ? '' : `${count('inconclusive')} undecided`,
    report.interrupted ? 'interrupted' : '',
  ].filter((text) => text !== '')
  return `${verdictSign(report.verdict, paint)} ${[words, ...rest].join(', ')}`
}

/** The same as data for a script; `null` where nothing was measured. */
export function verificationDocument(report: VerifyReport): object {
  const finite = (value: number): number | null => (isFinite(value) ? value : null)
  return {
    schemaVersion: 1,
    ok: report.verdict === 'pass',
    ...report,
    cases: report.cases.map((one) => ({
      ...one,
      figures: one.figures.map((figure) => ({
        ...figure,
        measured: finite(figure.measured),
        low: finite(figure.low),
        high: finite(figure.high),
        standardError: finite(figure.standardError),
      })),
    })),
  }
}
