import { type Profiler, Session } from 'node:inspector'

/**
 * Counts the work a function does: how often blocks of the project's code and of its libraries are entered. A count,
 * not a time: the same on a slow or busy machine. Only code is counted that is imported after the counter was made.
 */
export class WorkCounter {
  readonly #session = new Session()

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  count(run: () => void): number {
    // What ran before does not count.
    this.#taken()
    run()
    const scripts = this.#taken().filter(({ url }) => /\/(src|node_modules\/(yaml|zod|immer))\//.test(url))
    const ranges = scripts.flatMap(({ functions }) => functions.flatMap((each) => each.ranges))
    return ranges.reduce((sum, { count }) => sum + count, 0)
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage')
    this.#session.disconnect()
  }

  #taken(): Profiler.ScriptCoverage[] {
    const scripts: Profiler.ScriptCoverage[] = []
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error
      scripts.push(...answer.result)
    })
    return scripts
  }
}
