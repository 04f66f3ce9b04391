import { durationFigures } from '../figures/duration-figures.ts'
import type { Figure } from '../figures/figure.ts'
import type { HistogramData } from '../histogram-data.ts'
import type { WindowLevelData } from '../window-level.ts'
import { countsIn, timesIn, type WindowTallyData } from '../window-tally.ts'
import { MESSAGE_COUNTS } from './message-anomaly.ts'
import { countFigure } from './message-figures.ts'

/** Times that are kept window by window. */
export const MessageTime = { endToEnd: 0, lag: 1 } as const
export type MessageTime = (typeof MessageTime)[keyof typeof MessageTime]

/** The messages of an event or subscription, by the window in which they were published, and the backlog over time. */
export interface MessageCourse {
  /** `order.placed`, or `order.placed -> notifications`. */
  readonly name: string
  /** Counts by `MessageCount`, times by `MessageTime`. */
  readonly tally: WindowTallyData
  readonly backlog: WindowLevelData
}

/** What became of the messages that were published in a part of the time, and the backlog in it. Plain data. */
export interface MessageSpan {
  /** Length of the part, ns. */
  readonly time: number
  /** By `MessageCount`. */
  readonly counts: readonly number[]
  readonly endToEnd: HistogramData
  readonly lag: HistogramData
  /** Integral, ns. */
  readonly backlogArea: number
  readonly backlogMax: number
}

/** Folds the given windows (each `width` ns long) of a course. */
export function messageSpan(course: MessageCourse, windows: readonly number[], width: number): MessageSpan {
  const { tally, backlog } = course
  return {
    time: windows.length * width,
    counts: countsIn(tally, windows),
    endToEnd: timesIn(tally, MessageTime.endToEnd, windows),
    lag: timesIn(tally, MessageTime.lag, windows),
    backlogArea: windows.reduce((sum, k) => sum + (backlog.areas[k] ?? 0), 0),
    backlogMax: windows.reduce((most, k) => Math.max(most, backlog.maxima[k] ?? 0), 0),
  }
}

/** Figures of messages over a part of the time around faults. */
export function messageSpanFigures(): Figure<MessageSpan>[] {
  return [
    ...MESSAGE_COUNTS.map((name, count) => countFigure<MessageSpan>(name, ({ counts }) => counts[count] ?? 0)),
    ...durationFigures<MessageSpan>(['endToEnd'], 'lower', ({ endToEnd }) => endToEnd),
    ...durationFigures<MessageSpan>(['lag'], 'lower', ({ lag }) => lag),
    {
      name: ['backlog', 'mean'],
      kind: 'count',
      better: 'lower',
      pick: ({ time, backlogArea }) => (time === 0 ? null : backlogArea / time),
    },
    { name: ['backlog', 'max'], kind: 'count', better: 'lower', pick: ({ backlogMax }) => backlogMax },
  ]
}
