import type { FaultMark } from '../fault-mark.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Alarms } from './alarms.ts'
import type { QuotaKnobs } from './knobs.ts'

const NO_ALARM = -1

/**
 * Cpu bandwidth control (Linux CFS): in each period all cores together compute for at most `quota` ns, then nothing
 * does until the next period begins. One alarm, set to when the quota would be used up if nothing changed.
 */
export class CpuQuota {
  readonly #engine: Engine
  readonly #alarms: Alarms
  readonly #quota: number
  readonly #period: number
  readonly #mark: FaultMark
  /** Told whether the cpu has to stand still. */
  readonly #halt: (halted: boolean) => void
  #start: number
  /** Used since `start`, ns of cpu. */
  #used = 0
  #cores = 0
  #since: number
  /** The quota is used up: nothing computes, or is just about to stop. */
  #exhausted = false
  #alarm = NO_ALARM
  #alarmAt = 0

  constructor(
    parts: { readonly engine: Engine; readonly alarms: Alarms; readonly halt: (halted: boolean) => void },
    { quota, period }: QuotaKnobs,
    mark: FaultMark,
  ) {
    this.#engine = parts.engine
    this.#alarms = parts.alarms
    this.#halt = parts.halt
    this.#quota = quota
    this.#period = period
    this.#mark = mark
    this.#start = parts.engine.now
    this.#since = parts.engine.now
  }

  /** So many cores compute from now on. */
  changed(cores: number): void {
    this.#account()
    this.#cores = cores
    if (!this.#exhausted) this.#plan()
  }

  /** It bounds nothing any more; who calls it lets the cpu go on. */
  end(): void {
    this.#drop()
  }

  /** Brings the account up to now; of periods gone by only what they owe counts. */
  #account(): void {
    const { now } = this.#engine
    const periods = Math.floor((now - this.#start) / this.#period)
    if (periods > 0 && !this.#exhausted) {
      this.#start += periods * this.#period
      this.#used = 0
      if (this.#since < this.#start) this.#since = this.#start
    }
    this.#used += this.#cores * (now - this.#since)
    this.#since = now
  }

  /** Sets the alarm to the time at which the quota is used up; one that rings too early is set again. */
  #plan(): void {
    const due = this.#exhaustion()
    if (this.#alarm !== NO_ALARM) {
      if (this.#alarmAt <= due) return
      this.#drop()
    }
    if (due === Number.POSITIVE_INFINITY) return
    this.#alarmAt = due
    this.#alarm = this.#alarms.setQuiet(due - this.#engine.now, () => this.#ring())
  }

  /** When the quota is used up, if as many cores go on computing; a period that ends just then begins anew. */
  #exhaustion(): number {
    if (this.#cores === 0) return Number.POSITIVE_INFINITY
    const inThis = this.#engine.now + Math.max(0, Math.ceil((this.#quota - this.#used) / this.#cores))
    const end = this.#start + this.#period
    if (inThis < end) return inThis
    const whole = Math.ceil(this.#quota / this.#cores)
    return whole < this.#period ? end + whole : Number.POSITIVE_INFINITY
  }

  #ring(): void {
    this.#alarm = NO_ALARM
    this.#account()
    if (this.#used < this.#quota) {
      this.#plan()
      return
    }
    this.#exhausted = true
    // What is computed to its end at just this time has to be done first.
    this.#alarm = this.#alarms.set(0, () => this.#stop())
  }

  #stop(): void {
    if (this.#cores > 0) this.#mark.bites++
    this.#alarm = this.#alarms.set(this.#start + this.#period - this.#engine.now, () => this.#renew())
    this.#halt(true)
  }

  /** The next period begins; what the last one used too much, less than a nanosecond a core, is taken off it. */
  #renew(): void {
    this.#alarm = NO_ALARM
    this.#account()
    this.#exhausted = false
    this.#start += this.#period
    this.#used -= this.#quota
    this.#halt(false)
  }

  #drop(): void {
    if (this.#alarm === NO_ALARM) return
    this.#alarms.cancel(this.#alarm)
    this.#alarm = NO_ALARM
  }
}
