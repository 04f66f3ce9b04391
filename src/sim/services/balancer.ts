import { pathHash } from '../kernel/draws.ts'
import type { Source } from '../kernel/source.ts'
import { uniform53 } from '../kernel/source.ts'
import type { BalancePlan } from '../plan.ts'
import type { Instance } from './instance.ts'

/**
 * Picks an instance of a unit for each call. A shared balancer counts the outstanding requests of all callers, a
 * client's own balancer only those that it has sent itself.
 */
export class Balancer {
  readonly #plan: BalancePlan
  readonly #instances: readonly Instance[]
  readonly #source: Source
  /** Requests this balancer has sent and not yet heard of; `undefined` where it sees those of all callers. */
  readonly #own: Int32Array | undefined
  readonly #cumulative: readonly number[]
  /** The instances in an order of which the first `choices` are drawn anew for each call. */
  readonly #deck: Int32Array
  #turn = 0

  constructor(plan: BalancePlan, instances: readonly Instance[], source: Source) {
    this.#plan = plan
    this.#instances = instances
    this.#source = source
    this.#own = plan.scope === 'client' ? new Int32Array(instances.length) : undefined
    this.#deck = Int32Array.from(instances, (_, i) => i)
    let sum = 0
    this.#cumulative = plan.weights.map((weight) => {
      sum += weight
      return sum
    })
  }

  /** The instance for the next call; `key` is what it touches, -1 for nothing. */
  pick(key: number): Instance {
    const count = this.#instances.length
    return this.#instances[count === 1 ? 0 : this.#choose(count, key)] as Instance
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
    const position = instance.index - (this.#instances[0] as Instance).index
    own[position] = (own[position] as number) + change
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
    const own = this.#own
    return own === undefined ? (this.#instances[position] as Instance).outstanding : (own[position] as number)
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
    const point = uniform53(this.#source) * (cumulative[cumulative.length - 1] as number)
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
