import { pathText } from './path-text.ts'
import type { Problem, Span } from './problem.ts'

export interface RenderOptions {
  /** The text of a file that spans point into; frames are left out where it is unknown. */
  readonly textOf?: (file: string) => string | undefined
  /** Whether to colour with ANSI escapes. Default false; nothing is said by colour alone. */
  readonly colour?: boolean
}

const SET_FILE = '--set '
const WIDEST_LINE = 120
const BEFORE_CARET = 60
const MOST_CARETS = 60

/**
 * A problem as a block of text without a final line break: what is wrong, where, with the line and a caret, what was
 * expected, and one thing to do.
 */
export function renderProblem(problem: Problem, options: RenderOptions = {}): string {
  const paint = options.colour === true ? colours : plain
  const tone = problem.severity === 'error' ? paint.red : paint.yellow
  const variant = problem.variant === undefined ? '' : ` (in variant "${problem.variant}")`
  const head = `${tone(`${problem.severity}[${problem.code}]`)}: ${paint.bold(clean(problem.message) + variant)}`
  const frame = problem.span === undefined ? placeOnly(problem, paint) : frameOf(problem, problem.span, options, paint)
  return [head, ...frame, ...notesOf(problem, paint)].join('\n')
}

function placeOnly(problem: Problem, paint: Paint): string[] {
  return problem.path.length === 0 ? [] : [`   ${paint.blue('┌─')} ${clean(pathText(problem.path))}`]
}

interface Marked {
  readonly span: Span
  readonly mark: '^' | '-'
  readonly label: string
}

function frameOf(problem: Problem, span: Span, options: RenderOptions, paint: Paint): string[] {
  const related = (problem.related ?? []).flatMap((place) => {
    const near = place.span
    return near === undefined || near.file !== span.file
      ? []
      : [{ span: near, mark: '-' as const, label: place.message }]
  })
  const marked: Marked[] = [{ span, mark: '^', label: caretLabel(problem) }, ...related]
  marked.sort((a, b) => a.span.start.line - b.span.start.line || a.span.start.column - b.span.start.column)
  const text = textOf(span.file, options)
  const gutter = String(Math.max(...marked.map((each) => each.span.start.line))).length
  const file = span.file.startsWith(SET_FILE) ? '--set' : span.file
  const { line, column } = span.start
  const where = `${' '.repeat(gutter + 2)}${paint.blue('┌─')} ${clean(file)}:${line}:${column}`
  if (text === undefined) return [where]
  const lines = text.split('\n')
  return [
    where,
    ...marked.flatMap((each) => markedLine(each, lines[each.span.start.line - 1] ?? '', gutter, problem, paint)),
  ]
}

function markedLine(marked: Marked, line: string, gutter: number, problem: Problem, paint: Paint): string[] {
  const { span, mark, label } = marked
  const start = span.start.column - 1
  const end = span.end.line === span.start.line ? span.end.column - 1 : line.trimEnd().length
  const cut = line.length > WIDEST_LINE ? Math.max(0, start - BEFORE_CARET) : 0
  const rest = line.length > cut + WIDEST_LINE ? '…' : ''
  const shown = `${cut > 0 ? '…' : ''}${line.slice(cut, cut + WIDEST_LINE)}${rest}`.trimEnd()
  const indent = start - cut + (cut > 0 ? 1 : 0)
  const carets = mark.repeat(Math.min(MOST_CARETS, Math.max(1, end - start)))
  const tone = mark === '-' ? paint.blue : problem.severity === 'error' ? paint.red : paint.yellow
  const number = String(span.start.line).padStart(gutter)
  return [
    ` ${paint.blue(`${number} │`)} ${clean(shown)}`.trimEnd(),
    ` ${paint.blue(`${' '.repeat(gutter)} │`)} ${' '.repeat(indent)}${tone(`${carets} ${clean(label)}`.trimEnd())}`,
  ]
}

function caretLabel({ label, suggestion }: Problem): string {
  if (label !== undefined) return label
  return suggestion === undefined ? '' : `did you mean "${suggestion}"?`
}

function notesOf({ label, suggestion, expected, hint, span }: Problem, paint: Paint): string[] {
  const meant = suggestion !== undefined && (label !== undefined || span === undefined)
  const notes = [
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(meant ? [`did you mean "${suggestion}"?`] : []),
    ...(hint === undefined ? [] : [hint]),
  ]
  return notes.map((note) => `   ${paint.blue('=')} ${clean(note)}`)
}

function textOf(file: string, options: RenderOptions): string | undefined {
  if (file.startsWith(SET_FILE)) return file.slice(SET_FILE.length)
  const text = options.textOf?.(file)
  return text?.startsWith('\ufeff') === true ? text.slice(1) : text
}

/**
 * Text from outside, safe for a terminal and as wide as it was: control characters and those that change the
 * direction of writing become visible, a tab becomes a blank.
 */
function clean(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(UNSAFE, '\ufffd')
}

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

interface Paint {
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly blue: (text: string) => string
  readonly bold: (text: string) => string
}

const plain: Paint = { red: same, yellow: same, blue: same, bold: same }
const colours: Paint = { red: ansi(31), yellow: ansi(33), blue: ansi(34), bold: ansi(1) }

function same(text: string): string {
  return text
}

function ansi(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`
}
