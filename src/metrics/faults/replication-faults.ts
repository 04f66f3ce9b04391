import type { RunSummary } from '../run-summary.ts'
import { ControlBand } from './control-band.ts'
import type { FaultEpisode, FaultReport } from './fault-report.ts'
import { lastEnd, windowsAfter, windowsDuring } from './fault-windows.ts'
import { judgeRecovery, overloaded, type RecoveryJudgement } from './judge-recovery.ts'
import { type Picture, pictureOf } from './picture.ts'
import { type BusinessCourses, type RunCourse, runCourse } from './run-course.ts'
import { foldSpan, type SpanFold } from './span-folds.ts'
import { type SustainingLoop, sustainingLoop } from './sustaining-loop.ts'

/** What the faults of one replication did, judged against its control run; plain data, small whatever the length. */
export interface ReplicationFaults {
  /** Whether there was a control run; without one, all that compares with it is `null` or empty. */
  readonly compared: boolean
  readonly windowSeconds: number
  /** One for each fault, in the order of the world's reports. */
  readonly faults: readonly FaultFacts[]
  /** After the last fault had ended; `null` when one was still on at the end of the load, or none began. */
  readonly recovery: AftermathFacts | null
  /** Whether the load is too much even without faults. */
  readonly controlOverloaded: boolean
  /** Share of users' requests that failed and, by the control, would not have without the faults. */
  readonly failedBecauseShare: number | null
  readonly spans: readonly SpanFold[]
  /** Good answers to users in each window, here and in the control. */
  readonly good: readonly number[]
  readonly controlGood: readonly number[]
}

export interface FaultFacts extends FaultReport {
  /** From its first start until a window left the control's band; `null` when none did before it ended. */
  readonly detectSeconds: number | null
  /** Of its last episode; `null` when it never ended or never began. */
  readonly recovery: RecoveryJudgement | null
  /** Operations that users call, and whether they were worse than in the control while it was on. */
  readonly operations: readonly { readonly name: string; readonly worse: boolean }[]
  /** Of the requests of users while it was on, the share that failed beyond the control's. */
  readonly failedBecauseShare: number | null
  /** The system while it was on, and the control in the same windows; `null` when it never began. */
  readonly during: { readonly run: Picture; readonly control: Picture } | null
}

export interface AftermathFacts extends RecoveryJudgement {
  /** Of a run that is stuck. */
  readonly loop: SustainingLoop | null
  /** The system in the later half of the time after the last fault, and the control in the same windows. */
  readonly late: { readonly run: Picture; readonly control: Picture }
}

/**
 * Judges one replication against its control: the same seed without any fault. Both must have been recorded with a
 * course. `undefined` when there are not enough windows of both.
 */
export function judgeFaults(
  summary: RunSummary,
  controlSummary: RunSummary,
  reports: readonly FaultReport[],
  business: { readonly run?: BusinessCourses; readonly control?: BusinessCourses } = {},
): ReplicationFaults | undefined {
  const ran = runCourse(summary, business.run)
  const unharmed = runCourse(controlSummary, business.control)
  if (ran === undefined || unharmed === undefined) return undefined
  // A run that a limit stopped is compared as far as both went.
  const grid = { ...ran.grid, count: Math.min(ran.grid.count, unharmed.grid.count) }
  const run = { ...ran, grid }
  const control = { ...unharmed, grid }
  const bands = [new ControlBand(run.total, control.total, run.grid), ...operationBands(run, control)]
  const scene: Scene = { run, control, bands, reports, to: summary.to }
  const all = reports.flatMap(({ episodes }) => episodes)
  const end = lastEnd(all, summary.to)
  return {
    compared: true,
    windowSeconds: run.grid.width / 1e9,
    faults: reports.map((report) => factsOf(report, scene)),
    recovery: end === undefined ? null : aftermathOf(end, all, scene),
    controlOverloaded: overloaded(control),
    failedBecauseShare: failedBecause(
      scene,
      windowsAfter(run.grid, 0).filter((k) => k >= run.grid.first),
    ),
    spans: spansOf(run, reports, summary.to),
    good: run.total.good,
    controlGood: control.total.good,
  }
}

/**
 * What can be told without a control run: when the faults were on, what they hit, and what users met around them. The
 * run must have been recorded with a course. `undefined` when there are not enough windows.
 */
