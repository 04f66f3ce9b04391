import type { BudgetPlan } from '../policy-plan.ts'
import type { AwsClientRate } from './aws-client-rate.ts'
import { AttemptEnd, type Budget, FailureClass } from './budget.ts'

type Quota = Pick<
  Extract<BudgetPlan, { readonly kind: 'aws-standard' }>,
  'capacity' | 'cost' | 'timeoutCost' | 'throttlingCost'
>

/** What a first attempt that succeeds gives back, though it took nothing. */
const REWARD = 1

/**
 * The retry quota of the AWS SDKs (standard mode): a retry takes tokens by the kind of failure it is for; a success
 * gives back what the last retry of its call took, or one token if it needed none. Full at first, and never filled by
 * time. The adaptive mode has a client rate besides.
 */
export class AwsBudget implements Budget {
  cost = 0
  level: number
  readonly #quota: Quota
  readonly #rate: AwsClientRate | null

  constructor(quota: Quota, rate: AwsClientRate | null) {
    this.#quota = quota
    this.#rate = rate
    this.level = quota.capacity
  }

  issued(): void {}

  delay(now: number): number {
    return this.#rate === null ? 0 : this.#rate.delay(now)
  }

  started(): void {}

  finished(now: number, end: AttemptEnd, failure: FailureClass, good: boolean, retry: boolean, cost: number): void {
    if (end === AttemptEnd.abandoned) return
    this.#rate?.answered(now, !good && failure === FailureClass.throttled)
    if (good) this.level = Math.min(this.#quota.capacity, this.level + (retry ? cost : REWARD))
  }

  mayRetry(_now: number, failure: FailureClass): boolean {
    const cost = this.#costOf(failure)
    if (this.level < cost) return false
    this.level -= cost
    this.cost = cost
    return true
  }

  forgone(): void {}

  #costOf(failure: FailureClass): number {
    if (failure === FailureClass.timeout) return this.#quota.timeoutCost
    return failure === FailureClass.throttled ? this.#quota.throttlingCost : this.#quota.cost
  }
}
