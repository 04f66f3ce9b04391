import { loadScenario } from '../../../src/scenarios/load.ts'
import { renderProblem } from '../../../src/scenarios/render-problem.ts'

/** The shortest application and load, to follow a line with the name. */
export const TAIL = `app:
  shop: { operations: { browse: [ { cpu: 5ms } ] } }
workload:
  shoppers: { arrivals: poisson(10/s), call: shop.browse }
`

/** All that is said about a text, as a user sees it. */
export function said(text: string, set: readonly string[] = []): string {
  const result = loadScenario({ kind: 'yaml', file: 'shop.yaml', text }, { set })
  const rendered = result.problems.map((problem) => renderProblem(problem, { textOf: () => text }))
  return `\n${rendered.join('\n\n')}\n`
}
