import type { Engine } from '../kernel/engine.ts'

/** Turns that are taken beyond the limit, to name the cycle of what goes on without end. */
const NAMES_OF_CYCLE = 1024

/** Stops a run in which one event sets off ever more that takes no time, of which the engine sees nothing. */
export class TurnLimit {
  /** Turns that may follow from one event. */
  readonly perEvent: number
  readonly #engine: Engine
  readonly #names: string[] = []

  constructor(engine: Engine, perEvent: number) {
    this.#engine = engine
    this.perEvent = perEvent
  }

  /** Takes note of a turn of `program` beyond the limit; returns whether the run is to stop before it. */
  stops(program: string): boolean {
    this.#names.push(program)
    if (this.#names.length < NAMES_OF_CYCLE) return false
    this.#engine.stopEndless(this.#names)
    return true
  }
}
