import type { LevelInstrument } from '../sim/kernel/probe.ts'

/** The levels that are states of a circuit breaker. */
export const BREAKER = 'breaker'
export const HALF_OPEN = 1
export const OPEN = 2

/** What one breaker did, as plain data. */
export interface BreakerSummary {
  /** Index of its level. */
  readonly level: number
  /** Changes of state in the measured time. */
  readonly transitions: number
  /** Share of each window of the load in which it was open, from 0 to 1. */
  readonly open: readonly number[]
}

interface Breaker {
  readonly level: number
  readonly open: number[]
  state: number
  since: number
  /** ns open in the running window. */
  openFor: number
  transitions: number
}

/** Follows the states of circuit breakers, which the time average of a level does not tell. */
export class BreakerStates {
  readonly #breakers: readonly Breaker[]
  readonly #byLevel: readonly (Breaker | undefined)[]
  #windowStart = 0

  constructor(instruments: readonly LevelInstrument[]) {
    this.#byLevel = instruments.map(({ name }, level) =>
      name === BREAKER ? { level, open: [], state: 0, since: 0, openFor: 0, transitions: 0 } : undefined,
    )
    this.#breakers = this.#byLevel.filter((breaker) => breaker !== undefined)
  }

  /** How many breakers there are. */
  get count(): number {
    return this.#breakers.length
  }

  set(level: number, now: number, state: number): void {
    const breaker = this.#byLevel[level]
    if (breaker === undefined || breaker.state === state) return
    settle(breaker, now)
    breaker.state = state
    breaker.transitions++
  }

  /** Ends a window of the load. */
  close(now: number): void {
    const width = now - this.#windowStart
    for (const breaker of this.#breakers) {
      settle(breaker, now)
      breaker.open.push(breaker.openFor / width)
      breaker.openFor = 0
    }
    this.#windowStart = now
  }

  /** The measured time begins: transitions are counted from here. */
  restart(): void {
    for (const breaker of this.#breakers) breaker.transitions = 0
  }

  data(): readonly BreakerSummary[] {
    return this.#breakers.map(({ level, transitions, open }) => ({ level, transitions, open }))
  }
}

function settle(breaker: Breaker, now: number): void {
  if (breaker.state === OPEN) breaker.openFor += now - breaker.since
  breaker.since = now
}
