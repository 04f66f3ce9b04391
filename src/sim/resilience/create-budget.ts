import type { BudgetPlan } from '../policy-plan.ts'
import { AdaptiveBucketBudget } from './adaptive-bucket-budget.ts'
import { AwsBudget } from './aws-budget.ts'
import { AwsClientRate } from './aws-client-rate.ts'
import type { Budget } from './budget.ts'
import { EnvoyBudget } from './envoy-budget.ts'
import { GrpcBudget } from './grpc-budget.ts'
import { TokenBucketBudget } from './token-bucket-budget.ts'
import { WindowedBudget } from './windowed-budget.ts'

/** A new budget, as it is before the first call. */
export function createBudget(plan: BudgetPlan): Budget {
  switch (plan.kind) {
    case 'token-bucket':
      return new TokenBucketBudget(plan.perSecond, plan.burst)
    case 'finagle':
    case 'linkerd':
      return new WindowedBudget(plan)
    case 'grpc':
      return new GrpcBudget(plan.maxTokens, plan.tokenRatio)
    case 'envoy':
      return new EnvoyBudget(plan.ratio, plan.minimum)
    case 'aws-standard':
      return new AwsBudget(plan, null)
    case 'aws-adaptive':
      return new AwsBudget(plan, new AwsClientRate())
    case 'adaptive-bucket':
      return new AdaptiveBucketBudget(plan.size, plan.deposit)
  }
}
