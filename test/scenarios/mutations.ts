import fc from 'fast-check'
import { parseDocument, stringify } from 'yaml'
import { EXAMPLES } from './examples.ts'

/** A scenario file with something done to it. */
export interface Mutation {
  /** What was done, for the message of a failure. */
  readonly name: string
  readonly text: string
}

type Path = readonly (string | number)[]

/** Valid files with their text damaged or their values dropped, renamed, doubled or given another type. */
export function mutations(): fc.Arbitrary<Mutation> {
  const file = fc.constantFrom(...Object.keys(EXAMPLES))
  return file.chain((name) => {
    const text = EXAMPLES[name] ?? ''
    return fc
      .oneof({ weight: 5, arbitrary: structural(text) }, { weight: 6, arbitrary: textual(text) })
      .map((mutation) => ({
        name: `${name}: ${mutation.name}`,
        text: mutation.text,
      }))
  })
}

const STRANGE: readonly unknown[] = [
  null,
  true,
  5,
  -1,
  0.5,
  1e300,
  '',
  ' ',
  '5',
  '5ms',
  '5mz',
  '-5ms',
  'exp(',
  'exp(5ms)',
  '*',
  '<<',
  [],
  [[]],
  {},
  [null],
  { a: 1 },
  { __proto__x: 1 },
  'x'.repeat(300),
  '💥',
  '\u202e',
  '\u0000'.slice(1),
  'a -> b',
  'a.b.c.d',
  '1e3',
  '0x10',
  '~',
]
const STRANGE_KEYS = [
  '',
  '__proto__',
  'constructor',
  'prototype',
  '<<',
  'a b',
  '1',
  'each-module',
  'x'.repeat(100),
  'nam',
  'cpu',
  'call',
  'ü',
]

/** Takes the document apart and puts it together with one to three changes. */
function structural(text: string): fc.Arbitrary<Mutation> {
  const original: unknown = parseDocument(quoteCalls(text)).toJS()
  const change = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('drop', 'rename', 'double', 'retype', 'swap'),
    value: fc.constantFrom(...STRANGE),
    key: fc.constantFrom(...STRANGE_KEYS),
    other: fc.nat(),
  })
  return fc.tuple(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean()).map(([changes, flow]) => {
    const root: unknown = structuredClone(original)
    for (const each of changes) {
      const paths = pathsOf(root, [])
      const path = paths[each.at % paths.length] ?? []
      const other = paths[each.other % paths.length] ?? []
      apply(root, path, each.kind, each.value, each.key, valueAt(root, other))
    }
    const options = flow ? { collectionStyle: 'flow' as const, lineWidth: 0 } : { lineWidth: 0 }
    const written = changes.map((each) => each.kind).join(', ')
    return { name: written, text: stringify(root, { aliasDuplicateObjects: false, ...options }) }
  })
}

/** Other YAML tools see commas and colons inside calls. */
function quoteCalls(text: string): string {
  return text.replace(/(?<=[:,[-] )([a-z-]+\((?:[^()\n]|\([^()\n]*\))*\)(?: of \d+)?)/g, (call) => `"${call}"`)
}

function pathsOf(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length === 0 ? inner : [path, ...inner]
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  )
}

function apply(root: unknown, path: Path, kind: string, value: unknown, key: string, other: unknown): void {
  const owner = valueAt(root, path.slice(0, -1))
  const last = path.at(-1)
  if (typeof owner !== 'object' || owner === null || last === undefined) return
  const before: unknown = Reflect.get(owner, last)
  if (kind === 'drop' && Array.isArray(owner)) owner.splice(Number(last), 1)
  else if (kind === 'drop') Reflect.deleteProperty(owner, last)
  else if (kind === 'double' && Array.isArray(owner)) owner.push(before)
  else if (kind === 'retype') Reflect.set(owner, last, value)
  else if (kind === 'swap') Reflect.set(owner, last, structuredClone(other))
  else {
    if (kind === 'rename' && !Array.isArray(owner)) Reflect.deleteProperty(owner, last)
    Object.defineProperty(owner, key, { value: before, enumerable: true, configurable: true, writable: true })
  }
}

/** Pieces of text that mean something to YAML, to a terminal or to nobody. */
const MARKS =
  '\u0000|\ufeff|\t|"|\'|[|]|{|}|:|: |- |#|&a |*a |!x |>|%|@|`|---\n|...\n|? |\r|\u2028|\ud800|(|)|,|<<: '.split('|')

/** Damages the text: cuts, bytes, marks, line ends, depth and width. */
function textual(text: string): fc.Arbitrary<Mutation> {
  const place = fc.nat({ max: text.length })
  const junk = fc.oneof(fc.constantFrom(...MARKS), fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }))
  const insert = fc.tuple(place, junk).map(([at, piece]) => named('insert', text.slice(0, at) + piece + text.slice(at)))
  const cut = place.map((at) => named('truncate', text.slice(0, at)))
  const remove = fc
    .tuple(place, fc.nat({ max: 40 }))
    .map(([at, length]) => named('remove', text.slice(0, at) + text.slice(at + length)))
  const whole = fc.constantFrom(
    named('byte order mark', `\ufeff${text}`),
    named('CRLF', text.replaceAll('\n', '\r\n')),
    named('CR', text.replaceAll('\n', '\r')),
    named('UTF-16', text.split('').join('\u0000')),
    named('twice', text + text),
    named('two documents', `${text}---\n${text}`),
  )
  const deep = fc.tuple(place, fc.constantFrom('[', '{a: ', '- ', '? ', 'a: ', '\n ', '('), fc.nat({ max: 3000 }))
  const nested = deep.map(([at, piece, times]) =>
    named(`nest "${piece}" ${times} times`, text.slice(0, at) + piece.repeat(times) + text.slice(at)),
  )
  const wide = fc
    .tuple(place, fc.constantFrom('x', ' ', 'a, ', '1', '"', '\\', 'a: 1, '), fc.nat({ max: 30_000 }))
    .map(([at, piece, times]) =>
      named(`"${piece}" ${times} times`, text.slice(0, at) + piece.repeat(times) + text.slice(at)),
    )
  return fc.oneof(insert, insert, cut, cut, remove, remove, ofLines(text), ofLines(text), whole, nested, wide)
}

/** Moves, repeats and indents lines. */
function ofLines(text: string): fc.Arbitrary<Mutation> {
  const lines = text.split('\n')
  const line = fc.nat({ max: lines.length - 1 })
  const moved = fc.tuple(line, line).map(([from, to]) => {
    const rest = lines.toSpliced(from, 1)
    return named('move a line', rest.toSpliced(to, 0, lines[from] ?? '').join('\n'))
  })
  const twice = line.map((at) => named('repeat a line', lines.toSpliced(at, 0, lines[at] ?? '').join('\n')))
  const indent = fc.tuple(line, fc.nat({ max: 9 })).map(([at, blanks]) => {
    return named('indent', lines.toSpliced(at, 1, ' '.repeat(blanks) + (lines[at] ?? '').trimStart()).join('\n'))
  })
  return fc.oneof(moved, twice, indent)
}

function named(name: string, text: string): Mutation {
  return { name, text }
}
