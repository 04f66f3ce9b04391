import { type Draws, type StepKey, stepKey } from '../kernel/draws.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import type { ClosedPlan } from '../plan.ts'

/** The users of a closed workload: each thinks, asks, waits for the answer, and thinks again. */
export class Users {
  readonly count: number
  readonly #plan: ClosedPlan
  readonly #key: StepKey
  /** Requests each user has made so far. */
  readonly #made: Int32Array

  constructor(plan: ClosedPlan, seed: string, name: string) {
    this.count = plan.users
    this.#plan = plan
    this.#key = stepKey(seed, `workload/${name}/think`)
    this.#made = new Int32Array(plan.users)
  }

  /** When user `user` begins to think for the first time, ns. */
  startsAt(user: number): number {
    return Math.floor((this.#plan.rampUp * user) / this.count)
  }

  /** The next time this user thinks, ns; a function of the user and of how often they have asked, not of the run. */
  think(user: number, draws: Draws): number {
    draws.seek(this.#key.high, this.#key.low, this.#number(user), 0)
    return sampleDuration(this.#plan.think, draws)
  }

  /** The number of this user's next request. */
  nextRequest(user: number): number {
    const number = this.#number(user)
    this.#made[user] = (this.#made[user] as number) + 1
    return number
  }

  #number(user: number): number {
    return (this.#made[user] as number) * this.count + user
  }
}
