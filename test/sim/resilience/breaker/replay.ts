import type { BreakerRules } from '../../../../src/sim/policy-plan.ts'
import { REJECT, Verdict, WAIT } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { Driver, type StateName } from './driver.ts'
import { MS } from './rules.ts'

/** One row of an executed trace, times in ms: a call with what came of it, or a look at the state. */
export interface TraceRow {
  readonly t: number
  readonly action?: 'ok' | 'fail'
  readonly takes?: number
  readonly before?: StateName
  readonly after?: StateName
  readonly result?: string
  readonly settled?: number
  readonly state?: StateName
  /** Counts of the window after the row. */
  readonly fires?: number
  readonly failures?: number
}

export interface Trace {
  readonly id: string
  readonly source: string
  readonly options: unknown
  /** Calls that got through to what they call. */
  readonly actions: number
  readonly transitions?: readonly (readonly [time: number, state: StateName])[]
  readonly rows: readonly TraceRow[]
}

interface Call {
  readonly row: number
  readonly action: 'ok' | 'fail'
  readonly takes: number
}

interface Ending {
  readonly call: Call
  readonly at: number
  readonly token: number
}

/** What the trace names the ends of calls. */
export interface Words {
  readonly failure: string
  readonly rejected: string
  /** Calls that may be out at once; more fail at once, as with a bulkhead inside the breaker. */
  readonly capacity?: number
}

/** Plays the calls of a trace to a breaker, and writes down what happens in the form of the trace. */
export class Replay {
  readonly rows: TraceRow[]
  readonly transitions: [number, StateName][] = []
  actions = 0
  readonly #driver: Driver
  readonly #words: Words
  readonly #out: Ending[] = []
  #waiting: Call[] = []
  #state: StateName = 'closed'
  #now = 0
  #due = Number.POSITIVE_INFINITY

  constructor(trace: Trace, rules: BreakerRules, words: Words) {
    this.#driver = new Driver(rules)
    this.#words = words
    this.rows = trace.rows.map(({ t }) => ({ t }))
    trace.rows.forEach((row, i) => this.#play(row, i))
    this.#settleUntil(Number.POSITIVE_INFINITY)
    this.#look(trace.transitions?.at(-1)?.[0] ?? 0)
  }

  #play({ t, action, takes }: TraceRow, i: number): void {
    this.#settleUntil(t)
    this.#look(t)
    const before = this.#state
    if (action === undefined) {
      this.#note(i, { state: before })
      return
    }
    this.#begin({ row: i, action, takes: takes ?? 0 }, t)
    this.#settleUntil(t)
    this.#note(i, { before, after: this.#state, action, takes: takes ?? 0 })
  }

  #begin(call: Call, at: number): void {
    const token = this.#driver.breaker.admit(at * MS)
    this.#look(at)
    if (token === WAIT) this.#waiting.push(call)
    else if (token === REJECT) this.#note(call.row, { result: this.#words.rejected, settled: at })
    else if (this.#out.length >= (this.#words.capacity ?? Number.POSITIVE_INFINITY)) {
      this.#end({ call: { ...call, action: 'fail' }, at, token })
    } else {
      this.actions++
      this.#out.push({ call, at: at + call.takes, token })
    }
  }

  #end({ call, at, token }: Ending): void {
    this.#look(at)
    const success = call.action === 'ok'
    const verdict = success ? Verdict.success : Verdict.failure
    const goOn = this.#driver.breaker.settled(at * MS, token, verdict, call.takes * MS)
    this.#look(at)
    this.#note(call.row, { result: success ? 'success' : this.#words.failure, settled: at })
    if (!goOn) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const next of waiting) this.#begin(next, at)
  }

  #settleUntil(time: number): void {
    for (;;) {
      const first = Math.min(...this.#out.map(({ at }) => at))
      if (this.#out.length === 0 || first > time) return
      const [ending] = this.#out.splice(
        this.#out.findIndex(({ at }) => at === first),
        1,
      )
      if (ending !== undefined) this.#end(ending)
    }
  }

  /** Follows the state, also through changes that need no call. */
  #look(at: number): void {
    while (this.#due <= at) {
      const due = this.#due
      this.#changed(due)
      if (this.#due <= due) throw new Error('the next change of a breaker is not later than now')
    }
    this.#changed(Math.max(at, this.#now))
  }

  #changed(at: number): void {
    const state = this.#driver.state(at)
    if (state !== this.#state) this.transitions.push([at, state])
    this.#state = state
    this.#due = this.#driver.next(at)
    this.#now = at
  }

  #note(row: number, more: Partial<TraceRow>): void {
    this.rows[row] = { ...(this.rows[row] as TraceRow), ...more }
  }
}
