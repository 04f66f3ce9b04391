import type { Requirement } from '../step.ts'
import { Mistake } from './mistake.ts'
import { parseWholeNumber } from './whole-number.ts'

const PARTS = /^(\s*)(<=|>=|==|!=|=|<|>)?(\s*)(.*)$/s
const OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const

/** What a value must be: `>= 0`. */
export function parseRequirement(text: string): Requirement | Mistake {
  const [, before = '', written = '', gap = '', number = ''] = PARTS.exec(text) ?? []
  const operator = OPERATORS.find((each) => each === written)
  const start = before.length + written.length + gap.length
  const limit = parseWholeNumber(number)
  if (operator !== undefined && !(limit instanceof Mistake)) return { operator, limit }
  const place =
    operator === undefined ? { start: 0, end: text.length } : { start, end: Math.max(text.length, start + 1) }
  return new Mistake('S174', `"${text}" is not a requirement`, place, {
    expected: 'a comparison and a whole number: ">= 0"',
    ...(written === '=' ? { suggestion: `== ${number}` } : {}),
  })
}
