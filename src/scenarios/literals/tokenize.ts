import { Mistake } from './mistake.ts'
import type { Quantity, QuantityPart, UnitText, Word } from './term.ts'

export type Token = Quantity | Word | Mark

/** Punctuation. */
export interface Mark {
  readonly kind: 'mark'
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Longer literals are refused: nobody can read them, and they cost time. */
const LONGEST_LITERAL = 20_000
/** Enough for every double written out. */
const MOST_DIGITS = 400

const BLANK = /[ \t]+/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*/y
const MARK = /[(),=:*]/y
const NUMBER = /\d+(?:\.\d+)?/y
const UNIT = /[A-Za-zµμ%]+/y
const NUMBER_START = /\$?-?\d/y
const LEADING_POINT = /\.\d/y

/** Splits a literal into words, quantities and punctuation. */
export function tokenize(text: string): Token[] | Mistake {
  if (text.length > LONGEST_LITERAL) {
    return new Mistake(
      'S118',
      'this literal is too long',
      { start: 0, end: 1 },
      {
        expected: `at most ${LONGEST_LITERAL} characters`,
      },
    )
  }
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    at += match(BLANK, text, at).length
    if (at >= text.length) break
    const token = tokenAt(text, at)
    if (token instanceof Mistake) return token
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(text: string, start: number): Token | Mistake {
  if (match(NUMBER_START, text, start) !== '') return quantityAt(text, start)
  const word = match(WORD, text, start)
  if (word !== '') return { kind: 'word', text: word, start, end: start + word.length }
  const mark = match(MARK, text, start)
  if (mark !== '') return { kind: 'mark', text: mark, start, end: start + 1 }
  return unreadable(text, start)
}

function unreadable(text: string, start: number): Mistake {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  const place = { start, end: start + character.length }
  if (match(LEADING_POINT, text, start) !== '') {
    return new Mistake('S118', 'a number starts with a digit', place, { hint: 'write 0 before the point' })
  }
  return new Mistake('S118', `"${character}" has no meaning here`, place, {
    hint: 'a literal is a quantity (150ms), a word (uniform) or a call (exp(5ms))',
  })
}

/** Reads `$`, sign, number and unit pairs, and a unit after a slash; all without blanks. */
function quantityAt(text: string, start: number): Quantity | Mistake {
  let at = start
  const money = text[at] === '$'
  if (money) at += 1
  const negative = text[at] === '-'
  if (negative) at += 1
  const parts: QuantityPart[] = []
  for (let digits = match(NUMBER, text, at); digits !== ''; digits = match(NUMBER, text, at)) {
    const unit = unitAt(text, at + digits.length)
    parts.push({ digits, unit, start: at, end: unit.end })
    if (digits.length > MOST_DIGITS) {
      return new Mistake(
        'S118',
        `a number of ${digits.length} digits`,
        { start: at, end: at + digits.length },
        {
          expected: `at most ${MOST_DIGITS} digits`,
        },
      )
    }
    at = unit.end
    if (unit.text === '') break
  }
  let per: UnitText | undefined
  if (text[at] === '/') {
    per = unitAt(text, at + 1)
    at = per.end
  }
  const quantity: Quantity = {
    kind: 'quantity',
    text: text.slice(start, at),
    money,
    negative,
    parts,
    per,
    start,
    end: at,
  }
  return badNumber(text, quantity) ?? quantity
}

/** The ways numbers are written elsewhere, each with its own advice. */
function badNumber(text: string, quantity: Quantity): Mistake | undefined {
  const next = text[quantity.end] ?? ''
  const place = { start: quantity.start, end: quantity.end + 1 }
  const first = quantity.parts[0]
  if (first !== undefined && /^[eE]$/.test(first.unit.text)) {
    return new Mistake('S118', 'exponents are not understood', quantity, { hint: 'write the digits out, or 10k, 5M' })
  }
  if (next === '.') return new Mistake('S118', 'a digit belongs after the point', place)
  if (next === '_' || next === "'") {
    return new Mistake('S118', `"${next}" has no meaning in a number`, place, {
      hint: 'write the digits without a separator',
    })
  }
  if (quantity.per !== undefined && quantity.per.text === '') {
    return new Mistake('S118', 'a unit of time belongs after the slash', quantity, { hint: 'for example 120/s' })
  }
  return undefined
}

function unitAt(text: string, start: number): UnitText {
  const unit = match(UNIT, text, start)
  return { text: unit, start, end: start + unit.length }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
