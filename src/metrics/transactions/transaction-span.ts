import { durationFigures } from '../figures/duration-figures.ts'
import type { Figure } from '../figures/figure.ts'
import type { HistogramData } from '../histogram-data.ts'
import { countsIn, timesIn } from '../window-tally.ts'
import { TRANSACTION_COUNTS } from './transaction-anomaly.ts'
import type { TransactionCourse } from './transaction-course.ts'
import { countFigure } from './transaction-figures.ts'
import { TRANSACTION_TIMES } from './transaction-tally.ts'

/** What became of the business transactions that began in a part of the time. Plain data. */
export interface TransactionSpan {
  /** Length of the part, ns. */
  readonly time: number
  /** By `TransactionCount`. */
  readonly counts: readonly number[]
  /** By their place in `TRANSACTION_TIMES`. */
  readonly times: readonly HistogramData[]
}

/** Folds the given windows (each `width` ns long) of a course. */
export function transactionSpan(
  { tally }: TransactionCourse,
  windows: readonly number[],
  width: number,
): TransactionSpan {
  return {
    time: windows.length * width,
    counts: countsIn(tally, windows),
    times: TRANSACTION_TIMES.map((_, time) => timesIn(tally, time, windows)),
  }
}

/** Figures of business transactions over a part of the time around faults. */
export function transactionSpanFigures(): Figure<TransactionSpan>[] {
  return [
    ...TRANSACTION_COUNTS.map((name, count) => countFigure<TransactionSpan>(name, ({ counts }) => counts[count] ?? 0)),
    ...TRANSACTION_TIMES.flatMap((name, time) =>
      durationFigures<TransactionSpan>([name], 'lower', ({ times }) => times[time]),
    ),
  ]
}
