import type { Json } from '../json.ts'

const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/

/**
 * What a text without quotes means: `null` (also `~` and nothing), `true`, `false`, a decimal number, or itself.
 * Everything that some YAML reads as something else (`yes`, `0x1F`, `1e3`, `12:30`, dates) stays a text, and so does
 * a number that a double cannot hold exactly enough to be printed again.
 */
export function plainScalar(text: string): Json {
  if (text === '' || text === '~' || text === 'null') return null
  if (text === 'true') return true
  if (text === 'false') return false
  if (!DECIMAL.test(text)) return text
  const number = Number(text)
  const exact = text.includes('.') ? Number.isFinite(number) : Number.isSafeInteger(number)
  return exact ? number : text
}
