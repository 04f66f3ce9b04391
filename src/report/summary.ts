import type { RunDocument } from '../experiments/run-document.ts'
import { blameLegend } from './blame.ts'
import { checksText, lawsText, verdictText } from './checks.ts'
import { cleanText } from './clean-text.ts'
import { comparisonText, type ReportFormat } from './comparison.ts'
import { type Paint, plainPaint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { brokenText } from './stories.ts'
import { variantText } from './variant.ts'

/** The whole result for people: every variant, their comparison, checks, verdict, and how to see it again. */
export function summaryText(document: RunDocument, format: ReportFormat, paint: Paint = plainPaint): string {
  const { entries } = document
  const legend = blameLegend(Object.values(document.variants))
  const sections = [
    headText(document, paint),
    ...Object.entries(document.variants).map(([name, variant], at) => {
      const facts = `fingerprint ${variant.fingerprint}; ${warmUpText(document, name)}`
      const head = `${paint.strong(paint.accent(name))}  ${paint.faint(facts)}\n`
      return head + variantText(variant, { entries, format, legend: at === 0 ? legend : '' }, paint)
    }),
    comparisonText(document, format, paint).replace(/^\n/, ''),
    troubleText(document, paint),
    `${checksText(document, format, paint)}${brokenText(document, paint)}${lawsText(document, paint)}\n`,
    footText(document, paint),
  ]
  return sections.filter((text) => text !== '').join('\n')
}

/** What `--quiet` leaves: what failed or is undecided, and how to see it again. Empty when all is well. */
export function quietText(document: RunDocument, paint: Paint = plainPaint): string {
  if (document.verdict === 'pass') return ''
  const checks = `${checksText(document, 'open', paint)}${brokenText(document, paint)}`
  return `${troubleText(document, paint)}${checks}${footText(document, paint)}`
}

function headText({ scenario, question, seed, replications, engine }: RunDocument, paint: Paint): string {
  const title =
    question === null ? paint.strong(scenario.name) : `${paint.strong(scenario.name)}  ${cleanText(question)}`
  const count = `${replications} ${replications === 1 ? 'replication' : 'replications'}`
  const origin = `${engine.name} ${engine.version}, scenario ${scenario.hash.slice(0, 16)}`
  return `${title}\n${paint.faint(`seed ${seed}, ${count}; ${origin}`)}\n`
}

function warmUpText({ warmUp, variants }: RunDocument, name: string): string {
  const cut = warmUp[name]
  const measured = variants[name]?.measured
  if (cut === undefined || measured === undefined) return ''
  const time = (seconds: number): string => formatQuantity('milliseconds', seconds * 1000)
  const how = cut.note === '' ? '' : ` (${cut.note})`
  return `${time(cut.seconds)} of warm-up cut${how}, ${time(measured.toSeconds - measured.fromSeconds)} measured`
}

function troubleText(document: RunDocument, paint: Paint): string {
  const lines = [
    ...document.limits.map(
      ({ variant, replication, text }) => `${paint.doubt('~')} ${variant}, replication ${replication}: ${text}`,
    ),
    ...document.lost.map(
      ({ variant, replication, reason }) =>
        `${paint.doubt('~')} ${variant}, replication ${replication}: lost (${reason})`,
    ),
    ...document.silentFaults.map(({ variant, text }) => `${paint.doubt('~')} ${variant}: ${text}`),
    ...(document.interrupted ? [`${paint.doubt('~')} interrupted: these are the replications finished by then`] : []),
  ]
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function footText(document: RunDocument, paint: Paint): string {
  return `${verdictText(document, paint)}\n${paint.faint('replay:')} ${document.replay}\n`
}
