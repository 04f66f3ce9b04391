import type { RunDocument } from '../experiments/run-document.ts'
import { findingOf } from './checks.ts'
import { cleanText } from './clean-text.ts'
import { recoveryWords } from './faults.ts'
import { estimateText, formatEstimate } from './format-estimate.ts'
import { plainPaint } from './paint.ts'
import { verdictSign } from './verdict-sign.ts'

/** A result for an issue or a pull request: checks, headline figures and the comparison as Markdown tables. */
export function resultMarkdown(document: RunDocument): string {
  const { scenario, question, seed, replications, verdict, replay } = document
  const lines = [
    `## ${escaped(scenario.name)}: ${verdict}`,
    ...(question === null ? [] : ['', escaped(cleanText(question))]),
    '',
    `seed ${escaped(seed)}, ${replications} replications`,
    ...checks(document),
    ...headlines(document),
    ...comparison(document),
    ...faults(document),
    '',
    '````sh',
    replay,
    '````',
  ]
  return `${lines.join('\n')}\n`
}

function checks({ variants }: RunDocument): string[] {
  const rows = Object.values(variants)
    .flatMap((variant) => variant.checks)
    .flatMap((check) =>
      check.source === 'law'
        ? []
        : [
            [
              verdictSign(check.verdict, plainPaint),
              check.name,
              check.variant,
              findingOf(check, variants[check.variant]),
            ],
          ],
    )
  return rows.length === 0 ? [] : ['', ...markdownTable(['', 'check', 'variant', 'found'], rows)]
}

function headlines({ variants }: RunDocument): string[] {
  const rows = Object.entries(variants).map(([name, { total, cost }]) => [
    name,
    estimateText('rate', total.throughputPerSecond),
    estimateText('share', total.availability),
    estimateText('duration', total.latencyMs.mean),
    estimateText('duration', total.latencyMs.p99),
    estimateText('money', cost.perMonth),
  ])
  return ['', ...markdownTable(['variant', 'goodput', 'available', 'mean', 'p99', 'a month'], rows)]
}

function comparison({ comparison: all }: RunDocument): string[] {
  const rows = all.map((one) => {
    const { value, interval } = formatEstimate(one.kind, one.difference, { sign: true })
    return [one.variant, one.baseline, one.metric, `${value} ${interval}`.trim(), one.verdict]
  })
  return rows.length === 0 ? [] : ['', ...markdownTable(['variant', 'against', 'figure', 'difference', ''], rows)]
}

function faults({ variants, silentFaults }: RunDocument): string[] {
  const rows = Object.entries(variants).flatMap(([name, { recovery, faults: all }]) => [
    ...all.map(({ id, kind, bites, blastRadius, recovery: own }) => [
      name,
      `${id} (${kind})`,
      estimateText('count', bites),
      estimateText('share', blastRadius.requestsShare),
      own === null ? '' : recoveryWords(own, plainPaint),
    ]),
    ...(recovery === null || all.length < 2 ? [] : [[name, 'after all', '', '', recoveryWords(recovery, plainPaint)]]),
  ])
  if (rows.length === 0) return []
  const heads = ['variant', 'fault', 'changed something', 'requests failed because of it', 'afterwards']
  return ['', ...markdownTable(heads, rows), ...silentFaults.flatMap(({ text }) => ['', escaped(text)])]
}

function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
  return [line(heads), `| ${heads.map(() => '---').join(' | ')} |`, ...rows.map(line)]
}

/** Signs that Markdown or HTML would read as markup. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_|<>[\]]/g, (sign) => (sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : `\\${sign}`))
}
