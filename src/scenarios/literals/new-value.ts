import type { NewValue } from '../step.ts'
import { Mistake } from './mistake.ts'
import { parseWholeNumber } from './whole-number.ts'

const READ = /^\s*read\s*(?:([+-])\s*(\d.*?))?\s*$/s

/** What a write puts there: `5`, `read`, `read - 1`, `copy`. */
export function parseNewValue(text: string): NewValue | Mistake {
  if (text.trim() === 'copy') return { kind: 'copy' }
  const read = READ.exec(text)
  const [, sign = '+', digits = '0'] = read ?? []
  const value = parseWholeNumber(read === null ? text : `${sign}${digits}`)
  if (value instanceof Mistake) {
    return new Mistake(
      'S173',
      `"${text}" is not a value to write`,
      { start: 0, end: text.length },
      { label: value.label, expected: 'a whole number such as 5, "read - 1", or copy' },
    )
  }
  return read === null ? { kind: 'value', value } : { kind: 'read', add: value }
}
