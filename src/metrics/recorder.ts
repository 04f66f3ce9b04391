import { invariant } from '../sim/kernel/invariant.ts'
import type { Catalogue, Probe } from '../sim/kernel/probe.ts'
import { Blame } from './blame.ts'
import { BreakerStates } from './breaker-states.ts'
import { Course } from './course.ts'
import { FailureOrigins } from './failure-origins.ts'
import { Histogram } from './histogram.ts'
import type { HistogramData } from './histogram-data.ts'
import { bucketOf, COARSE_SHIFT } from './latency-scale.ts'
import { EMPTY_LEVEL, type LevelData } from './level-data.ts'
import { Levels } from './levels.ts'
import type { CounterSummary, LevelSummary, RunSummary, SeriesSummary, WaitSummary } from './run-summary.ts'
import { type Counts, Windows } from './windows.ts'

export interface RecorderOptions {
  /** End of the warm-up, ns; at least 0. */
  readonly from: number
  /** End of the load, ns; above `from`. */
  readonly to: number
  /** Windows over [0, to), at least 1; default 120. */
  readonly windows?: number
  /** Finer windows over [0, to) for the course of a run with faults, at least 1; default: no such course. */
  readonly course?: number
}

const WINDOWS = 120

/** Fields of a series in its row of the tally, which the counts by outcome follow. */
const BEGAN = 0
/** Sum of the starts of the activities under way, ns. */
const STARTS = 1
/** Sum of the elapsed times of those that ended, ns. */
const ELAPSED = 2
const ENDED = 3

/** What was counted when the measured time began, or ended. */
interface Mark {
  readonly time: number
  readonly tally: Float64Array
  readonly counters: Float64Array
}

/**
 * Folds the facts of a run into figures. Nothing is allocated per fact, and memory does not grow with the length of the
 * run. What can be had from differences of running counts at a few boundaries in time (offered, throughput, windows)
 * costs nothing in between.
 */
export class Recorder implements Probe {
  readonly #catalogue: Catalogue
  readonly #from: number
  readonly #to: number
  readonly #outcomes: number

  /** A row for each series. */
  readonly #tally: Float64Array
  readonly #stride: number
  readonly #counters: Float64Array
  readonly #waited: Float64Array

  readonly #good: readonly Histogram[]
  readonly #failures: (Histogram | undefined)[]
  /** Only of series with parts: these are the calls, and the windows follow them. */
  readonly #blame: readonly (Blame | undefined)[]
  readonly #waits: readonly Histogram[]
  readonly #levels: Levels
  readonly #windows: Windows
  readonly #counts: Counts
  readonly #course: Course | null
  /** `null` in a world without breakers. */
  readonly #breakers: BreakerStates | null
  readonly #origins: FailureOrigins
  /** Whether the call that failed last began in the measured time. */
  #failureMeasured = false

  /** The next time at which something has to be done beside counting. */
  #boundary: number
  #begin: Mark
  #end: Mark | undefined
  /** Integrals of the levels before the measured time. */
  readonly #areaBefore: Float64Array
  #levelData: readonly LevelData[] = []

