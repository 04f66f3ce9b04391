import { CST, Lexer } from 'yaml'
import { SIZE_LIMITS } from '../size-limits.ts'

/** A stretch of the text. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** Something that has no place in a scenario file. */
export interface Offence extends Stretch {
  readonly kind: 'alias' | 'anchor' | 'tag' | 'directive' | 'document' | 'depth' | 'size'
  readonly text: string
}

/** What the marks of a file show before it is parsed. */
export interface LexemeScan {
  /** The first thing that has no place here; reading stopped there. */
  readonly offence: Offence | undefined
  readonly quotes: readonly Stretch[]
  /** The first quoted text without an end. */
  readonly openQuote: Stretch | undefined
  /** The first bracket that is not closed where it must be. */
  readonly openBracket: Stretch | undefined
}

/** Marks that the lexer adds and the text does not have. */
const ADDED: readonly string[] = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]

/** Reads the words and marks of a YAML text, without building anything, and stops at the first that is forbidden. */
export function scanLexemes(text: string): LexemeScan {
  const scan = new Scan()
  for (const lexeme of new Lexer().lex(text)) {
    scan.take(lexeme)
    if (scan.offence !== undefined) break
  }
  scan.end()
  return scan
}

class Scan implements LexemeScan {
  offence: Offence | undefined
  readonly quotes: Stretch[] = []
  openQuote: Stretch | undefined
  openBracket: Stretch | undefined
  readonly #brackets: Stretch[] = []
  #at = 0
  #count = 0
  #content = false
  #ended = false
  #scalarNext = false

  take(lexeme: string): void {
    this.#count += 1
    if (lexeme === CST.FLOW_END) this.openBracket ??= this.#brackets.at(-1)
    if (lexeme === CST.FLOW_END) this.#brackets.length = 0
    const type = this.#scalarNext ? 'scalar' : CST.tokenType(lexeme)
    this.#scalarNext = lexeme === CST.SCALAR
    if (ADDED.includes(lexeme)) return
    const place = { start: this.#at, end: this.#at + lexeme.length }
    this.#at = place.end
    if (this.#count > SIZE_LIMITS.lexemes) this.#offend('size', place, lexeme)
    else this.#judge(type, place, lexeme)
  }

  /** A bracket may also be open at the end of the text. */
  end(): void {
    this.openBracket ??= this.#brackets.at(-1)
  }

  #judge(type: ReturnType<typeof CST.tokenType>, place: Stretch, lexeme: string): void {
    switch (type) {
      case 'alias':
      case 'anchor':
      case 'tag':
        return this.#offend(type, place, lexeme)
      case 'directive-line':
        return this.#offend('directive', place, lexeme)
      case 'doc-start':
        if (this.#content) this.#offend('document', place, lexeme)
        return
      case 'doc-end':
        this.#ended = true
        return
      case 'flow-map-start':
      case 'flow-seq-start':
        this.#brackets.push(place)
        if (this.#brackets.length > SIZE_LIMITS.depth) this.#offend('depth', place, lexeme)
        break
      case 'flow-map-end':
      case 'flow-seq-end':
        this.#brackets.pop()
        break
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        this.#quote(place, lexeme)
        break
      case 'space':
      case 'newline':
      case 'comment':
      case 'byte-order-mark':
        return
    }
    if (this.#ended) this.#offend('document', place, lexeme)
    this.#content = true
  }

  #quote(place: Stretch, lexeme: string): void {
    this.quotes.push(place)
    const closed = lexeme.startsWith('"') ? closesDouble(lexeme) : closesSingle(lexeme)
    if (!closed) this.openQuote ??= { start: place.start, end: place.start + 1 }
  }

  #offend(kind: Offence['kind'], place: Stretch, text: string): void {
    this.offence ??= { kind, ...place, text }
  }
}

/** A quote behind an odd number of backslashes is part of the text. */
function closesDouble(lexeme: string): boolean {
  if (lexeme.length < 2 || !lexeme.endsWith('"')) return false
  let backslashes = 0
  for (let at = lexeme.length - 2; at > 0 && lexeme[at] === '\\'; at -= 1) backslashes += 1
  return backslashes % 2 === 0
}

/** Two quotes in a row are one quote of the text. */
function closesSingle(lexeme: string): boolean {
  let quotes = 0
  for (let at = lexeme.length - 1; at > 0 && lexeme[at] === "'"; at -= 1) quotes += 1
  return quotes % 2 === 1
}
