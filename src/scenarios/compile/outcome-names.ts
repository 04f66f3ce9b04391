import { OUTCOME_NAMES, Outcome } from '../../sim/outcome.ts'
import { builtIn } from '../process-behaviour.ts'
import type { Scenario } from '../scenario.ts'
import { byCodeUnit } from './names.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/** All outcomes by index: the built-in ones, then the business reasons of the app and its faults in code-unit order. */
export function outcomeNames(scenario: Scenario): string[] {
  const reasons = new Set<string>()
  for (const { steps, path } of operationsOf(scenario)) {
    walkSteps(steps, path, (step) => {
      if (step.kind !== 'fail' && step.kind !== 'update') return
      if (step.as !== undefined && !OUTCOME_NAMES.includes(step.as)) reasons.add(step.as)
    })
  }
  for (const { what } of Object.values(scenario.processes ?? {})) {
    const { failures } = what.kind === 'code' ? what : builtIn(what)
    for (const failure of failures) if (!OUTCOME_NAMES.includes(failure)) reasons.add(failure)
  }
  for (const { what } of scenario.faults) {
    if (what.kind === 'errors' && !OUTCOME_NAMES.includes(what.as)) reasons.add(what.as)
  }
  return [...OUTCOME_NAMES, ...[...reasons].sort(byCodeUnit)]
}

/** Index of a business reason; `error` is the built-in one. */
export function outcomeIndex(names: readonly string[], reason: string): number {
  const index = names.indexOf(reason)
  return index < 0 ? Outcome.error : index
}
