import type { Step } from '../step.ts'

/** The steps with each of them, and each inside them, changed; what is inside first. */
export function mapSteps(steps: readonly Step[], change: (step: Step) => Step): readonly Step[] {
  const all = (inner: readonly Step[]): readonly Step[] => mapSteps(inner, change)
  return steps.map((step) => change(within(step, all)))
}

/** The same step with other steps inside; itself where there are none. */
function within(step: Step, all: (steps: readonly Step[]) => readonly Step[]): Step {
  switch (step.kind) {
    case 'begin':
      return { ...step, begin: all(step.begin) }
    case 'repeat':
    case 'lease':
    case 'once':
      return { ...step, do: all(step.do) }
    case 'cache':
      return step.miss === undefined ? step : { ...step, miss: all(step.miss) }
    case 'choose':
      return { ...step, choose: step.choose.map((choice) => ({ ...choice, do: all(choice.do) })) }
    case 'parallel': {
      const { parallel } = step
      if (parallel.kind === 'times') return { ...step, parallel: { ...parallel, do: all(parallel.do) } }
      return { ...step, parallel: { ...parallel, branches: parallel.branches.map(all) } }
    }
    case 'hear':
      return { ...step, answers: step.answers.map(all) }
    case 'transaction': {
      const { realised } = step
      if (realised?.begins === undefined) return step
      return { ...step, realised: { ...realised, begins: all(realised.begins) } }
    }
    default:
      return step
  }
}
