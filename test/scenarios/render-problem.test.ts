import { describe, expect, it } from 'vitest'
import type { Problem, Span } from '../../src/scenarios/problem.ts'
import { renderProblem } from '../../src/scenarios/render-problem.ts'

describe('a rendering', () => {
  const span = (line: number, from: number, to: number): Span => ({
    file: 'x.yaml',
    start: { line, column: from, offset: 0 },
    end: { line, column: to, offset: 0 },
  })
  const base: Problem = { code: 'S101', severity: 'error', message: 'wrong', path: ['a', 'b', 0, 'c'] }

  it('says the path where there is no text', () => {
    expect(renderProblem(base)).toBe('error[S101]: wrong\n   ┌─ a.b[0].c')
  })

  it('keeps the caret under its place in a line that is cut or holds tabs', () => {
    const line = `${'x'.repeat(500)}\tbad${'y'.repeat(500)}`
    const [, , shown = '', carets = ''] = renderProblem(
      { ...base, span: span(1, 502, 505) },
      { textOf: () => line },
    ).split('\n')
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('bad')
    expect(shown.length).toBeLessThan(140)
  })

  it('lets nothing through that would steer a terminal or turn the text round', () => {
    const text = 'a: \u001b[31mred\u202eder\u0007'
    const rendered = renderProblem({ ...base, message: `"${text}"`, span: span(1, 1, 2) }, { textOf: () => text })
    expect(rendered).not.toMatch(/[\u001b\u202e\u0007]/)
    expect(rendered.match(/\ufffd/g)).toHaveLength(6)
  })

  it('says the same with and without colours', () => {
    const problem: Problem = { ...base, hint: 'do this', suggestion: 'that', span: span(1, 1, 2) }
    const coloured = renderProblem(problem, { textOf: () => 'text', colour: true })
    expect(coloured).toContain('\u001b[31m')
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderProblem(problem, { textOf: () => 'text' }))
  })

  it('shows related places in the order of the text', () => {
    const problem: Problem = {
      ...base,
      span: span(2, 1, 2),
      related: [{ path: [], message: 'the first one', span: span(1, 1, 4) }],
    }
    expect(renderProblem(problem, { textOf: () => 'one\ntwo' })).toBe(
      'error[S101]: wrong\n   ┌─ x.yaml:2:1\n 1 │ one\n   │ --- the first one\n 2 │ two\n   │ ^',
    )
  })
})
