import { CST, Lexer, Parser } from 'yaml'
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

/** Three times the depth that is allowed, because up to three marks stand before a deeper level. */
const DEEPEST_INDENT = 3 * SIZE_LIMITS.depth
const SILENT: readonly string[] = ['space', 'newline', 'comment', 'byte-order-mark']

const MARKS: readonly string[] = ['map-value-ind', 'explicit-key-ind', 'seq-item-ind']

/** Marks that the lexer adds and the text does not have. */
const ADDED: readonly string[] = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]

/**
 * Reads the words and marks of a YAML text and groups them, and stops at the first that is forbidden, before anything
 * has been built of it.
 */
export function scanLexemes(text: string): { readonly scan: LexemeScan; readonly tokens: readonly CST.Token[] } {
  const scan = new Scan()
  const parser = new Parser()
  const tokens: CST.Token[] = []
  for (const lexeme of new Lexer().lex(text)) {
    scan.take(lexeme)
    if (scan.offence !== undefined) return { scan, tokens }
    for (const token of parser.next(lexeme)) tokens.push(token)
  }
  scan.end()
  for (const token of parser.end()) tokens.push(token)
  return { scan, tokens }
}

class Scan implements LexemeScan {
  offence: Offence | undefined
  readonly quotes: Stretch[] = []
  openQuote: Stretch | undefined
  openBracket: Stretch | undefined
  readonly #brackets: (Stretch & { marks: number })[] = []
  readonly #columns: number[] = []
  #lineStart = 0
  /** Marks inside all open brackets, in each since its last comma. */
  #marks = 0
  #at = 0
  #count = 0
  #content = false
  #ended = false
  #scalarNext = false

  take(lexeme: string): void {
    this.#count += 1
    if (lexeme === CST.FLOW_END) this.openBracket ??= this.#brackets.at(-1)
    if (lexeme === CST.FLOW_END) this.#leaveBrackets()
    const type = this.#scalarNext ? 'scalar' : CST.tokenType(lexeme)
    this.#scalarNext = lexeme === CST.SCALAR
    if (ADDED.includes(lexeme)) return
    const place = { start: this.#at, end: this.#at + lexeme.length }
    this.#at = place.end
    const column = place.start - this.#lineStart
    const lastBreak = lexeme.lastIndexOf('\n')
    if (lastBreak >= 0) this.#lineStart = place.start + lastBreak + 1
    if (this.#count > SIZE_LIMITS.lexemes) this.#offend('size', place, lexeme)
    else this.#judge(type, place, lexeme)
    if (!SILENT.includes(type ?? '')) this.#sink(type, column, place, lexeme)
  }

  /**
   * Outside brackets, what stands further right may lie deeper, on this line or on the lines below until one begins
   * further left; inside brackets, marks without a comma between them may. That counts too much, but never too
   * little, and the parser, which is recursive, must not meet a hostile depth.
   */
  #sink(type: ReturnType<typeof CST.tokenType>, column: number, place: Stretch, lexeme: string): void {
    const columns = this.#columns
    if (this.#brackets.length === 0) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop()
      columns.push(column)
    } else if (type === 'comma') this.#addMarks(-(this.#brackets.at(-1)?.marks ?? 0))
    else if (MARKS.includes(type ?? '')) this.#addMarks(1)
    if (columns.length + this.#marks > DEEPEST_INDENT) this.#offend('depth', place, lexeme)
  }

  #addMarks(count: number): void {
    const bracket = this.#brackets.at(-1)
    if (bracket === undefined) return
    bracket.marks += count
    this.#marks += count
  }

  #leaveBrackets(): void {
    this.#brackets.length = 0
    this.#marks = 0
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
        this.#brackets.push({ ...place, marks: 0 })
        if (this.#brackets.length > SIZE_LIMITS.depth) this.#offend('depth', place, lexeme)
        break
      case 'flow-map-end':
      case 'flow-seq-end':
        this.#addMarks(-(this.#brackets.at(-1)?.marks ?? 0))
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
      default:
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
