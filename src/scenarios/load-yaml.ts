import { Composer, type CST, LineCounter } from 'yaml'
import type { Json } from './json.ts'
import type { Problem, Span } from './problem.ts'
import { SIZE_LIMITS } from './size-limits.ts'
import { without } from './without.ts'
import { buildValue, type KeyFault } from './yaml/build-value.ts'
import { tooDeepAt } from './yaml/depth.ts'
import { type LexemeScan, scanLexemes } from './yaml/lexemes.ts'
import { maskCalls } from './yaml/mask-calls.ts'
import { type Place, Places } from './yaml/places.ts'
import { offenceFault, parserFault, type SyntaxFault } from './yaml/syntax-problem.ts'

/** What a YAML text says. Without `value` it cannot be read at all; with it, `problems` are about single keys. */
export interface YamlResult {
  readonly value?: Json
  readonly places?: Places
  readonly problems: readonly Problem[]
}

// YAML allows tab, line feed and carriage return only.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/**
 * Reads the part of YAML that scenarios use: maps, lists and scalars of YAML 1.2, without anchors, aliases, tags, merge
 * keys, directives and second documents, and within `SIZE_LIMITS`. Hostile text gives a problem like any other.
 */
export function loadYaml(file: string, source: string): YamlResult {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  const spanOf = (start: number, end: number): Span => ({
    file,
    start: positionAt(lines, start),
    end: positionAt(lines, Math.max(end, start + 1)),
  })
  const refuse = (fault: SyntaxFault): YamlResult => ({ problems: [problemOf(fault, spanOf(fault.start, fault.end))] })

  const unreadable = unreadableText(text)
  if (unreadable !== undefined) return refuse(unreadable)
  const masked = maskCalls(text)
  const { scan, tokens } = scanLexemes(masked.text)
  if (scan.offence !== undefined)
    return refuse(offenceFault({ ...scan.offence, text: masked.unmask(scan.offence.text) }))

  const fault = deepFault(tokens)
  if (fault !== undefined) return refuse(fault)
  const [document] = new Composer({ schema: 'failsafe', uniqueKeys: false, prettyErrors: false }).compose(tokens)
  const error = document?.errors[0]
  if (error !== undefined) return refuse(parserFault(error, scan, text))
  if (document === undefined || document.contents === null) return refuse(emptyFault(scan))

  const built = buildValue(document, text, masked.unmask)
  if (built.tooMany) return refuse(offenceFault({ kind: 'size', start: 0, end: 1, text: '' }))
  const problems = built.faults.map((each) => keyProblem(each, spanOf))
  return { value: built.value, places: new Places(file, lines, rootPlace(built.place)), problems }
}

function unreadableText(text: string): SyntaxFault | undefined {
  if (text.length > SIZE_LIMITS.characters) {
    return { code: 'S009', message: 'this file is too large', start: 0, end: 1, expected: 'at most 1 MiB of text' }
  }
  const control = text.search(CONTROL)
  if (control < 0) return undefined
  const name = `U+${(text.codePointAt(control) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const hint = name === 'U+0000' ? 'save the file as UTF-8 text' : 'remove it'
  return {
    code: 'S010',
    message: `the control character ${name} cannot stand in a text`,
    start: control,
    end: control + 1,
    hint,
  }
}

function deepFault(tokens: readonly CST.Token[]): SyntaxFault | undefined {
  for (const token of tokens) {
    if (token.type !== 'document') continue
    const at = tooDeepAt(token.value, SIZE_LIMITS.depth)
    if (at !== undefined) return offenceFault({ kind: 'depth', start: at, end: at + 1, text: '' })
  }
  return undefined
}

function emptyFault(scan: LexemeScan): SyntaxFault {
  const start = scan.quotes[0]?.start ?? 0
  return {
    code: 'S011',
    message: 'this file is empty',
    start,
    end: start,
    hint: 'a scenario begins with "name:" and "app:"',
  }
}

const KEY_SENTENCES: Readonly<
  Record<KeyFault['kind'], (fault: KeyFault) => Pick<Problem, 'code' | 'message' | 'hint'>>
> = {
  duplicate: ({ key }) => ({
    code: 'S002',
    message: `the key "${key}" stands here a second time`,
    hint: 'keep one of the two',
  }),
  forbidden: ({ key }) => ({ code: 'S007', message: `"${key}" cannot be a key`, hint: 'choose another name' }),
  merge: () => ({
    code: 'S005',
    message: 'scenarios have no merge keys',
    hint: 'write the values out, or use variants',
  }),
  'not-text': () => ({ code: 'S007', message: 'a key is a text', hint: 'write "key: value"' }),
}

function keyProblem(fault: KeyFault, spanOf: (start: number, end: number) => Span): Problem {
  const related =
    fault.first === undefined
      ? []
      : [{ path: fault.path, message: 'the first one', span: spanOf(fault.first.start, fault.first.end) }]
  return {
    severity: 'error',
    path: fault.path,
    at: 'key',
    ...KEY_SENTENCES[fault.kind](fault),
    span: spanOf(fault.start, fault.end),
    ...(related.length === 0 ? {} : { related }),
  }
}

function problemOf(fault: SyntaxFault, span: Span): Problem {
  return { severity: 'error', path: [], ...without(fault, 'start', 'end'), span }
}

/** The whole document is best shown by where it begins. */
function rootPlace(place: Place): Place {
  return { ...place, end: place.start + 1 }
}

function positionAt(lines: LineCounter, offset: number): Span['start'] {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1), offset }
}
