import { pathHash } from '../kernel/draws.ts'
import type { Source } from '../kernel/source.ts'
import { uniform53 } from '../kernel/source.ts'
import { Outcome } from '../outcome.ts'
import type { BalancePlan } from '../plan.ts'
import { Outlier } from '../resilience/outlier.ts'
import type { EjectionReport } from './ejection-report.ts'
import { Eligible } from './eligible.ts'
import type { HealthBoard } from './health-board.ts'
import type { Instance } from './instance.ts'
import type { Roster } from './roster.ts'

/** What tells the time: the engine. Nanoseconds. */
export interface Clock {
  readonly now: number
}

/** What decides who may be picked, beside the ejection of the plan. */
export interface Membership {
  readonly clock: Clock
  readonly roster: Roster
  /** What the balancer's own health checks find; `null` without. */
  readonly board: HealthBoard | null
  /** Where ejections are told; `null` without ejection. */
  readonly report: EjectionReport | null
}

/**
 * Picks an instance of a unit for each call, among those that are neither drained nor unhealthy nor ejected (see
 * `Eligible`). A shared balancer counts the outstanding requests of all callers, a client's own balancer only those
 * that it has sent itself; so it is with health checks and ejection.
 */
export class Balancer {
  readonly #plan: BalancePlan
  readonly #first: number
  readonly #source: Source
  readonly #clock: Clock
  /** Requests this balancer has sent and not yet heard of; `undefined` where it sees those of all callers. */
  readonly #own: Int32Array | undefined
  readonly #eligible: Eligible
  readonly #outlier: Outlier | null
  readonly #report: EjectionReport | null
  /** What has been reported: instances that are out, and how often each has been ejected. */
  #out = 0
  readonly #ejections: Int32Array
  /** Who may be picked now, and below their weights, summed up. */
  #members: readonly Instance[]
  #cumulative: readonly number[]
  /** The members in an order of which the first `choices` are drawn anew for each call. */
  #deck: Int32Array
  #turn = 0

  /** `instances`: all of the unit, in the order of their indexes. */
  constructor(plan: BalancePlan, instances: readonly Instance[], source: Source, membership: Membership) {
    const { clock, roster, board, report } = membership
    this.#plan = plan
    this.#first = instances[0]?.index ?? 0
    this.#source = source
    this.#clock = clock
    this.#own = plan.scope === 'client' ? new Int32Array(instances.length) : undefined
    this.#outlier = plan.ejection === null ? null : new Outlier(plan.ejection, instances.length)
    this.#eligible = new Eligible(instances, { roster, board, outlier: this.#outlier })
    this.#report = report
    this.#ejections = new Int32Array(report === null ? 0 : instances.length)
    this.#members = instances
    this.#cumulative = this.#sumWeights()
    this.#deck = Int32Array.from(instances, (_, i) => i)
  }

