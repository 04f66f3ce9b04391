import type { RunDocument } from '../experiments/run-document.ts'
import { worstVerdict } from '../metrics/judge-threshold.ts'
import type { CheckResult, VariantDocument } from '../metrics/result-document.ts'
import { cleanText } from './clean-text.ts'
import type { ReportFormat } from './comparison.ts'
import { formatEstimate } from './format-estimate.ts'
import { formatCount } from './format-number.ts'
import { lookedAt } from './looked-at.ts'
import { type Paint, plainPaint } from './paint.ts'
import { table } from './table.ts'
import { verdictSign } from './verdict-sign.ts'

type ExpectationResult = Extract<CheckResult, { source: 'expectation' }>
type InvariantCheckResult = Extract<CheckResult, { source: 'invariant' }>

const LEFT = { head: '', align: 'left' } as const

/** Which checks are listed: every one, all but those that a pattern with a star covers, or what does not hold. */
export type ChecksShown = ReportFormat | 'open'

/**
 * One line for each expectation and variant. Of an expectation with a star `compact` prints one line with the number
 * that hold, and singly only the others. Empty where nothing is left.
 */
export function checksText(document: RunDocument, shown: ChecksShown, paint: Paint = plainPaint): string {
  const checks = allChecks(document).filter(isExpectation)
  // One below the other: what an expectation came to in each variant.
  const names = [...new Set(checks.map(({ name }) => name))]
  const rows = names.flatMap((name) => {
    const own = checks.filter((check) => check.name === name)
    const open = own.filter(({ verdict }) => verdict !== 'pass')
    const line = (check: ExpectationResult | InvariantCheckResult): string[] => checkCells(check, document, paint)
    if (shown === 'open') return open.map(line)
    if (shown === 'full' || own.length === 1 || !name.includes('*')) return own.map(line)
    const sign = verdictSign(worstVerdict(own.map(({ verdict }) => verdict)), paint)
    return [[sign, name, `${own.length - open.length} of ${own.length}`], ...open.map(line)]
  })
  if (rows.length === 0) return ''
  return `${table([LEFT, LEFT, LEFT, LEFT, LEFT], rows).join('\n')}\n`
}

function checkCells(
  check: ExpectationResult | InvariantCheckResult,
  { variants }: RunDocument,
  paint: Paint,
): string[] {
  return [
    verdictSign(check.verdict, paint),
    check.name,
    Object.keys(variants).length > 1 ? check.variant : '',
    metricOf(check),
    findingOf(check, variants[check.variant]),
  ]
}

function metricOf(check: ExpectationResult | InvariantCheckResult): string {
  if (check.source === 'invariant' || check.metric === null) return ''
  return check.name.startsWith(`${check.metric} `) ? '' : check.metric
}

/** What an expectation or an invariant came to in a variant. */
export function findingOf(
  check: ExpectationResult | InvariantCheckResult,
  variant: VariantDocument | undefined,
): string {
  if (check.source === 'expectation') {
    // What was never seen says little without the number of times that it was looked for.
    const cases =
      variant === undefined || check.value?.value !== 0 ? 0 : Math.round(lookedAt(variant, check.metric ?? ''))
    const found = checkFinding(check)
    return cases === 0 ? found : `${found}, in ${formatCount(cases)} a replication`
  }
  const cases = `${formatCount(check.evaluated)} ${check.evaluated === 1 ? 'case' : 'cases'}`
  const where = check.replication === null ? '' : ` (replication ${check.replication})`
  return check.reason === null ? cases : `${cases}; ${cleanText(check.reason)}${where}`
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
  if (name.startsWith('recovers ')) return false
  const limit = name.split(/[<>]=?|[=!]=/).at(-1) ?? ''
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
    document.silentFaults.length > 0 ? `${faults(document.silentFaults.length)} changed nothing` : '',
    document.lost.length > 0 ? `${replications(document.lost.length)} lost` : '',
  ].filter((text) => text !== '')
  return `${verdictSign(document.verdict, paint)} ${[`${document.verdict}: ${count}`, ...reasons].join(', ')}`
}

function replications(count: number): string {
  return `${count} ${count === 1 ? 'replication' : 'replications'}`
}

function faults(count: number): string {
  return `${count} ${count === 1 ? 'fault' : 'faults'}`
}

function allChecks(document: RunDocument): readonly CheckResult[] {
  return Object.values(document.variants).flatMap(({ checks }) => checks)
}

function isExpectation(check: CheckResult): check is ExpectationResult | InvariantCheckResult {
  return check.source !== 'law'
}
