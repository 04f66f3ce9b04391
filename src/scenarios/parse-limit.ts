import { durationMeasure } from './literals/duration.ts'
import { valueOf } from './literals/measure.ts'
import { Mistake } from './literals/mistake.ts'
import { parseLiteral } from './literals/parse-literal.ts'

/** The duration (ns, more than 0) that stands at `at` in a line of `expect`, and how it is printed. */
export function parseLimit(
  limit: string,
  at: number,
  expected: string,
): { readonly value: number; readonly text: string } | Mistake {
  const literal = parseLiteral(limit)
  if (literal instanceof Mistake) return moved(literal, at)
  const place = { start: at, end: at + limit.length }
  if (literal.term.kind !== 'quantity') return new Mistake('S110', `"${limit}" is not a duration`, place, { expected })
  const value = valueOf(literal.term, durationMeasure)
  if (value instanceof Mistake) return moved(value, at)
  if (value === 0) return new Mistake('S110', `"${limit}" is too small`, place, { expected: 'more than 0' })
  return { value, text: literal.term.text }
}

function moved(mistake: Mistake, by: number): Mistake {
  return new Mistake(mistake.code, mistake.message, { start: mistake.start + by, end: mistake.end + by }, mistake)
}
