import { durationFigures } from '../figures/duration-figures.ts'
import type { Figure } from '../figures/figure.ts'
import type { HistogramData } from '../histogram-data.ts'
import { countsIn, timesIn } from '../window-tally.ts'
import { MESSAGE_COUNTS } from './message-anomaly.ts'
import { type MessageCourse, MessageTime } from './message-course.ts'
import { countFigure } from './message-figures.ts'

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
