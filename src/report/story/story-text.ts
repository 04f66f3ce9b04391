import type { Belief, Moment, Story } from '../../experiments/story/story.ts'
import { cleanText } from '../clean-text.ts'
import { withDecimals } from '../format-number.ts'
import { type Paint, plainPaint } from '../paint.ts'
import { table } from '../table.ts'
import { anomalyWords } from './anomaly-words.ts'

const RIGHT = { head: '', align: 'right' } as const
const LEFT = { head: '', align: 'left' } as const

/** A story as text: what happened, and what each believed at the end. */
export function storyText(story: Story, paint: Paint = plainPaint): string {
  const { moments, omitted, beliefs } = story
  const left = omitted === 0 ? [] : [paint.faint(`    ${omitted} moments in the middle are left out`)]
  const lines = [
    storyTitle(story, paint),
    ...table(
      [RIGHT, LEFT, LEFT],
      moments.map((moment) => momentRow(moment, paint)),
      4,
    ),
    ...left,
    ...(beliefs.length === 0 ? [] : ['', '  what each believed, and what was so', ...beliefLines(beliefs, paint)]),
  ]
  return `${lines.join('\n')}\n`
}

/** `saga, replication 0: place-order #17 of shoppers #12: done again` */
export function storyTitle(story: Story, paint: Paint = plainPaint): string {
  const { variant, replication, name, number, anomalies, origin } = story
  const from = origin === '' || story.kind === 'request' ? '' : ` of ${cleanText(origin)}`
  const what = `${cleanText(name)} #${number}${from}`
  const wrong = anomalies.map(anomalyWords).join(', ')
  const judged = story.kind === 'request' ? '' : wrong === '' ? ': nothing went wrong' : `: ${paint.bad(wrong)}`
  return `${paint.accent(cleanText(variant))}, replication ${replication}: ${paint.strong(what)}${judged}`
}

function momentRow({ atMs, kind, from, to, node, text }: Moment, paint: Paint): string[] {
  const at = `${withDecimals(atMs, 3)} ms`
  const place =
    kind === 'note' ? node || from : kind === 'call' ? `${node || from} -> ${to}` : `${from} -> ${node || to}`
  // A call is told of where it comes from, a message where it arrives.
  const arrow = kind === 'call' && !node.startsWith(`${from}/`) ? `${from} -> ${node || to}` : place
  const told = cleanText(text)
  return [at, cleanText(arrow), kind === 'lost' ? paint.bad(told) : told]
}

function beliefLines(beliefs: readonly Belief[], paint: Paint): string[] {
  const rows = beliefs.map(({ who, about, believes, truth, wrong }) => [
    wrong ? paint.bad('✗') : paint.good('✓'),
    cleanText(about),
    `${cleanText(who === '' ? 'somebody' : who)}: ${cleanText(believes)}`,
    `it is ${cleanText(truth)}`,
  ])
  return table([LEFT, LEFT, LEFT, LEFT], rows, 4)
}
