import type { Catalogue } from '../sim/kernel/probe.ts'
import type { CourseData } from './course-data.ts'
import { label } from './folds/label.ts'
import type { Levels } from './levels.ts'
import { type Counts, Windows } from './windows.ts'

/** Running counts whose course tells how a failure spreads and feeds itself. */
const FOLLOWED: readonly string[] = ['attempts', 'cache-hits', 'cache-misses']

/**
 * The course of a run in windows fine enough to tell when a fault was noticed and when it was over. Kept only for runs
 * that have faults, and for their control runs. Latencies are kept of operations that users call.
 */
export class Course {
  readonly #windows: Windows
  readonly #timed: readonly boolean[]
  /** Ids of the counters that are followed … */
  readonly #counters: readonly number[]
  /** … and for each of them its amounts by window. */
  readonly #amounts: readonly number[][]
  readonly #before: Float64Array

  /** `planned` windows span [0, end). */
  constructor(catalogue: Catalogue, end: number, planned: number) {
    const users = catalogue.series.filter(({ labels }) => labels['callerKind'] === 'workload')
    const entries = new Set(users.map(label('operation')))
    this.#timed = catalogue.series.map((one) => one.name === 'call' && entries.has(label('operation')(one)))
    const followed = catalogue.series.map(({ name }) => name === 'call' || name === 'visit')
    this.#windows = new Windows(followed, catalogue.levels.length, end, planned)
    this.#counters = catalogue.counters.flatMap(({ name }, id) => (FOLLOWED.includes(name) ? [id] : []))
    this.#amounts = this.#counters.map(() => [])
    this.#before = new Float64Array(this.#counters.length)
  }

  /** When the running window ends; `Infinity` after the last. */
  get nextEnd(): number {
    return this.#windows.nextEnd
  }

  /** As `Windows.answered`. */
  answered(series: number, latency: number, bucket: number): void {
    if (this.#timed[series] === true) this.#windows.answered(series, latency, bucket)
  }

  /** Ends the running window; the levels are settled up to its end, `counters` are the running counts. */
  close(counts: Counts, levels: Levels, counters: Float64Array): void {
    this.#windows.close(counts, levels)
    for (const [at, counter] of this.#counters.entries()) {
      const amount = counters[counter] as number
      this.#amounts[at]?.push(amount - (this.#before[at] as number))
      this.#before[at] = amount
    }
  }

  /** As `Windows.beforeRestart`. */
  beforeRestart(levels: Levels): void {
    this.#windows.beforeRestart(levels)
  }

  data(): CourseData {
    const counters = this.#counters.map((counter, at) => ({ counter, amounts: this.#amounts[at] ?? [] }))
    const timed = this.#timed.flatMap((one, series) => (one ? [series] : []))
    return { ...this.#windows.data(), counters, timed }
  }
}