  /** The instance for the next call; `key` is what it touches, -1 for nothing. `null` when all are being drained. */
  pick(key: number): Instance | null {
    if (this.#eligible.mayChange) this.#refresh()
    const members = this.#members
    return members.length === 1 ? (members[0] as Instance) : this.#pickOneOf(members, key)
  }

  #refresh(): void {
    const { now } = this.#clock
    if (this.#eligible.refresh(now)) this.#changed(now)
  }

  #pickOneOf(members: readonly Instance[], key: number): Instance | null {
    if (members.length > 0) return members[this.#choose(members.length, key)] as Instance
    this.#eligible.missed()
    return null
  }

  /**
   * As `pick`, but an instance whose index is not in `taken` where there is one: the next after the one that would have
   * been picked. A key belongs where it belongs.
   */
  pickOther(key: number, taken: readonly number[]): Instance | null {
    const picked = this.pick(key)
    if (picked === null || !taken.includes(picked.index)) return picked
    if (this.#plan.policy === 'by-key' && key >= 0) return picked
    const members = this.#members
    const from = members.indexOf(picked)
    for (let i = 1; i < members.length; i++) {
      const other = members[(from + i) % members.length] as Instance
      if (!taken.includes(other.index)) return other
    }
    return picked
  }

  /** Whether it wants to know how requests end. */
  get ejects(): boolean {
    return this.#outlier !== null
  }

  /**
   * How a request to `instance` has ended for its caller. One that was cancelled, or stopped by the deadline of the
   * whole request, says nothing about the instance.
   */
  result(instance: Instance, outcome: number, now: number): void {
    if (this.#outlier === null || outcome === Outcome.cancelled || outcome === Outcome.deadline) return
    const failure = this.#plan.ejection?.failures[outcome] === true
    this.#outlier.result(instance.index - this.#first, failure, now)
  }

  /** A request was sent to `instance`. */
  sent(instance: Instance): void {
    instance.outstanding++
    if (this.#own !== undefined) this.#add(this.#own, instance, 1)
  }

  /** A request to `instance` was answered or given up. */
  settled(instance: Instance): void {
    instance.outstanding--
    if (this.#own !== undefined) this.#add(this.#own, instance, -1)
  }

  #add(own: Int32Array, instance: Instance, change: number): void {
    const position = instance.index - this.#first
    own[position] = (own[position] as number) + change
  }

  #changed(now: number): void {
    this.#members = this.#eligible.members
    this.#cumulative = this.#sumWeights()
    this.#deck = Int32Array.from(this.#members, (_, i) => i)
    if (this.#turn >= this.#members.length) this.#turn = 0
    const outlier = this.#outlier
    const report = this.#report
    if (outlier === null || report === null) return
    report.changed(now, outlier.active - this.#out)
    this.#out = outlier.active
    for (let i = 0; i < this.#ejections.length; i++) {
      const times = outlier.ejections(i) - (this.#ejections[i] as number)
      if (times > 0) report.ejected(now, i, times)
      this.#ejections[i] = outlier.ejections(i)
    }
  }

  #sumWeights(): readonly number[] {
    let sum = 0
    return this.#members.map((member) => {
      sum += this.#plan.weights[member.index - this.#first] ?? 0
      return sum
    })
  }

  #choose(count: number, key: number): number {
    switch (this.#plan.policy) {
      case 'by-key':
        // Hashed, so that neighbouring keys, which are alike in popularity, do not take turns.
        return key < 0 ? this.#nextTurn(count) : (pathHash(key, 0, 0) >>> 0) % count
      case 'round-robin':
        return this.#nextTurn(count)
      case 'random':
        return this.#below(count)
      case 'weighted':
        return this.#byWeight()
      case 'least-outstanding':
        return this.#leastOfAll(count)
      case 'power-of-choices':
        return this.#leastOfSome(count)
    }
  }

  #nextTurn(count: number): number {
    const turn = this.#turn
    this.#turn = turn + 1 === count ? 0 : turn + 1
    return turn
  }

  #outstanding(position: number): number {
    const member = this.#members[position] as Instance
    return this.#own === undefined ? member.outstanding : (this.#own[member.index - this.#first] as number)
  }

  #leastOfAll(count: number): number {
    let best = 0
    let least = this.#outstanding(0)
    let ties = 1
    for (let i = 1; i < count; i++) {
      const outstanding = this.#outstanding(i)
      if (outstanding < least) {
        least = outstanding
        best = i
        ties = 1
      } else if (outstanding === least && this.#below(++ties) === 0) best = i
    }
    return best
  }

  /** The least loaded of `choices` instances, drawn with or without replacement; the first drawn wins a tie. */
  #leastOfSome(count: number): number {
    const { choices, replacement } = this.#plan
    const deck = this.#deck
    let best = -1
    let least = Number.POSITIVE_INFINITY
    const draws = replacement ? choices : Math.min(choices, count)
    for (let i = 0; i < draws; i++) {
      let candidate: number
      if (replacement) candidate = this.#below(count)
      else {
        // One step of a Fisher-Yates shuffle: distinct choices without trying again.
        const j = i + this.#below(count - i)
        candidate = deck[j] as number
        deck[j] = deck[i] as number
        deck[i] = candidate
      }
      const outstanding = this.#outstanding(candidate)
      if (outstanding < least) {
        least = outstanding
        best = candidate
      }
    }
    return best
  }

  #byWeight(): number {
    const cumulative = this.#cumulative
    const whole = cumulative[cumulative.length - 1] as number
    // All that are left have no weight: they are alike.
    if (whole === 0) return this.#below(cumulative.length)
    const point = uniform53(this.#source) * whole
    let i = 0
    while (i < cumulative.length - 1 && point >= (cumulative[i] as number)) i++
    return i
  }

  /** A uniform integer from 0 to n - 1, without bias (rejection of the incomplete last block). */
  #below(n: number): number {
    const limit = 4294967296 - (4294967296 % n)
    let word = this.#source.next()
    while (word >= limit) word = this.#source.next()
    return word % n
  }
}
