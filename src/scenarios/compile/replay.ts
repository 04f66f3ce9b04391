import type { ReplayCounts, ReplayTimes } from '../scenario.ts'
import { type Cell, type CsvMistake, csvColumn } from './csv-column.ts'
import { dateSeconds, plainNumber } from './timestamp.ts'

/** Arrival times of a replayed file, ns from the start of the run, ascending, all before its end. */
export interface ReplayedTimes {
  readonly times: Float64Array
  /** Arrivals of the file that fall after the end of the run. */
  readonly late: number
  /** True where the first row was taken as the start, because all its numbers lay after the end of the run. */
  readonly shifted: boolean
}

/** More arrivals than this in one run are refused. */
const MOST_ARRIVALS = 10_000_000
const NS_PER_S = 1e9

/**
 * Times of a file with one timestamp a row. Numbers count `unit` from the start of the run; dates, and numbers that all
 * lie after the end of the run (such as seconds since 1970), count from the earliest row. Rows need not be in order.
 */
export function replayTimes(text: string, arrivals: ReplayTimes, duration: number): ReplayedTimes | CsvMistake {
  const cells = csvColumn(
    text,
    arrivals.column,
    (cell) => plainNumber(cell) !== undefined || dateSeconds(cell) !== undefined,
  )
  if (!Array.isArray(cells)) return cells
  const first = cells[0]
  if (first === undefined) return { message: 'has no rows' }
  const dates = plainNumber(first.text) === undefined
  const read = dates ? dateTimes(cells) : numberTimes(cells, arrivals.unit, duration)
  if ('message' in read) return read
  const kept = read.times.filter((time) => time < duration)
  return { times: Float64Array.from(kept).sort(), late: read.times.length - kept.length, shifted: read.shifted }
}

function numberTimes(cells: readonly Cell[], unit: number, duration: number): Relative | CsvMistake {
  const values: number[] = []
  for (const cell of cells) {
    const value = plainNumber(cell.text)
    if (value === undefined || value < 0) return notA('a time', cell)
    values.push(value)
  }
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  const shifted = least * unit >= duration
  const origin = shifted ? least : 0
  return { times: values.map((value) => Math.round((value - origin) * unit)), shifted }
}

interface Relative {
  readonly times: number[]
  readonly shifted: boolean
}

function dateTimes(cells: readonly Cell[]): Relative | CsvMistake {
  const seconds: { whole: number; fraction: number }[] = []
  for (const cell of cells) {
    const value = dateSeconds(cell.text)
    if (value === undefined) return notA('a date and time, as in the rows above', cell)
    seconds.push(value)
  }
  const origin = seconds.reduce((low, { whole }) => Math.min(low, whole), Number.POSITIVE_INFINITY)
  const times = seconds.map(({ whole, fraction }) => Math.round((whole - origin + fraction) * NS_PER_S))
  const least = times.reduce((low, time) => Math.min(low, time), Number.POSITIVE_INFINITY)
  return { times: times.map((time) => time - least), shifted: false }
}

/**
 * Times of a file with a number of arrivals a row, each row covering `counts-per`. The counts, times `scale`, make a
 * line that rises evenly within each row; arrival number k (from 0) comes when the line reaches k + 1/2. So a row of n
 * arrivals has them at (1/2, 3/2 … n - 1/2) / n of its length, fractions of an arrival are carried into the next rows,
 * and the total is the sum of the file rounded to the nearest.
 */
export function replayCounts(text: string, arrivals: ReplayCounts, duration: number): ReplayedTimes | CsvMistake {
  const cells = csvColumn(text, arrivals.column, (cell) => plainNumber(cell) !== undefined)
  if (!Array.isArray(cells)) return cells
  if (cells.length === 0) return { message: 'has no rows' }
  const length = arrivals['counts-per']
  const times: number[] = []
  let before = 0
  let late = 0
  for (const [row, cell] of cells.entries()) {
    const count = plainNumber(cell.text)
    if (count === undefined || count < 0) return notA('a number of arrivals', cell)
    const scaled = count * arrivals.scale
    const after = before + scaled
    for (let next = times.length + late + 0.5; next < after; next += 1) {
      const time = Math.floor((row + (next - before) / scaled) * length)
      if (time >= duration) {
        late += Math.ceil(after - next)
        break
      }
      times.push(time)
      if (times.length > MOST_ARRIVALS)
        return { message: `has more than ${MOST_ARRIVALS} arrivals`, expected: 'a smaller scale' }
    }
    before = after
  }
  return { times: Float64Array.from(times), late, shifted: false }
}

function notA(what: string, cell: Cell): CsvMistake {
  return { message: `has "${cell.text.slice(0, 40)}" in line ${cell.line}, which is not ${what}` }
}
