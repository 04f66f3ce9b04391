import type { FaultSchedule } from '../fault-plan.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import type { Source } from '../kernel/source.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import { uniformInteger } from '../kernel/uniform-integer.ts'

const NEVER = Number.POSITIVE_INFINITY

/** When a fault begins and ends by itself. Times are whole ns; infinity is never. */
export class Timing {
  readonly #plan: FaultSchedule
  /** No episode starts at or after this time, and none goes on. */
  readonly #until: number
  readonly #seed: string
  readonly #path: string
  #source: Source | undefined
  /** Starts by the clock so far, of a scripted fault. */
  #starts = 0

  /** `path` names the stream of its draws, which is made when it first draws. */
  constructor(plan: FaultSchedule, options: { readonly heal: number; readonly seed: string; readonly path: string }) {
    const bound = plan.kind === 'scripted' || plan.kind === 'stochastic' ? plan.until : NEVER
    this.#plan = plan
    this.#until = Math.min(bound, options.heal)
    this.#seed = options.seed
    this.#path = options.path
  }

  /** When it starts for the first time. */
  first(): number {
    const plan = this.#plan
    switch (plan.kind) {
      case 'scripted':
        return this.#bounded(this.#scripted(plan.at))
      case 'stochastic':
        return this.#bounded(plan.at + this.#stay(plan.off))
      case 'after':
      case 'when':
        return NEVER
    }
  }

  /** When it starts next by the clock, asked at each start, also at one that found it on. */
  afterStart(now: number): number {
    const plan = this.#plan
    if (plan.kind !== 'scripted' || plan.every === 0) return NEVER
    this.#starts++
    return this.#bounded(Math.max(now, this.#scripted(plan.at + this.#starts * plan.every)))
  }

  /** When it starts next, asked at each end. */
  afterEnd(now: number): number {
    const plan = this.#plan
    return plan.kind === 'stochastic' ? this.#bounded(now + this.#stay(plan.off)) : NEVER
  }

  /** When an episode that starts now ends. */
  end(now: number): number {
    const plan = this.#plan
    const lasts = plan.kind === 'stochastic' ? this.#stay(plan.on) : plan.lasts
    return Math.min(now + lasts, this.#until)
  }

  /** `time` if an episode may start then, else never. */
  #bounded(time: number): number {
    return time < this.#until ? time : NEVER
  }

  /** Whether an episode may start at `time`. */
  allows(time: number): boolean {
    return time < this.#until
  }

  #scripted(nominal: number): number {
    const { jitter } = this.#plan as Extract<FaultSchedule, { readonly kind: 'scripted' }>
    return jitter > 0 ? nominal + uniformInteger(this.#draws(), jitter + 1) : nominal
  }

  #stay(stay: Extract<FaultSchedule, { readonly kind: 'stochastic' }>['on']): number {
    return stay.minimum + sampleDuration(stay.extra, this.#draws())
  }

  #draws(): Source {
    return (this.#source ??= new Stream(streamKey(this.#seed, this.#path)))
  }
}
