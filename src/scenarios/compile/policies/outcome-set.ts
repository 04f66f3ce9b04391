import { ANSWERS, DEFINITE, OUTCOME_NAMES, Outcome } from '../../../sim/outcome.ts'
import type { OutcomeSet } from '../../../sim/policy-plan.ts'
import type { OutcomeChoice } from '../../policy.ts'

/** Which outcomes, by index into `names`, a choice means. Names that do not exist are reported elsewhere. */
export function outcomeSet(choice: OutcomeChoice, names: readonly string[]): OutcomeSet {
  return names.map((name, index) => matches(choice, name, index))
}

function matches(choice: OutcomeChoice, name: string, index: number): boolean {
  if (typeof choice !== 'string') return choice.includes(name)
  const builtIn = index < OUTCOME_NAMES.length && ANSWERS[index] !== true
  if (index === Outcome.ok || index === Outcome.cancelled) return false
  switch (choice) {
    case 'failures':
      return builtIn
    case 'definite':
      return builtIn && DEFINITE[index] === true
    case 'transient':
      return builtIn && index !== Outcome.deadline
    case 'all':
      return index !== Outcome.deadline
  }
}
