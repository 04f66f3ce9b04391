import type { DurationResult, MaybeEstimate } from '../metrics/duration-result.ts'
import type { ProcessResult, ProcessStep, ProcessViolation } from '../metrics/process-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { cleanText } from './clean-text.ts'
import { estimateText } from './format-estimate.ts'
import { formatCount, formatNumber, withDecimals } from './format-number.ts'
import type { Paint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

const LEFT = { head: '', align: 'left' } as const
const RIGHT = { head: '', align: 'right' } as const

type Row = readonly [name: string, what: string, found: string]

/** What the processes of a variant measured, whether their invariants held, and how one came not to hold. */
export function processLines(variant: VariantDocument, paint: Paint): string[] {
  const all = Object.entries(variant.processes)
  if (all.length === 0) return []
  const rows = all.flatMap(([name, one]) => {
    return [...figureRows(one), ...invariantRows(name, one, variant.processViolations, paint)].map(
      ([what, found], at): Row => [at === 0 ? name : '', what, found],
    )
  })
  return [
    '',
    '  processes',
    ...table([LEFT, LEFT, LEFT], rows, 4),
    ...variant.processViolations.flatMap((one) => storyLines(one, paint)),
  ]
}

type Cells = readonly [what: string, found: string]

function figureRows({ counters, durationsMs, levels }: ProcessResult): Cells[] {
  return [
    ...Object.entries(counters).map(([name, count]): Cells => [name, `${estimateText('count', count)} a replication`]),
    ...Object.entries(durationsMs).map(([name, duration]): Cells => [name, durationText(duration)]),
    ...Object.entries(levels).flatMap(([name, { mean, max }]): Cells[] =>
      mean === null
        ? []
        : [[name, `${estimateText('count', mean)} on average, ${formatNumber(max?.value ?? 0)} at most`]],
    ),
  ]
}

function durationText({ mean, p99, max }: DurationResult): string {
  if (mean === null) return 'none'
  return `${estimateText('duration', mean)} on average, p99 ${time(p99)}, at most ${time(max)}`
}

function time(estimate: MaybeEstimate): string {
  return estimate === null ? '–' : formatQuantity('milliseconds', estimate.value)
}

/** Those that held share a line; with how often they were judged, for never is no pass. */
function invariantRows(
  process: string,
  { invariants }: ProcessResult,
  violations: readonly ProcessViolation[],
  paint: Paint,
): Cells[] {
  const all = Object.entries(invariants)
  const broken = violations.filter((one) => one.process === process)
  const judged = all.filter(([, { checks }]) => (checks?.value ?? 0) > 0)
  const held = judged.filter(([name]) => broken.every(({ invariant }) => invariant !== name))
  const idle = all.filter(([, { checks }]) => (checks?.value ?? 0) === 0)
  const checks = held.reduce((sum, [, one]) => sum + (one.checks?.value ?? 0), 0)
  const names = (some: typeof all): string => some.map(([name]) => name).join(', ')
  return [
    ...(held.length === 0
      ? []
      : [[`${paint.good('✓')} held`, `${names(held)}: judged ${formatCount(Math.round(checks))} times`] as const]),
    ...(idle.length === 0 ? [] : [[`${paint.doubt('~')} never judged`, names(idle)] as const]),
    ...broken.map(({ invariant, replications, of }): Cells => {
      return [`${paint.bad('✗')} violated`, `${paint.bad(invariant)}: in ${replications} of ${of} replications`]
    }),
  ]
}

function storyLines(one: ProcessViolation, paint: Paint): string[] {
  const { process, invariant, atMs, node, replication, what, changes, chain, before, replay } = one
  const own = `${process}/${node}`
  const where = `replication ${replication}, ${moment(atMs)}, ${own}`
  return [
    '',
    `    ${paint.bad(`${process}: ${invariant}`)}  ${paint.faint(where)}`,
    `      ${cleanText(what)}`,
    paint.faint('      what led to it, message by message'),
    ...stepLines(process, chain),
    paint.faint(`      what the last of it changed at ${own}${changes.length === 0 ? ': nothing' : ''}`),
    ...(changes.length === 0
      ? []
      : table(
          [LEFT, RIGHT, LEFT, LEFT],
          changes.map((one) => [one.path, one.before ?? 'nothing', '→', one.after ?? 'nothing'].map(cleanText)),
          8,
        )),
    ...(before.length === 0 ? [] : [paint.faint(`      what ${own} did before`), ...stepLines(process, before)]),
    `      ${paint.faint('alone:')} ${replay}`,
  ]
}

function stepLines(process: string, steps: readonly ProcessStep[]): string[] {
  const rows = steps.map((step) => [moment(step.atMs), `${process}/${step.node}`, step.cause, step.content])
  return table(
    [RIGHT, LEFT, LEFT, LEFT],
    rows.map((row) => row.map(cleanText)),
    8,
  )
}

/** Moments are told in one unit, so that they can be compared. */
function moment(ms: number): string {
  return `${withDecimals(ms, 3)} ms`
}