  constructor(catalogue: Catalogue, options: RecorderOptions) {
    const { from, to, windows = WINDOWS, course = 0 } = options
    invariant(from >= 0 && from < to, 'the warm-up ends before the load does')
    invariant(windows >= 1, 'there is at least one window')
    this.#catalogue = catalogue
    this.#from = from
    this.#to = to
    const series = catalogue.series.length
    this.#outcomes = catalogue.outcomes.length
    this.#stride = ENDED + this.#outcomes
    this.#tally = new Float64Array(series * this.#stride)
    this.#counters = new Float64Array(catalogue.counters.length)
    this.#waited = new Float64Array(catalogue.waits.length)
    this.#good = catalogue.series.map(() => new Histogram())
    this.#failures = new Array<Histogram | undefined>(series * this.#outcomes).fill(undefined)
    this.#blame = catalogue.series.map(({ parts }) => (parts ? new Blame(catalogue.parts.length) : undefined))
    this.#waits = catalogue.waits.map(() => new Histogram())
    this.#levels = new Levels(catalogue.levels)
    this.#areaBefore = new Float64Array(catalogue.levels.length)
    const followed = catalogue.series.map(({ parts }) => parts)
    this.#windows = new Windows(followed, catalogue.levels.length, to, windows)
    this.#course = course === 0 ? null : new Course(catalogue, to, course)
    const breakers = new BreakerStates(catalogue.levels)
    this.#breakers = breakers.count === 0 ? null : breakers
    this.#origins = new FailureOrigins(this.#outcomes, catalogue.origins.length)
    this.#counts = {
      began: (series) => at(this.#tally, series * this.#stride + BEGAN),
      ended: (series, outcome) => at(this.#tally, series * this.#stride + ENDED + outcome),
      outcomes: this.#outcomes,
      cancelled: catalogue.outcomes.indexOf('cancelled'),
    }
    this.#begin = this.#mark(0)
    this.#boundary = this.#nextBoundary(0)
  }

  began(series: number, now: number): void {
    if (now >= this.#boundary) this.#advance(now)
    const row = series * this.#stride
    ;(this.#tally[row + BEGAN] as number)++
    ;(this.#tally[row + STARTS] as number) += now
  }

  ended(series: number, now: number, start: number, outcome: number, parts: Float64Array, base: number): void {
    if (now >= this.#boundary) this.#advance(now)
    const elapsed = now - start
    const row = series * this.#stride
    const tally = this.#tally
    ;(tally[row + STARTS] as number) -= start
    ;(tally[row + ELAPSED] as number) += elapsed
    ;(tally[row + ENDED + outcome] as number)++
    const measured = start >= this.#from && start < this.#to
    if (outcome !== 0) {
      this.#failureMeasured = measured
      if (measured) this.#failed(series, outcome, elapsed)
      return
    }
    const bucket = bucketOf(elapsed)
    if (measured) (this.#good[series] as Histogram).recordIn(bucket, elapsed)
    const blame = this.#blame[series]
    if (blame === undefined) return
    this.#windows.answered(series, elapsed, bucket >> COARSE_SHIFT)
    if (this.#course !== null) this.#course.answered(series, elapsed, bucket >> COARSE_SHIFT)
    if (measured) blame.add(bucket >> COARSE_SHIFT, parts, base)
  }

  failed(series: number, _now: number, outcome: number, origin: number): void {
    if (this.#failureMeasured) this.#origins.add(series, outcome, origin)
  }

  waited(wait: number, now: number, duration: number): void {
    ;(this.#waited[wait] as number)++
    const start = now - duration
    if (start >= this.#from && start < this.#to) (this.#waits[wait] as Histogram).record(duration)
  }

  level(level: number, now: number, value: number): void {
    if (now >= this.#boundary) this.#advance(now)
    this.#levels.set(level, now, value)
    if (this.#breakers !== null) this.#breakers.set(level, now, value)
  }

  counted(counter: number, now: number, amount: number): void {
    if (now >= this.#boundary) this.#advance(now)
    ;(this.#counters[counter] as number) += amount
  }

  /**
   * Everything seen, as plain data. `endedAt`: when the run stopped, ns; no fact is later. `drained`: whether requests
   * had the chance to end after the load; where it is not said, whether the run went on after the load.
   */
  summary(endedAt: number, drained: boolean = endedAt > this.#to): RunSummary {
    this.#advance(Math.min(endedAt, this.#to))
    if (this.#end === undefined) {
      // The run was stopped by a limit: what was measured so far, if anything, is all there is.
      this.#levels.settle(endedAt)
      if (endedAt < this.#from) this.#startMeasuring(endedAt)
      this.#stopMeasuring(endedAt)
    }
    this.#levels.settle(endedAt)
    const { outcomes, origins, parts, series, waits, levels, counters } = this.#catalogue
    return {
      from: this.#from,
      to: this.#to,
      until: this.#endMark.time,
      endedAt,
      drained,
      outcomes,
      origins,
      parts,
      series: series.map((_, index) => this.#seriesSummary(index, endedAt)),
      waits: waits.map((_, index) => this.#waitSummary(index)),
      levels: levels.map((_, index) => this.#levelSummary(index)),
      counters: counters.map((_, index) => this.#counterSummary(index)),
      windows: this.#windows.data(),
      breakers: this.#breakers?.data() ?? [],
      course: this.#course?.data() ?? null,
    }
  }

  get #endMark(): Mark {
    invariant(this.#end !== undefined, 'the measured time has ended')
    return this.#end
  }

  #failed(series: number, outcome: number, elapsed: number): void {
    const at = series * this.#outcomes + outcome
    // Made at the first failure of its kind, of which there are few.
    const histogram = (this.#failures[at] ??= new Histogram())
    histogram.record(elapsed)
  }

  /** Does what is due at the boundaries up to `now`, inclusive. */
  #advance(now: number): void {
    while (now >= this.#boundary) {
      const boundary = this.#boundary
      this.#levels.settle(boundary)
      if (boundary === this.#windows.nextEnd) {
        this.#windows.close(this.#counts, this.#levels)
        this.#breakers?.close(boundary)
      }
      if (boundary === this.#course?.nextEnd) this.#course.close(this.#counts, this.#levels, this.#counters)
      if (boundary === this.#from) this.#startMeasuring(boundary)
      if (boundary === this.#to) this.#stopMeasuring(boundary)
      this.#boundary = this.#nextBoundary(boundary)
    }
  }

  #nextBoundary(after: number): number {
    const windowEnd = Math.min(this.#windows.nextEnd, this.#course?.nextEnd ?? Number.POSITIVE_INFINITY)
    return this.#from > after ? Math.min(this.#from, windowEnd) : windowEnd
  }

  #startMeasuring(now: number): void {
    this.#windows.beforeRestart(this.#levels)
    this.#course?.beforeRestart(this.#levels)
    this.#breakers?.restart()
    for (let level = 0; level < this.#areaBefore.length; level++) this.#areaBefore[level] = this.#levels.area(level)
    this.#levels.restart()
    this.#begin = this.#mark(now)
  }

  #stopMeasuring(now: number): void {
    this.#end = this.#mark(now)
    const measured = now > this.#begin.time
    this.#levelData = this.#catalogue.levels.map((_, level) => (measured ? this.#levels.data(level) : EMPTY_LEVEL))
  }

  #mark(time: number): Mark {
    return { time, tally: this.#tally.slice(), counters: this.#counters.slice() }
  }

  #seriesSummary(series: number, endedAt: number): SeriesSummary {
    const instrument = at(this.#catalogue.series, series)
    const row = series * this.#stride
    const first = row + ENDED
    const tally = this.#tally
    const before = this.#begin.tally
    const { tally: after } = this.#endMark
    const ended = Array.from(tally.subarray(first, first + this.#outcomes))
    const inFlight = at(tally, row + BEGAN) - sum(ended)
    const endedByUntil = sum(after.subarray(first, first + this.#outcomes))
    return {
      name: instrument.name,
      labels: instrument.labels,
      parts: instrument.parts,
      offered: at(after, row + BEGAN) - at(before, row + BEGAN),
      goodEnds: at(after, first) - at(before, first),
      good: at(this.#good, series).data(),
      failures: ended.map(
        (_, outcome): HistogramData | null => this.#failures[series * this.#outcomes + outcome]?.data() ?? null,
      ),
      failedAt: this.#origins.of(series),
      blame: this.#blame[series]?.data() ?? null,
      ledger: {
        began: at(tally, row + BEGAN),
        ended,
        inFlightAtUntil: at(after, row + BEGAN) - endedByUntil,
        presence: at(tally, row + ELAPSED) + (inFlight * endedAt - at(tally, row + STARTS)),
      },
    }
  }

  #waitSummary(wait: number): WaitSummary {
    const { name, labels } = at(this.#catalogue.waits, wait)
    return { name, labels, durations: at(this.#waits, wait).data(), ledger: { ended: at(this.#waited, wait) } }
  }

  #levelSummary(level: number): LevelSummary {
    const { name, labels, capacity } = at(this.#catalogue.levels, level)
    const area = at(this.#areaBefore, level) + this.#levels.area(level)
    return {
      name,
      labels,
      capacity: capacity === Number.POSITIVE_INFINITY ? null : capacity,
      data: at(this.#levelData, level),
      ledger: { last: this.#levels.value(level), area },
    }
  }

  #counterSummary(counter: number): CounterSummary {
    const { name, labels } = at(this.#catalogue.counters, counter)
    const amount = at(this.#endMark.counters, counter) - at(this.#begin.counters, counter)
    return { name, labels, amount, ledger: { amount: at(this.#counters, counter) } }
  }
}

function at<Value>(values: ArrayLike<Value>, index: number): Value {
  const value = values[index]
  invariant(value !== undefined, 'the catalogue has this instrument')
  return value
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
