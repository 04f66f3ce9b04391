import type { RunDocument } from '../experiments/run-document.ts'
import type { CheckResult } from '../metrics/result-document.ts'
import { formatEstimate } from './format-estimate.ts'
import { formatCount } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'
import { table } from './table.ts'
import { verdictSign } from './verdict-sign.ts'

type ExpectationResult = Extract<CheckResult, { source: 'expectation' }>

const LEFT = { head: '', align: 'left' } as const

/** One line for each expectation and variant; `onlyOpen` leaves out those that hold. Empty where nothing is left. */
export function checksText(document: RunDocument, onlyOpen: boolean, paint: Paint = plainPaint): string {
  const variants = Object.keys(document.variants)
  const checks = allChecks(document).filter(isExpectation)
  // One below the other: what an expectation came to in each variant.
  const names = [...new Set(checks.map(({ name }) => name))]
  const rows = names
    .flatMap((name) => checks.filter((check) => check.name === name))
    .filter((check) => !onlyOpen || check.verdict !== 'pass')
    .map((check) => [
      verdictSign(check.verdict, paint),
      check.name,
      variants.length > 1 ? check.variant : '',
      check.metric === null || check.name.startsWith(`${check.metric} `) ? '' : check.metric,
      checkFinding(check),
    ])
  if (rows.length === 0) return ''
  return `${table([LEFT, LEFT, LEFT, LEFT, LEFT], rows).join('\n')}\n`
}

/** What an expectation came to: `641 ms [612, 668]`, and why it is undecided. */
export function checkFinding({ value, kind, reason, name }: ExpectationResult): string {
  const against = isAgainstVariant(name)
  const { value: measured, interval } = formatEstimate(kind, value, { sign: against })
  const found = value === null ? '' : `${measured} ${interval}`.trim() + (against ? ' from the limit' : '')
  return [found, reason ?? ''].filter((text) => text !== '').join('; ')
}

/** Whether the limit is a figure of another variant (`< monolith`): the value is a difference then. */
function isAgainstVariant(name: string): boolean {
  const limit = name.split(/[<>]=?/).at(-1) ?? ''
  return /^\s*[A-Za-z]| of /.test(limit)
}

/** The conservation laws in one line: they are the reason why the figures can be believed. */
export function lawsText(document: RunDocument, paint: Paint = plainPaint): string {
  const laws = allChecks(document).filter((check) => check.source === 'law')
  const cases = laws.reduce((sum, { evaluated }) => sum + evaluated, 0)
  const names = new Set(laws.map(({ name }) => name))
  return paint.faint(`  conservation laws: ${names.size} held in ${formatCount(cases)} cases`)
}

/** `pass: 4 of 4 checks held` */
export function verdictText(document: RunDocument, paint: Paint = plainPaint): string {
  const checks = allChecks(document).filter(isExpectation)
  const held = checks.filter(({ ok }) => ok).length
  const count = checks.length === 0 ? 'nothing was expected' : `${held} of ${checks.length} checks held`
  const reasons = [
    document.interrupted ? 'interrupted' : '',
    document.limits.length > 0 ? `${replications(document.limits.length)} reached a limit` : '',
    document.lost.length > 0 ? `${replications(document.lost.length)} lost` : '',
  ].filter((text) => text !== '')
  return `${verdictSign(document.verdict, paint)} ${[`${document.verdict}: ${count}`, ...reasons].join(', ')}`
}

function replications(count: number): string {
  return `${count} ${count === 1 ? 'replication' : 'replications'}`
}

function allChecks(document: RunDocument): readonly CheckResult[] {
  return Object.values(document.variants).flatMap(({ checks }) => checks)
}

function isExpectation(check: CheckResult): check is ExpectationResult {
  return check.source === 'expectation'
}
