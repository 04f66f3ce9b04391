import { countMeasure } from './count.ts'
import { parseQuantity } from './measure.ts'
import { Mistake } from './mistake.ts'

/** A whole number between -2^53 and 2^53, both exclusive: `5`, `-3`, `+1`, `10k`. */
export function parseWholeNumber(text: string): number | Mistake {
  const [, sign = '', digits = ''] = /^\s*([+-]?)\s*(.*?)\s*$/s.exec(text) ?? []
  const value = parseQuantity(digits, countMeasure)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return sign === '-' ? 0 - value : value
  const label = typeof value === 'number' ? (Number.isInteger(value) ? 'too large' : 'not a whole number') : undefined
  return new Mistake(
    'S172',
    `"${text}" is not a whole number`,
    { start: 0, end: text.length },
    { label, expected: 'a whole number, for example 5 or -1' },
  )
}
