import { produce } from 'immer'
import type * as z from 'zod'
import { childOf, isJsonList, isJsonMap, type Json, type JsonMap } from './json.ts'
import { loadYaml } from './load-yaml.ts'
import { pathText } from './path-text.ts'
import type { DocumentPath, Problem, Span } from './problem.ts'
import { keysBelow, step } from './schema-walk.ts'
import { suggest } from './suggest.ts'

/** A `--set` that was applied, and where its value came from. */
export interface AppliedSet {
  readonly path: DocumentPath
  /** As given: `run.seed=7`. */
  readonly text: string
  /** Offset of the value in the text. */
  readonly valueAt: number
}

export type SetResult =
  | { readonly ok: true; readonly document: JsonMap; readonly set: AppliedSet }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Applies one `path=value` to a document. The path names what is there or what the schema allows to be there; the value
 * is YAML (`7`, `5min`, `[a, b]`), and `null` removes.
 */
export function applySet(document: JsonMap, text: string, schema: z.core.$ZodType): SetResult {
  const equals = text.indexOf('=')
  if (equals <= 0) {
    return refuse('S150', `"${text}" sets nothing`, text, 0, text.length, {
      expected: 'a path and a value: run.duration=5min',
    })
  }
  const path = resolvePath(document, text.slice(0, equals).trim(), schema)
  if ('message' in path) return refuse('S151', path.message, text, path.start, path.end, path)
  const written = text.slice(equals + 1)
  const { value, problems } = loadYaml('--set', written)
  const first = problems[0]
  if (first !== undefined || value === undefined) {
    const [start, end] = [first?.span?.start.offset ?? 0, first?.span?.end.offset ?? 1]
    if (written.trim() === '')
      return refuse('S152', 'the value is missing', text, equals, equals + 1, { hint: 'null removes' })
    const message = first?.message ?? 'this is not a value'
    return refuse('S152', message, text, equals + 1 + start, equals + 1 + end, { hint: first?.hint })
  }
  const changed = produce(document, (draft: Draft) => assign(draft, path, value))
  return { ok: true, document: changed, set: { path, text, valueAt: equals + 1 } }
}

/** The span of a problem at or below a place that was set, or nothing. */
export function spanInSets(
  problem: Pick<Problem, 'path' | 'at' | 'slice'>,
  sets: readonly AppliedSet[],
): Span | undefined {
  const set = sets.findLast((each) => each.path.every((segment, index) => problem.path[index] === segment))
  if (set === undefined) return undefined
  const exact = problem.path.length === set.path.length
  if (exact && problem.at === 'key') return spanIn(set.text, 0, set.valueAt - 1)
  const { slice } = problem
  const start = set.valueAt + (exact && slice !== undefined ? slice.start : 0)
  const end = exact && slice !== undefined ? set.valueAt + slice.end : set.text.length
  return spanIn(set.text, start, end)
}

const WORD = /[^.[\]]+/g
/** In the name of an operation as a key: `shop.browse`. */
const MOST_WORDS = 2

interface UnknownPath {
  readonly message: string
  readonly start: number
  readonly end: number
  readonly expected?: string
  readonly suggestion?: string
  readonly hint?: string
}

/** Reads `a.b[0].c` against what is there: names may hold dots themselves, and then the longest that fits is meant. */
function resolvePath(document: JsonMap, text: string, schema: z.core.$ZodType): DocumentPath | UnknownPath {
  const words = [...text.matchAll(WORD)]
  const path: (string | number)[] = []
  let value: Json | undefined = document
  let schemas: readonly z.core.$ZodType[] = [schema]
  let rest = words
  while (rest.length > 0) {
    const taken = longestKey(value, rest)
    const word = wordOf(rest.slice(0, taken))
    const at = rest[0]?.index ?? 0
    const segment = isJsonList(value) && /^\d+$/.test(word) ? Number(word) : word
    const next = step(schemas, segment)
    const exists = childOf(value, segment) !== undefined
    const below = keysBelow(schemas)
    const open = (value === undefined || isJsonMap(value)) && below.keys.includes(word)
    if (!exists && !open) return unknownPath(word, at, path, value, below.keys)
    path.push(segment)
    value = childOf(value, segment)
    schemas = next
    rest = rest.slice(taken)
  }
  return path
}

function wordOf(matches: readonly RegExpExecArray[]): string {
  return matches.map(([word]) => word).join('.')
}

/** How many words make the longest key that the map has; one where it has none of them. */
function longestKey(value: Json | undefined, words: readonly RegExpExecArray[]): number {
  if (!isJsonMap(value)) return 1
  for (let count = Math.min(words.length, MOST_WORDS); count > 1; count -= 1) {
    if (Object.hasOwn(value, wordOf(words.slice(0, count)))) return count
  }
  return 1
}

function unknownPath(
  word: string,
  at: number,
  path: DocumentPath,
  value: Json | undefined,
  keys: readonly string[],
): UnknownPath {
  const place = { start: at, end: at + Math.max(word.length, 1) }
  const owner = path.length === 0 ? 'the scenario' : `"${pathText(path)}"`
  if (isJsonList(value)) {
    return { ...place, message: `${owner} has no item ${word}`, expected: `an index from 0 to ${value.length - 1}` }
  }
  if (value !== undefined && !isJsonMap(value)) {
    return {
      ...place,
      message: `${owner} is a single value and has no "${word}"`,
      hint: `set ${pathText(path)} itself`,
    }
  }
  const names = [...new Set([...keys, ...Object.keys(value ?? {})])]
  const suggestion = suggest(word, names)
  return {
    ...place,
    message: `${owner} has no "${word}"`,
    expected: names.length === 0 ? 'nothing below it' : `one of ${names.join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

/** What immer hands out while a document changes. */
interface Draft {
  [key: string]: Json | Draft
}

function assign(draft: Draft, path: DocumentPath, value: Json): void {
  let owner = draft
  for (const segment of path.slice(0, -1)) {
    if (owner[segment] === undefined) owner[segment] = {}
    owner = owner[segment] as Draft
  }
  const last = path.at(-1) ?? ''
  if (value === null) delete owner[last]
  else owner[last] = value
}

function refuse(
  code: string,
  message: string,
  text: string,
  start: number,
  end: number,
  advice: { expected?: string | undefined; hint?: string | undefined; suggestion?: string | undefined },
): SetResult {
  const { expected, hint, suggestion } = advice
  const problem: Problem = {
    code,
    severity: 'error',
    message,
    path: [],
    span: spanIn(text, start, end),
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
  return { ok: false, problems: [problem] }
}

/** How the text of a `--set` is called where a file is named; the text is part of the name. */
export function fileOfSet(text: string): string {
  return `--set ${text}`
}

/** A place in the text of a `--set`, which is its own file. */
function spanIn(text: string, start: number, end: number): Span {
  const from = Math.min(start, text.length)
  const to = Math.max(Math.min(end, text.length), from + 1)
  const position = (offset: number): Span['start'] => ({ line: 1, column: offset + 1, offset })
  return { file: fileOfSet(text), start: position(from), end: position(to) }
}
