import type { YAMLParseError } from 'yaml'
import type { LexemeScan, Offence, Stretch } from './lexemes.ts'

/** What is wrong with the text as YAML. */
export interface SyntaxFault extends Stretch {
  readonly code: string
  readonly message: string
  readonly expected?: string
  readonly hint?: string
  readonly label?: string
}

/** The sentence for something that has no place in a scenario file. */
export function offenceFault(offence: Offence): SyntaxFault {
  const { start, end, text } = offence
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  switch (offence.kind) {
    case 'alias': {
      const message = 'a text that begins with "*" is a YAML alias, and scenarios have none'
      return { code: 'S003', message, start, end, hint: 'put quotes around it: "* -> payments"' }
    }
    case 'anchor':
      return {
        code: 'S003',
        message: `scenarios have no anchors such as "${shown}"`,
        start,
        end,
        hint: 'write the value out',
      }
    case 'tag':
      return {
        code: 'S004',
        message: `scenarios have no tags such as "${shown}"`,
        start,
        end,
        hint: 'remove it, or put quotes around the text',
      }
    case 'directive':
      return { code: 'S004', message: 'scenarios have no YAML directives', start, end, hint: 'remove this line' }
    case 'document':
      return { code: 'S006', message: 'a second document begins here', start, end, expected: 'one scenario a file' }
    case 'depth':
      return {
        code: 'S008',
        message: 'maps and lists lie too deep inside each other',
        start,
        end,
        expected: 'at most 64 levels',
      }
    case 'size':
      return {
        code: 'S009',
        message: 'this file has too many parts',
        start,
        end,
        expected: 'at most 100,000 keys and values',
      }
  }
}

/** The sentence for the first error of the parser, at the place where it began. */
export function parserFault(error: YAMLParseError, scan: LexemeScan, text: string): SyntaxFault {
  const [start, end] = [Math.min(error.pos[0], text.length), Math.min(error.pos[1], text.length)]
  const quote = scan.openQuote ?? quoteThatSwallowed(scan, start, text)
  if (quote !== undefined && quote.start <= start) {
    return {
      code: 'S001',
      message: 'this quote is not closed',
      start: quote.start,
      end: quote.start + 1,
      hint: 'add the closing quote on the same line',
    }
  }
  const bracket = scan.openBracket
  if (bracket !== undefined && (error.code === 'BAD_INDENT' || error.code === 'MISSING_CHAR')) {
    const opened = text[bracket.start] ?? ''
    return {
      code: 'S001',
      message: `this "${opened}" is not closed`,
      ...bracket,
      hint: `add a "${opened === '[' ? ']' : '}'}"`,
    }
  }
  return {
    code: 'S001',
    start,
    end: Math.max(end, start + 1),
    ...(SENTENCES[error.code] ?? { message: firstLine(error.message) }),
  }
}

/** A quoted text of several lines that ends on the line of the error: its closing quote was meant to open another. */
function quoteThatSwallowed(scan: LexemeScan, at: number, text: string): Stretch | undefined {
  return scan.quotes.find((quote) => {
    if (quote.end > at || !text.slice(quote.start, quote.end).includes('\n')) return false
    return !text.slice(quote.end, at).includes('\n')
  })
}

const SENTENCES: Readonly<Partial<Record<YAMLParseError['code'], Omit<SyntaxFault, 'code' | 'start' | 'end'>>>> = {
  TAB_AS_INDENT: { message: 'a tab cannot indent', hint: 'use spaces' },
  BAD_INDENT: { message: 'this line does not line up with the others', hint: 'keys of one map start in one column' },
  BAD_SCALAR_START: { message: 'a text cannot begin with this character', hint: 'put quotes around the text' },
  BAD_DQ_ESCAPE: { message: 'this escape has no meaning', hint: 'use single quotes to keep a backslash as it is' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second key begins on the line of the first',
    hint: 'start a new line, or put quotes around a text that holds ": "',
  },
  BLOCK_IN_FLOW: {
    message: 'a list with dashes cannot stand inside brackets',
    hint: 'use [ … ] or { … } inside as well',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'this key goes on for several lines',
    hint: 'a key is followed by ": " on its own line; is a colon or a blank behind it missing?',
  },
  KEY_OVER_1024_CHARS: { message: 'this key is too long', expected: 'at most 64 characters' },
  MISSING_CHAR: { message: 'something is missing here', hint: 'a key needs ": " and a value' },
  UNEXPECTED_TOKEN: { message: 'this is not expected here', hint: 'check the brackets, dashes and colons around it' },
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}
