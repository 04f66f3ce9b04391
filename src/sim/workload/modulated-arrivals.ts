import { exponential } from '../kernel/distributions/exponential.ts'
import type { Source } from '../kernel/source.ts'
import type { ModulatedPlan } from '../plan.ts'
import type { Arrivals } from './arrivals.ts'

const NS_PER_SECOND = 1e9
const UNIT = exponential(1)

/**
 * A Markov-modulated Poisson process: Poisson arrivals whose rate jumps from state to state, in the order of the list.
 */
export class ModulatedArrivals implements Arrivals {
  readonly #plan: ModulatedPlan
  readonly #gaps: Source
  readonly #stays: Source
  #state = -1
  #time = 0
  #stateEnds = 0

  constructor(plan: ModulatedPlan, gaps: Source, stays: Source) {
    this.#plan = plan
    this.#gaps = gaps
    this.#stays = stays
  }

  next(): number {
    let left = UNIT.sample(this.#gaps)
    for (;;) {
      const rate = this.#plan.states[this.#state]?.rate ?? 0
      const area = (rate * (this.#stateEnds - this.#time)) / NS_PER_SECOND
      if (left < area) {
        this.#time += (left / rate) * NS_PER_SECOND
        return Math.floor(this.#time + 0.5)
      }
      left -= area
      this.#time = this.#stateEnds
      this.#state = (this.#state + 1) % this.#plan.states.length
      const state = this.#plan.states[this.#state]
      if (state === undefined) return Number.POSITIVE_INFINITY
      this.#stateEnds += state.stay.sample(this.#stays)
      // Beyond the longest run: a chain of silent states must not turn for ever.
      if (this.#stateEnds > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY
    }
  }

  size(): number {
    return 1
  }
}
