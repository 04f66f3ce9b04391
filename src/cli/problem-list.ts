import type { Problem } from '../scenarios/problem.ts'
import { renderProblem } from '../scenarios/render-problem.ts'

/** What a list of problems is shown with. */
export interface ProblemSource {
  /** The file as messages call it, and its text for code frames; empty for a module. */
  readonly file: string
  readonly text: string
  readonly colours: boolean
  /** Problems that were found beyond those listed. */
  readonly omitted?: number
}

/** Problems of a scenario, errors first, each with its place in the text, and their number. */
export function problemList(problems: readonly Problem[], source: ProblemSource): string {
  const ordered = [...ofSeverity(problems, 'error'), ...ofSeverity(problems, 'warning')]
  const textOf = (file: string): string | undefined => {
    return file === source.file && source.text !== '' ? source.text : undefined
  }
  const shown = ordered.map((problem) => renderProblem(problem, { textOf, colour: source.colours }))
  const more = (source.omitted ?? 0) > 0 ? [`… and ${source.omitted} more`] : []
  return [...shown, ...more, problemCount(problems)].join('\n\n')
}

/** `2 errors, 1 warning` */
function problemCount(problems: readonly Problem[]): string {
  const parts = (['error', 'warning'] as const).flatMap((severity) => {
    const count = ofSeverity(problems, severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return parts.join(', ')
}

function ofSeverity(problems: readonly Problem[], severity: Problem['severity']): Problem[] {
  return problems.filter((problem) => problem.severity === severity)
}
