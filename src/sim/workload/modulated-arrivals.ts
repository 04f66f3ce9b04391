import { exponential } from '../kernel/distributions/exponential.ts'
import type { Source } from '../kernel/source.ts'
import type { ModulatedPlan } from '../plan.ts'
import type { Arrivals } from './arrivals.ts'

const NS_PER_SECOND = 1e9
const UNIT = exponential(1)

/** A stay in a state: until when, ns (with fractions), and the rate there, per second. */
interface Stay {
  readonly until: number
  readonly rate: number
}

/**
 * A Markov-modulated Poisson process: Poisson arrivals whose rate jumps from state to state, in the order of the list.
 */
export class ModulatedArrivals implements Arrivals {
  readonly #plan: ModulatedPlan
  readonly #gaps: Source
  readonly #stays: Source
  #state = -1
  #time = 0
  #factor = 1
  /** The stays drawn since the last arrival: the current one, and those after it if a surge has gone back. */
  #drawn: Stay[] = [{ until: 0, rate: 0 }]
  #stay = 0
  /** What was left to the next arrival when the states ran out. */
  #over = 0

  constructor(plan: ModulatedPlan, gaps: Source, stays: Source) {
    this.#plan = plan
    this.#gaps = gaps
    this.#stays = stays
  }

  next(): number {
    if (this.#stay > 0) {
      this.#drawn = this.#drawn.slice(this.#stay)
      this.#stay = 0
    }
    return this.#advance(UNIT.sample(this.#gaps) / this.#factor)
  }

  size(): number {
    return 1
  }

  surge(factor: number, now: number): number {
    let left = this.#over
    this.#over = 0
    let from = this.#time
    while (this.#stay > 0 && (this.#drawn[this.#stay - 1] as Stay).until > now) {
      const { until } = this.#drawn[this.#stay - 1] as Stay
      left += ((this.#drawn[this.#stay] as Stay).rate * (from - until)) / NS_PER_SECOND
      from = until
      this.#stay--
    }
    left += ((this.#drawn[this.#stay] as Stay).rate * Math.max(0, from - now)) / NS_PER_SECOND
    this.#time = now
    left *= this.#factor
    this.#factor = factor
    return this.#advance(left / factor)
  }

  #advance(amount: number): number {
    let left = amount
    for (;;) {
      const { until, rate } = this.#drawn[this.#stay] as Stay
      // Beyond the longest run: a chain of silent states must not turn for ever.
      if (until > Number.MAX_SAFE_INTEGER) break
      const area = (rate * (until - this.#time)) / NS_PER_SECOND
      if (left < area) {
        this.#time += (left / rate) * NS_PER_SECOND
        return Math.floor(this.#time + 0.5)
      }
      left -= area
      this.#time = until
      if (this.#stay + 1 === this.#drawn.length && !this.#draw(until)) break
      this.#stay++
    }
    this.#over = left
    return Number.POSITIVE_INFINITY
  }

  /** Draws the stay in the next state; false where there is none. */
  #draw(from: number): boolean {
    this.#state = (this.#state + 1) % this.#plan.states.length
    const state = this.#plan.states[this.#state]
    if (state === undefined) return false
    this.#drawn.push({ until: from + state.stay.sample(this.#stays), rate: state.rate })
    return true
  }
}
