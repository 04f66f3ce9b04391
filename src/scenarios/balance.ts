import type { HealthCheckPlan } from '../sim/policy-plan.ts'
import type { OutcomeChoice } from './policy.ts'

/** How callers pick an instance. Default round-robin, shared. */
export interface Balance extends BalancePolicy {
  readonly scope: 'shared' | 'client'
  /** Active health checks; absent: none. */
  readonly health?: HealthCheckPlan
  /** Ejection of outliers; absent: none. */
  readonly ejection?: Ejection
}

export interface BalancePolicy {
  readonly policy: 'random' | 'round-robin' | 'least-outstanding' | 'power-of-choices' | 'weighted'
  /** Of `power-of-choices`; else 0. */
  readonly choices: number
  /** Default false. */
  readonly replacement: boolean
  /** Of `weighted`, one for each instance; else empty. */
  readonly weights: readonly number[]
}

/** Envoy's rules and defaults; times ns, shares 0 to 1. */
export interface Ejection {
  /** Failures in a row; 0 switches it off. Default 5. */
  readonly consecutive: number
  /** Default 10 s. */
  readonly every: number
  /** Default 30 s. */
  readonly for: number
  /** Default 300 s. */
  readonly 'max-for': number
  /** Default 10%; one instance may always be ejected. */
  readonly 'max-ejected': number
  /** Default { hosts: 5, requests: 100, factor: 1.9 }; `null` is off. */
  readonly 'success-rate': { readonly hosts: number; readonly requests: number; readonly factor: number } | null
  /** `null`, the default, is off. */
  readonly 'failure-percentage': {
    readonly threshold: number
    readonly hosts: number
    readonly requests: number
  } | null
  /** Outcomes that are failures. Default `transient`. */
  readonly counts: OutcomeChoice
}
