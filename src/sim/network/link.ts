import { sampleDuration } from '../kernel/sample-duration.ts'
import type { Source } from '../kernel/source.ts'
import { uniform53 } from '../kernel/source.ts'
import type { LinkPlan } from '../plan.ts'

const NS_PER_SECOND = 1e9

/** A way between two places. It holds no state of its own: the noise comes from the edge that uses it. */
export class Link {
  readonly plan: LinkPlan
  /** The delay where it is constant, else -1. */
  readonly #constant: number

  constructor(plan: LinkPlan) {
    this.plan = plan
    this.#constant = plan.delay.variance === 0 ? Math.round(plan.delay.mean) : -1
  }

  /** One-way delay of one message, whole ns. */
  delay(noise: Source): number {
    if (this.#constant >= 0) return this.#constant
    return sampleDuration(this.plan.delay, noise)
  }

  /** Whether this message vanishes. Draws nothing on a link without loss. */
  loses(noise: Source): boolean {
    return this.plan.loss > 0 && uniform53(noise) < this.plan.loss
  }

  /** Time to put `bytes` on the wire, whole ns; 0 where bandwidth is unlimited. */
  transmission(bytes: number): number {
    const { bandwidth } = this.plan
    return bandwidth === Number.POSITIVE_INFINITY ? 0 : Math.ceil((bytes * NS_PER_SECOND) / bandwidth)
  }
}
