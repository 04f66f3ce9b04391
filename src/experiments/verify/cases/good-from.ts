import type { CaseRun } from '../case-run.ts'
import { callsOf, firstWindow } from '../course-measures.ts'

interface Wanted {
  readonly operation: string
  /** The load, per second. */
  readonly rate: number
  /** Not before that, seconds. */
  readonly from: number
}

/** First time, s, from which on goodput is at least nine tenths of the load for five seconds together; NaN if never. */
export function goodFrom({ course }: CaseRun, { operation, rate, from }: Wanted): number {
  const good = callsOf(course, 'good', operation)
  const width = course?.width ?? Number.NaN
  const windows = Math.round(5 / width)
  return firstWindow(course, from, windows, (k) => {
    const five = good.slice(k, k + windows).reduce((sum, one) => sum + one, 0)
    return five >= 0.9 * rate * windows * width
  })
}
