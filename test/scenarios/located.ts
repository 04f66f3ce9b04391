import { ERROR_CODES } from '../../src/scenarios/error-codes.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { MOST_PROBLEMS, type Problem } from '../../src/scenarios/problem.ts'
import { renderProblem } from '../../src/scenarios/render-problem.ts'

/**
 * What is wrong with the answer to a file, whatever the file: every problem must have a known code, a sentence, a place
 * inside the text and a rendering, and there must be a problem where there is no scenario. Empty when all is well.
 */
export function faultsOfAnswer(text: string): string[] {
  const result = loadScenario({ kind: 'yaml', file: 'mutated.yaml', text })
  if (result.ok) return result.problems.some((problem) => problem.severity === 'error') ? ['accepted with errors'] : []
  const { problems } = result
  const count = problems.length === 0 || problems.length > MOST_PROBLEMS ? [`${problems.length} problems`] : []
  return [...count, ...problems.flatMap((problem) => faultsOfProblem(problem, text)), ...disorder(problems)]
}

function faultsOfProblem(problem: Problem, source: string): string[] {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  const { span, code, message } = problem
  if (span === undefined) return [`${code} has no place`]
  const faults: string[] = []
  const lines = text.split('\n')
  const line = lines[span.start.line - 1]
  if (!Object.hasOwn(ERROR_CODES, code)) faults.push(`${code} is not registered`)
  if (message === '' || /undefined|\[object|^Invalid/.test(message)) faults.push(`${code} says "${message}"`)
  if (line === undefined || span.start.column > line.length + 1) faults.push(`${code} stands outside the text`)
  const before = lines.slice(0, span.start.line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  if (before + span.start.column - 1 !== span.start.offset) faults.push(`${code}: line, column and offset disagree`)
  if (span.end.offset <= span.start.offset) faults.push(`${code} has an empty place`)
  const rendered = renderProblem(problem, { textOf: () => source })
  const where = `mutated.yaml:${span.start.line}:${span.start.column}`
  if (!rendered.includes(where) || !rendered.includes('^')) faults.push(`${code} is rendered as ${rendered}`)
  return faults
}

function disorder(problems: readonly Problem[]): string[] {
  const offsets = problems.flatMap((problem) => (problem.span === undefined ? [] : [problem.span.start.offset]))
  return offsets.every((offset, index) => offset >= (offsets[index - 1] ?? 0))
    ? []
    : ['the order is not that of the text']
}
