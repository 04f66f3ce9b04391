import type { LevelData } from '../level-data.ts'
import { Levels } from '../levels.ts'
import { WindowLevel, type WindowLevelData } from '../window-level.ts'

/** How a backlog went, as plain data. */
export interface BacklogData {
  /** Over the measured time. */
  readonly level: LevelData
  /** `null` where nothing was to be drained: no fault has ended, and the run with the load. */
  readonly drain: DrainData | null
  /** Window by window; `null` where that was not kept. */
  readonly course: WindowLevelData | null
}

export interface DrainData {
  /**
   * From the end of the last fault (without faults: of the load) until the backlog was what it was on average before
   * the first one (at the end of the load: nothing), ns; or until the end of the run, if it never was.
   */
  readonly after: number
  readonly done: boolean
}

/** Numbers of messages over time, and how long they take to go back after trouble. */
export class Backlogs {
  readonly #from: number
  readonly #to: number
  readonly #levels: Levels
  readonly #values: Int32Array
  /** What each was before the first fault, rounded up. */
  readonly #usual: Float64Array
  /** When each was back, ns; -1: not yet. */
  readonly #backAt: Float64Array
  /** Since when it is waited for, ns; -1: nothing is waited for. */
  #since = -1
  #begun = false
  #struck = false
  #measured: readonly LevelData[] | null = null
  readonly #courses: readonly WindowLevel[]

  /** `from` to `to`: the measured time, ns; `window`: width of the windows of a course, ns, 0 for none. */
  constructor(count: number, { from, to }: { readonly from: number; readonly to: number }, window = 0) {
    this.#courses = window === 0 ? [] : Array.from({ length: count }, () => new WindowLevel(window))
    this.#from = from
    this.#to = to
    const instrument = { name: 'backlog', labels: {}, capacity: Number.POSITIVE_INFINITY }
    this.#levels = new Levels(Array.from({ length: count }, () => instrument))
    this.#values = new Int32Array(count)
    this.#usual = new Float64Array(count)
    this.#backAt = new Float64Array(count)
  }

  /** The value now. */
  value(backlog: number): number {
    return this.#values[backlog] as number
  }

  /** Adds to a backlog; it is never below 0. Times never go back. */
  add(backlog: number, at: number, by: number): void {
    this.#advance(at)
    const value = Math.max(0, (this.#values[backlog] as number) + by)
    this.#values[backlog] = value
    if (this.#measured === null) this.#levels.set(backlog, at, value)
    this.#courses[backlog]?.set(at, value)
    this.#look(backlog, at)
  }

  /** An episode of a fault has begun. */
  struck(at: number): void {
    this.#advance(at)
    this.#since = -1
    if (this.#struck) return
    this.#struck = true
    if (at <= this.#from || this.#measured !== null) return
    this.#levels.settle(at)
    this.#usual.forEach((_, backlog) => {
      this.#usual[backlog] = Math.ceil(this.#levels.area(backlog) / (at - this.#from))
    })
  }

  /** … and has ended. */
  healed(at: number): void {
    this.#advance(at)
    this.#drainFrom(at)
  }

  /** How they went; nothing is added afterwards. */
  end(at: number): readonly BacklogData[] {
    this.#advance(at)
    if (this.#measured === null) this.#measure(Math.max(at, this.#begun ? 0 : this.#from))
    const since = this.#since
    const drains = since >= 0 && (this.#struck || at > since)
    return (this.#measured ?? []).map((level, backlog) => {
      const backAt = this.#backAt[backlog] as number
      const done = backAt >= 0
      const course = this.#courses[backlog]?.data(Math.min(at, this.#to)) ?? null
      return { level, drain: drains ? { after: (done ? backAt : at) - since, done } : null, course }
    })
  }

  #advance(at: number): void {
    if (!this.#begun && at >= this.#from) {
      this.#begun = true
      this.#levels.settle(this.#from)
      this.#levels.restart()
    }
    if (this.#measured !== null || at < this.#to) return
    this.#measure(this.#to)
    if (this.#since < 0) this.#drainFrom(this.#to)
  }

  #measure(at: number): void {
    this.#levels.settle(at)
    this.#measured = Array.from(this.#values, (_, backlog) => this.#levels.data(backlog))
  }

  #drainFrom(at: number): void {
    this.#since = at
    this.#backAt.fill(-1)
    for (let backlog = 0; backlog < this.#values.length; backlog++) this.#look(backlog, at)
  }

  #look(backlog: number, at: number): void {
    if (this.#since < 0 || (this.#backAt[backlog] as number) >= 0) return
    if ((this.#values[backlog] as number) <= (this.#usual[backlog] as number)) this.#backAt[backlog] = at
  }
}
