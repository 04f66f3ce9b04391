import type { FaultMark } from '../fault-mark.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Alarms } from './alarms.ts'
import type { MemoryKnobs } from './knobs.ts'

const NS_PER_SECOND = 1e9
const NO_ALARM = -1

/** Memory of one process that fills up with time and with each request, slows its cpu down, and kills it when full. */
export class MemoryGrowth {
  readonly knobs: MemoryKnobs
  readonly mark: FaultMark
  readonly #engine: Engine
  readonly #alarms: Alarms
  readonly #kill: (growth: MemoryGrowth) => void
  #since = 0
  #requests = 0
  #alarm = NO_ALARM
  #alarmAt = 0

  constructor(
    parts: { readonly engine: Engine; readonly alarms: Alarms; readonly kill: (growth: MemoryGrowth) => void },
    knobs: MemoryKnobs,
    mark: FaultMark,
  ) {
    this.#engine = parts.engine
    this.#alarms = parts.alarms
    this.#kill = parts.kill
    this.knobs = knobs
    this.mark = mark
  }

  /** A process has begun: its memory is empty. */
  begin(): void {
    this.stop()
    this.#since = this.#engine.now
    this.#requests = 0
    this.#plan()
  }

  /** The process is gone. */
  stop(): void {
    if (this.#alarm === NO_ALARM) return
    this.#alarms.cancel(this.#alarm)
    this.#alarm = NO_ALARM
  }

  /** A request has come. */
  add(): void {
    if (this.knobs.perRequest === 0) return
    this.#requests++
    this.#plan()
  }

  /** How many times as long cpu work takes now: from 1 at `slowFrom` in a straight line to `slowdown` at the limit. */
  factor(): number {
    const { growth, perRequest, limit, slowFrom, slowdown } = this.knobs
    const used = (growth * (this.#engine.now - this.#since)) / NS_PER_SECOND + perRequest * this.#requests
    const share = Math.min(1, used / limit)
    return share <= slowFrom ? 1 : 1 + ((slowdown - 1) * (share - slowFrom)) / (1 - slowFrom)
  }

  #plan(): void {
    const { now } = this.#engine
    const { growth, perRequest, limit } = this.knobs
    const left = limit - perRequest * this.#requests
    const fullAt = left <= 0 ? now : this.#since + Math.ceil((left * NS_PER_SECOND) / growth)
    const due = Math.max(now, fullAt)
    if (this.#alarm !== NO_ALARM) {
      if (this.#alarmAt <= due) return
      this.stop()
    }
    if (due === Number.POSITIVE_INFINITY) return
    this.#alarmAt = due
    this.#alarm = this.#alarms.setQuiet(due - now, () => {
      this.#alarm = NO_ALARM
      this.#kill(this)
    })
  }
}
