import { MESSAGE_CAUSES } from '../../sim/message-fact.ts'
import { durationFigures } from '../figures/duration-figures.ts'
import type { Figure } from '../figures/figure.ts'
import { sumOf } from '../histogram-data.ts'
import { levelMean } from '../level-data.ts'
import { MESSAGE_COUNTS, type MessageCountName } from './message-anomaly.ts'
import type { MessagesOf } from './message-summary.ts'

/** What the figures of one event or subscription are read off. */
export interface MessageFigureSource {
  readonly of: MessagesOf
  /** Length of the measured time, ns. */
  readonly measured: number
}

type Figures = Figure<MessageFigureSource>[]

/** Fewer or more of these is neither good nor bad. */
const NEUTRAL: readonly MessageCountName[] = [
  'published',
  'confirmed',
  'noted',
  'stored',
  'deduplicated',
  'delivered',
  'handled',
  'absorbed',
  'settled',
  'keyed',
]

const NS_PER_MS = 1e6
const NS_PER_SECOND = 1e9

/** Causes for which messages are dropped: all but `none`. */
export const DROP_CAUSES: readonly string[] = MESSAGE_CAUSES.slice(1)

/** Figures of an event, or of a subscription. */
export function messageFigures(): Figures {
  return [
    ...MESSAGE_COUNTS.map((name, count) => {
      return countFigure<MessageFigureSource>(name, ({ of }) => of.tally.counts[count] ?? 0)
    }),
    ...DROP_CAUSES.map((cause, at): Figure<MessageFigureSource> => {
      return {
        name: ['droppedBy', cause],
        kind: 'count',
        better: 'lower',
        pick: ({ of }) => of.tally.drops[at + 1] ?? 0,
      }
    }),
    {
      name: ['throughput'],
      kind: 'rate',
      better: 'higher',
      pick: ({ of, measured }) => (measured === 0 ? null : (of.tally.worked / measured) * NS_PER_SECOND),
    },
    ...durationFigures<MessageFigureSource>(['endToEnd'], 'lower', ({ of }) => of.tally.endToEnd),
    ...durationFigures<MessageFigureSource>(['lag'], 'lower', ({ of }) => of.tally.lag),
    { name: ['backlog', 'mean'], kind: 'count', better: 'lower', pick: ({ of }) => levelMean(of.backlog.level) },
    { name: ['backlog', 'max'], kind: 'count', better: 'lower', pick: ({ of }) => of.backlog.level.max },
    { name: ['drainTime'], kind: 'duration', better: 'lower', pick: drainTime },
    { name: ['drained'], kind: 'share', better: 'higher', pick: ({ of }) => drained(of) },
    { name: ['rebalanceTime'], kind: 'duration', better: 'lower', pick: rebalanceTime },
  ]
}

/** The figure of one of the counts, wherever it stands. */
export function countFigure<Source>(name: MessageCountName, pick: (source: Source) => number): Figure<Source> {
  return { name: [name], kind: 'count', better: NEUTRAL.includes(name) ? null : 'lower', pick }
}

function drainTime({ of: { backlog } }: MessageFigureSource): number | null {
  return backlog.drain === null ? null : backlog.drain.after / NS_PER_MS
}

/** 1 where the backlog went back, else 0: the mean is the share of replications. */
function drained({ backlog: { drain } }: MessagesOf): number | null {
  if (drain === null) return null
  return drain.done ? 1 : 0
}

/** Of all rebalances together. */
function rebalanceTime({ of: { tally } }: MessageFigureSource): number {
  return sumOf(tally.rebalance) / NS_PER_MS
}
