import type { Countermeasures, Perseverance, SagaRules, TccRules, TwoPhaseRules } from '../../business-plan.ts'

/** What an orchestrated transaction goes by, whichever kind it is. Times are ns. */
export interface OrchestrationRules extends Perseverance {
  /** Whether legs that have been done are confirmed when all are. */
  readonly confirms: boolean
  /**
   * Whether it is a two-phase commit: only the decision is written down, and what has none is called off at all legs
   * (presumed abort: Mohan, Lindsay and Obermarck, "Transaction management in the R* distributed database management
   * system", 1986).
   */
  readonly decides: boolean
  readonly answer: SagaRules['answer']
  readonly timeout: number
  readonly resume: number
  readonly countermeasures: Countermeasures
}

const NONE: Countermeasures = { semanticLock: 'none', rereadValue: false, versionFile: false }

/** The rules of a saga, or of a transaction whose legs are tried or prepared, and then confirmed or cancelled. */
export function sagaRules(rules: SagaRules | TccRules | TwoPhaseRules): OrchestrationRules {
  if (rules.kind === 'saga') return { ...rules, confirms: false, decides: false }
  const common = { confirms: true, answer: 'settled', countermeasures: NONE } as const
  if (rules.kind === 'try-confirm-cancel') return { ...rules, ...common, decides: false }
  const { timeout, resend, resume } = rules
  const patience = { attempts: 1, backoff: resend, undoAttempts: Number.POSITIVE_INFINITY, undoBackoff: resend }
  // Who hears that it is called off does not vote any more, whatever comes late.
  return { ...common, ...patience, timeout, resume, decides: true, countermeasures: { ...NONE, versionFile: true } }
}
