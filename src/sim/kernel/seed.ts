/** A seed in its canonical text form, or the sentence that tells the user what is wrong with it. */
export type SeedResult = { readonly ok: true; readonly seed: string } | { readonly ok: false; readonly message: string }

const LENGTH_MAX = 200
const RULE =
  `a seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER} (decimal, or hexadecimal as 0x2a) ` +
  `or a text of 1 to ${LENGTH_MAX} characters`

const DECIMAL = /^[0-9]+$/
const HEXADECIMAL = /^0[xX][0-9a-fA-F]+$/
// What YAML, JSON or JavaScript would read as some other number. As text it would name another seed than the same
// characters do as a number, so it is refused rather than guessed at.
const OTHER_NUMBER =
  /^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|0[oO][0-7]+|0[bB][01]+|[+-]0[xX][0-9a-fA-F]+)$/
const NO_VALUE = /^(?:[+-]?\.?(?:nan|inf|infinity)|undefined|null)$/i
// Controls, surrogates that stand alone, line and paragraph separators, byte-order marks.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u

/**
 * The one text form of a seed: `42`, `"42"`, `"0042"` and `"0x2a"` are the seed `"42"`; any other text is a seed of
 * its own, without the blanks around it and with capitals significant. Free text is compared code point by code
 * point.
 */
export function parseSeed(input: unknown): SeedResult {
  if (typeof input === 'number') return parseNumber(input)
  if (typeof input === 'string') return parseText(input.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''))
  return refused(`expected a number or a text, got ${input === null ? 'null' : typeof input}`)
}

/** As `parseSeed`, for callers that hold a valid seed. Throws `RangeError` with the rule and the value otherwise. */
export function canonicalSeed(input: string | number): string {
  const result = parseSeed(input)
  if (!result.ok) throw new RangeError(result.message)
  return result.seed
}

function parseNumber(input: number): SeedResult {
  if (Number.isSafeInteger(input) && input >= 0) return { ok: true, seed: String(input === 0 ? 0 : input) }
  return refused(`got the number ${input}`)
}

function parseText(text: string): SeedResult {
  if (text === '') return refused('got an empty text')
  if (text.length > LENGTH_MAX) return refused(`got a text of ${text.length} characters`)
  if (DECIMAL.test(text) || HEXADECIMAL.test(text)) {
    const value = Number(text)
    return Number.isSafeInteger(value) ? { ok: true, seed: String(value) } : refused(`got ${text}, which is too large`)
  }
  if (OTHER_NUMBER.test(text)) return refused(`got ${text}; write the whole number it stands for`)
  if (NO_VALUE.test(text)) return refused(`got the text "${text}", which looks like a missing value`)
  if (UNPRINTABLE.test(text)) return refused('got a text with characters that cannot be printed')
  return { ok: true, seed: text }
}

function refused(found: string): SeedResult {
  return { ok: false, message: `${RULE}; ${found}` }
}