export function describeFaults(
  summary: RunSummary,
  reports: readonly FaultReport[],
  business: BusinessCourses = {},
): ReplicationFaults | undefined {
  const run = runCourse(summary, business)
  if (run === undefined) return undefined
  const unknown = { detectSeconds: null, recovery: null, operations: [], failedBecauseShare: null, during: null }
  return {
    compared: false,
    windowSeconds: run.grid.width / 1e9,
    faults: reports.map((report) => ({ ...report, ...unknown })),
    recovery: null,
    controlOverloaded: false,
    failedBecauseShare: null,
    spans: spansOf(run, reports, summary.to),
    good: run.total.good,
    controlGood: [],
  }
}

interface Scene {
  readonly run: RunCourse
  readonly control: RunCourse
  readonly bands: readonly ControlBand[]
  readonly reports: readonly FaultReport[]
  /** End of the load, ns. */
  readonly to: number
}

function operationBands(run: RunCourse, control: RunCourse): ControlBand[] {
  return run.operations.flatMap((operation) => {
    const same = control.operations.find(({ name }) => name === operation.name)
    return same === undefined ? [] : [new ControlBand(operation, same, run.grid)]
  })
}

function factsOf(report: FaultReport, scene: Scene): FaultFacts {
  const { run, control, bands } = scene
  const during = windowsDuring(run.grid, report.episodes)
  const began = report.episodes.length > 0
  return {
    ...report,
    detectSeconds: began ? detectSeconds(report, scene) : null,
    recovery: recoveryOf(report, scene),
    operations: bands.slice(1).map((band) => ({ name: band.name, worse: began && band.isWorse(during) })),
    failedBecauseShare: began ? failedBecause(scene, during) : null,
    during: began ? { run: pictureOf(run, during), control: pictureOf(control, during) } : null,
  }
}

/** The first window during the fault (or just after it) in which somebody who watches would have seen it; its end. */
function detectSeconds({ episodes }: FaultReport, { run, bands }: Scene): number | null {
  const first = episodes.reduce((earliest, { start }) => Math.min(earliest, start), Number.POSITIVE_INFINITY)
  const last = episodes.reduce((latest, { end }) => Math.max(latest, end), 0)
  const { width, count } = run.grid
  for (let k = Math.floor(first / width); k < Math.min(count, Math.ceil(last / width) + 1); k++) {
    if (bands.some((band) => band.hasLeft(k))) return ((k + 1) * width - first) / 1e9
  }
  return null
}

function recoveryOf({ id, episodes }: FaultReport, scene: Scene): RecoveryJudgement | null {
  const end = lastEnd(episodes, scene.to)
  if (end === undefined) return null
  const others = scene.reports.flatMap((report) => (report.id === id ? [] : report.episodes))
  return judgeRecovery({
    ...scene,
    end,
    lasted: Math.max(...episodes.map((episode) => episode.end - episode.start)),
    clear: Math.min(scene.to, ...others.map(({ start }) => start).filter((start) => start >= end)),
    overlapped: others.some((other) => other.start < end && other.end > end),
  })
}

function aftermathOf(end: number, episodes: readonly FaultEpisode[], scene: Scene): AftermathFacts {
  const { run, control, to } = scene
  const lasted = Math.max(...episodes.map((episode) => episode.end - episode.start))
  const judgement = judgeRecovery({ ...scene, end, lasted, clear: to, overlapped: false })
  const after = windowsAfter(run.grid, end)
  const late = after.slice(Math.floor(after.length / 2))
  return {
    ...judgement,
    loop: judgement.verdict === 'stuck' ? sustainingLoop(run, control, late) : null,
    late: { run: pictureOf(run, late), control: pictureOf(control, late) },
  }
}

/** Failures beyond the control's over requests offered in the given windows; never negative. */
function failedBecause({ run, control }: Scene, windows: readonly number[]): number | null {
  const sum = (values: readonly number[]): number => windows.reduce((all, k) => all + (values[k] ?? 0), 0)
  const offered = sum(run.total.offered)
  if (offered === 0) return null
  return Math.min(1, Math.max(0, sum(run.total.failed) - sum(control.total.failed)) / offered)
}

function spansOf(run: RunCourse, reports: readonly FaultReport[], to: number): SpanFold[] {
  const all = { id: 'any', episodes: reports.flatMap(({ episodes }) => episodes) }
  return [...reports, all].flatMap(({ id: fault, episodes }) => {
    const end = lastEnd(episodes, to)
    return [
      foldSpan({ kind: 'during', fault }, run, windowsDuring(run.grid, episodes)),
      foldSpan({ kind: 'after', fault }, run, end === undefined ? [] : windowsAfter(run.grid, end)),
    ]
  })
}
