import type { Instrument, SeriesInstrument } from '../sim/kernel/probe.ts'
import type { BlameData } from './blame-data.ts'
import type { BreakerSummary } from './breaker-states.ts'
import type { CourseData } from './course-data.ts'
import type { OriginCount } from './failure-origins.ts'
import type { HistogramData } from './histogram-data.ts'
import type { LevelData } from './level-data.ts'
import type { WindowsData } from './windows-data.ts'

/**
 * What the recorder saw of one replication, as plain data: it crosses to another thread and survives JSON. All times
 * are ns.
 *
 * The measured time is [from, until). An activity is measured when it began in it, however long it takes; levels and
 * counters are measured over it. The `ledger` fields span the whole run, from 0 to `endedAt`: the conservation laws are
 * judged on them.
 */
export interface RunSummary {
  /** End of the warm-up. */
  readonly from: number
  /** End of the load, as planned. */
  readonly to: number
  /** End of the measured time: `to`, or earlier in a run that was stopped by a limit. */
  readonly until: number
  /** When the run stopped. */
  readonly endedAt: number
  /** Whether requests under way at the end of the load had the chance to end. */
  readonly drained: boolean
  /** Names by outcome; 0 is success. */
  readonly outcomes: readonly string[]
  /** Names of the places where failures are decided. */
  readonly origins: readonly string[]
  /** Names of the parts of an elapsed time. */
  readonly parts: readonly string[]
  readonly series: readonly SeriesSummary[]
  readonly waits: readonly WaitSummary[]
  readonly levels: readonly LevelSummary[]
  readonly counters: readonly CounterSummary[]
  readonly windows: WindowsData
  /** One for each circuit breaker. */
  readonly breakers: readonly BreakerSummary[]
  /** `null` unless a finer course was asked for. */
  readonly course: CourseData | null
}

export interface SeriesSummary extends SeriesInstrument {
  /** Activities that began in the measured time. */
  readonly offered: number
  /** Activities that *ended* well in the measured time, whenever they began: what throughput counts. */
  readonly goodEnds: number
  /** Elapsed times of the measured activities that ended well … */
  readonly good: HistogramData
  /** … and of those that did not, by outcome; `null` where there was none (and for outcome 0). */
  readonly failures: readonly (HistogramData | null)[]
  /** Where the failures of measured calls of users were decided. */
  readonly failedAt: readonly OriginCount[]
  /** Where the time of the measured good ones went; `null` in a series without parts. */
  readonly blame: BlameData | null
  readonly ledger: SeriesLedger
}

export interface SeriesLedger {
  readonly began: number
  /** By outcome. */
  readonly ended: readonly number[]
  /** Under way when the measured time ended. */
  readonly inFlightAtUntil: number
  /** The time that all its activities together were under way until the end of the run: person-hours, in ns. */
  readonly presence: number
}

export interface WaitSummary extends Instrument {
  /** Waits that began in the measured time. */
  readonly durations: HistogramData
  readonly ledger: { readonly ended: number }
}

export interface LevelSummary extends Instrument {
  /** What counts as full; `null` where nothing bounds the level. */
  readonly capacity: number | null
  readonly data: LevelData
  readonly ledger: {
    /** The value at the end of the run. */
    readonly last: number
    /** Integral over the whole run, level times ns. */
    readonly area: number
  }
}

export interface CounterSummary extends Instrument {
  readonly amount: number
  readonly ledger: { readonly amount: number }
}
