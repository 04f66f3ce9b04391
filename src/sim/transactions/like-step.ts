import type { Step } from '../step.ts'

/** The same step but for what is said. */
export function likeStep(step: Step, changes: Partial<Step>): Step {
  // It keeps all that the step knows of itself, by its prototype.
  const other = Object.create(step) as Step
  return Object.assign(other, changes)
}
