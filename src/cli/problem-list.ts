import type { Paint } from '../report/paint.ts'
import { MOST_PROBLEMS, type Problem } from '../scenarios/problem.ts'
import { renderProblem } from '../scenarios/render-problem.ts'

/** Problems of a scenario, errors first, each with its place in the text, and their number. */
export function problemList(problems: readonly Problem[], text: string, paint: Paint): string {
  const ordered = [...ofSeverity(problems, 'error'), ...ofSeverity(problems, 'warning')]
  const shown = ordered.slice(0, MOST_PROBLEMS).map((problem) => renderProblem(problem, text, {}))
  const hidden = ordered.length - shown.length
  const more = hidden > 0 ? [`… and ${hidden} more`] : []
  return [...shown, ...more, paint.strong(problemCount(problems))].join('\n\n')
}

/** `2 errors, 1 warning` */
export function problemCount(problems: readonly Problem[]): string {
  const parts = (['error', 'warning'] as const).flatMap((severity) => {
    const count = ofSeverity(problems, severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return parts.join(', ')
}

function ofSeverity(problems: readonly Problem[], severity: Problem['severity']): Problem[] {
  return problems.filter((problem) => problem.severity === severity)
}
