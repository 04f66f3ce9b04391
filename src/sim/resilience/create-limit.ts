import type { ConcurrencyLimitPlan } from '../policy-plan.ts'
import { AimdLimit } from './limits/aimd-limit.ts'
import { GradientLimit } from './limits/gradient-limit.ts'
import { VegasLimit } from './limits/vegas-limit.ts'

/** A bound on concurrency that is found while running. */
export interface Limit {
  /** An integer, at least 0. */
  readonly value: number
  /**
   * A call took `duration` ns (at least 1), with `inside` calls inside when it began, itself included. `dropped`: it
   * failed in a way that may come from load.
   */
  sample(duration: number, inside: number, dropped: boolean): void
}

/** The limit of a plan, at its initial value. */
export function createLimit(plan: ConcurrencyLimitPlan): Limit {
  const { rules } = plan
  switch (rules.algorithm) {
    case 'aimd':
      return new AimdLimit(plan, rules)
    case 'gradient':
      return new GradientLimit(plan, rules)
    case 'vegas':
      return new VegasLimit(plan, rules)
  }
}
