import { type ControlBand, WINDOWS_BACK } from './control-band.ts'
import type { CallCourse, RunCourse } from './run-course.ts'

export type RecoveryVerdict = 'recovered' | 'stuck' | 'inconclusive'

/** What became of a run after a fault had ended. */
export interface RecoveryJudgement {
  readonly verdict: RecoveryVerdict
  /** Seconds from the end of the fault until it was as good as the control again; only of `recovered`. */
  readonly seconds: number | null
  /** Why nothing can be said, of `inconclusive`; what was last not back, of `stuck`. */
  readonly reason: string | null
}

/** What a recovery is judged on. */
export interface Aftermath {
  readonly run: RunCourse
  readonly control: RunCourse
  /** Of all requests and of each operation that users call. */
  readonly bands: readonly ControlBand[]
  /** End of the fault, ns, and how long it had been on. */
  readonly end: number
  readonly lasted: number
  /** When the next fault begins, or the end of the load, ns. */
  readonly clear: number
  /** Whether another fault was still on at the end of this one. */
  readonly overlapped: boolean
}

/** With fewer windows after a fault nobody can say that it will stay so. */
const WINDOWS_MIN = 10
/** Good answers of a control run below this share of its requests mean plain overload. */
const CONTROL_GOOD_MIN = 0.9
/** A backlog, or a goodput, that changed by less than this from one quarter of the time to the next stands still. */
const CHANGE_MIN = 0.1

/**
 * Judges whether a run came back to what its control does: `recovered` when goodput and mean latency of every operation
 * that users call are within the control's band in five windows in a row and in the five together; `stuck` when they
 * were not although there was time (at least ten windows and half the length of the fault), nothing got better in the
 * last half of it, and the last quarter as a whole is behind the control; else `inconclusive`.
 */
export function judgeRecovery(aftermath: Aftermath): RecoveryJudgement {
  const { run, control, bands, end, lasted, clear, overlapped } = aftermath
  const { width, count } = run.grid
  if (overlapped) return undecided('another fault was still on when it ended')
  if (overloaded(control)) return undecided('the control itself is overloaded: without any fault it does no better')
  // The window in which it ended counts when it is good already.
  const first = Math.floor(end / width)
  const until = Math.min(count, Math.floor(clear / width))
  for (let k = first; k + WINDOWS_BACK <= until; k++) {
    if (isBackFrom(bands, k)) return { verdict: 'recovered', seconds: Math.max(0, k * width - end) / 1e9, reason: null }
  }
  const windows = Math.max(0, until - first)
  if (windows < WINDOWS_MIN || windows * width < lasted / 2) {
    const seconds = Math.round((windows * width) / 1e8) / 10
    return undecided(`only ${seconds} s of load after its end, too few to tell`)
  }
  if (clear < count * width) return undecided('another fault began before it was over')
  if (improves(run, control, first, until)) return undecided('it was still getting better when the load ended')
  // Where it is noisy and the requests are others than the control's, five windows in a row are rare without any harm.
  const quarter = Math.floor(windows / 4)
  const last = Array.from({ length: quarter }, (_, i) => until - quarter + i)
  const late = bands.find((band) => band.isBehind(last))
  if (late === undefined) {
    return undecided(`in the end it was as good as the control, but never for ${WINDOWS_BACK} windows in a row`)
  }
  return { verdict: 'stuck', seconds: null, reason: late.name }
}

/** Whether the load of a run without faults is more than its system can do: under 90 % of its requests end well. */
export function overloaded({ total, grid }: RunCourse): boolean {
  const sum = (values: readonly number[]): number =>
    values.slice(grid.first, grid.count).reduce((all, one) => all + one, 0)
  return sum(total.good) < CONTROL_GOOD_MIN * sum(total.offered)
}

function isBackFrom(bands: readonly ControlBand[], k: number): boolean {
  return bands.every((band) => {
    for (let i = 0; i < WINDOWS_BACK; i++) if (!band.isBack(k + i)) return false
    return band.isBack(k, WINDOWS_BACK)
  })
}

/** Whether the backlog fell or the goodput rose from the third quarter of the time to the last. */
function improves(run: RunCourse, control: RunCourse, first: number, until: number): boolean {
  const quarter = Math.floor((until - first) / 4)
  const excess = (from: number): number => mean(present(run), from, quarter) - mean(present(control), from, quarter)
  const good = (from: number): number => share(run.total, control.total, from, quarter)
  const [before, last] = [until - 2 * quarter, until - quarter]
  const backlogFell = excess(before) > 1 && excess(last) < (1 - CHANGE_MIN) * excess(before)
  return backlogFell || good(last) > (1 + CHANGE_MIN) * good(before) + 0.01
}

function present({ units, grid }: RunCourse): number[] {
  return Array.from({ length: grid.count }, (_, k) => units.reduce((sum, unit) => sum + (unit.present[k] ?? 0), 0))
}

function share(run: CallCourse, control: CallCourse, from: number, size: number): number {
  const expected = mean(control.good, from, size)
  return expected === 0 ? 0 : mean(run.good, from, size) / expected
}

function mean(values: readonly number[], from: number, size: number): number {
  let sum = 0
  for (let k = from; k < from + size; k++) sum += values[k] ?? 0
  return sum / size
}

function undecided(reason: string): RecoveryJudgement {
  return { verdict: 'inconclusive', seconds: null, reason }
}
