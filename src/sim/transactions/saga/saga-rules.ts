import type { Countermeasures, Perseverance, SagaRules, TccRules } from '../../business-plan.ts'

/** What an orchestrated transaction goes by, whichever kind it is. Times are ns. */
export interface OrchestrationRules extends Perseverance {
  /** Whether legs that have been done are confirmed when all are. */
  readonly confirms: boolean
  readonly answer: SagaRules['answer']
  readonly timeout: number
  readonly resume: number
  readonly countermeasures: Countermeasures
}

const NONE: Countermeasures = { semanticLock: 'none', rereadValue: false, versionFile: false }

/** The rules of a saga, or of a transaction whose legs are tried and then confirmed or cancelled. */
export function sagaRules(rules: SagaRules | TccRules): OrchestrationRules {
  if (rules.kind === 'saga') return { ...rules, confirms: false }
  return { ...rules, confirms: true, answer: 'settled', countermeasures: NONE }
}
