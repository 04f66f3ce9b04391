import { type Draws, type StepKey, stepKey } from '../kernel/draws.ts'
import { sampleDuration } from '../kernel/sample-duration.ts'
import type { ClosedPlan } from '../plan.ts'

/** Numbers of the requests of users beyond the plan's, who come in a surge: apart from all others. */
const SURGE_NUMBERS = 4503599627370496
const SURGE_USERS = 67108864

/**
 * The users of a closed workload: each thinks, asks, waits for the answer, and thinks again. A surge brings more of
 * them, or lets some rest: those with the highest numbers.
 */
export class Users {
  /** Users of the plan. */
  readonly count: number
  /** Users that have ever been there: their numbers are below it. */
  known: number
  readonly #plan: ClosedPlan
  readonly #key: StepKey
  /** Requests each user has made so far. */
  readonly #made: number[]
  /** Users with this number or a higher one rest. */
  #active: number
  readonly #resting = new Set<number>()

  constructor(plan: ClosedPlan, seed: string, name: string) {
    this.count = plan.users
    this.known = plan.users
    this.#active = plan.users
    this.#plan = plan
    this.#key = stepKey(seed, `workload/${name}/think`)
    this.#made = Array.from({ length: plan.users }, () => 0)
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

  /** Asked when a user has thought or has been answered: whether they leave, until a surge changes. */
  leaves(user: number): boolean {
    if (user < this.#active) return false
    this.#resting.add(user)
    return true
  }

  /** There are now `factor` times as many users as the plan says, rounded; returns those who come and think first. */
  surge(factor: number): readonly number[] {
    this.#active = Math.floor(this.count * factor + 0.5)
    const coming: number[] = []
    for (let user = 0; user < this.#active; user++) {
      if (user >= this.known) this.#made.push(0)
      else if (!this.#resting.delete(user)) continue
      coming.push(user)
    }
    this.known = Math.max(this.known, this.#active)
    return coming
  }

  #number(user: number): number {
    const made = this.#made[user] as number
    return user < this.count ? made * this.count + user : SURGE_NUMBERS + made * SURGE_USERS + user
  }
}
