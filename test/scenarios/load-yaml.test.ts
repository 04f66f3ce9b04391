import { describe, expect, it } from 'vitest'
import { loadYaml } from '../../src/scenarios/load-yaml.ts'

/** Code, line and column of every problem. */
function complaints(text: string): readonly string[] {
  return loadYaml('x.yaml', text).problems.map(({ code, span }) => `${code} ${span?.start.line}:${span?.start.column}`)
}

/** No double is this number. */
const BIG = '9007199254740993'
const MIXTURE = 'mixture(95%: exp(5ms), 5%: exp(100ms))'

describe('the YAML of scenarios', () => {
  it('has maps, lists, texts and decimal numbers, and nothing that surprises', () => {
    const text =
      'a: no\nb: 012\nc: 0x1F\nd: 1e3\ne: 12:30\nf: 2026-01-01\ng: ~\nh:\ni: true\nj: "5"\n' +
      `k: -1.5\nl: ${BIG}\nm: .5\nn: yes\n`
    expect(loadYaml('x.yaml', text).value).toEqual({
      a: 'no',
      b: '012',
      c: '0x1F',
      d: '1e3',
      e: '12:30',
      f: '2026-01-01',
      g: null,
      h: null,
      i: true,
      j: '5',
      k: -1.5,
      l: BIG,
      m: '.5',
      n: 'yes',
    })
  })

  it('reads a call as one text wherever it stands', () => {
    const text = `a: { b: gamma(mean=3ms, cv=2), c: 1 }\nd: ${MIXTURE}\ne: [ f(1, 2), g ]\nh: "k(1, 2)"\ni: (a, b)\n`
    expect(loadYaml('x.yaml', text).value).toEqual({
      a: { b: 'gamma(mean=3ms, cv=2)', c: 1 },
      d: MIXTURE,
      e: ['f(1, 2)', 'g'],
      h: 'k(1, 2)',
      i: '(a, b)',
    })
  })

  it('takes a byte order mark, CRLF, comments and a document mark', () => {
    expect(loadYaml('x.yaml', '\ufeff# c\r\n---\r\na: 1\r\nb: x\r\n...\r\n')).toMatchObject({
      value: { a: 1, b: 'x' },
      problems: [],
    })
  })

  it('knows where everything stands', () => {
    const text = 'run: { seed: 42 }\nexpect:\n  - "a b"\n  - c\n'
    const { places } = loadYaml('x.yaml', text)
    const at = (path: readonly (string | number)[], part?: 'key'): string => {
      const span = places?.spanOf({ path, ...(part === undefined ? {} : { at: part }) })
      return text.slice(span?.start.offset, span?.end.offset)
    }
    expect(at(['run', 'seed'])).toBe('42')
    expect(at(['run', 'seed'], 'key')).toBe('seed')
    expect(at(['expect', 1])).toBe('c')
    expect(at(['run', 'missing'])).toBe('run')
    expect(at(['expect', 9])).toBe('expect')
    expect(places?.spanOf({ path: ['expect', 0], slice: { start: 2, end: 3 } }).start).toEqual({
      line: 3,
      column: 8,
      offset: 33,
    })
  })
})

describe('hostile and broken text gets one sentence at its place', () => {
  const deep = (open: string, times: number): string => `a: ${open.repeat(times)}`
  it.each([
    ['an anchor', 'a: &x 1\n', 'S003 1:4'],
    ['an alias', 'a: *x\n', 'S003 1:4'],
    ['a bomb of aliases', 'a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n', 'S003 1:4'],
    ['a tag', 'a: !!js/function x\n', 'S004 1:4'],
    ['a directive', '%YAML 1.1\n---\na: 1\n', 'S004 1:1'],
    ['a merge key', 'a: 1\n<<: { b: 2 }\n', 'S005 2:1'],
    ['a second document', 'a: 1\n---\nb: 2\n', 'S006 2:1'],
    ['text behind the end of the document', 'a: 1\n...\nb: 2\n', 'S006 3:1'],
    ['__proto__', 'a: 1\n__proto__: { x: 1 }\n', 'S007 2:1'],
    ['constructor', '{ "constructor": 1 }\n', 'S007 1:3'],
    ['prototype in depth', 'a: { b: [ { prototype: 1 } ] }\n', 'S007 1:13'],
    ['a list as a key', '? [a]\n: b\n', 'S007 1:3'],
    ['brackets without end', deep('[', 100_000), 'S008 1:68'],
    ['braces without end', deep('{a: ', 100_000), 'S008 1:260'],
    ['dashes without end', '- '.repeat(100_000), 'S008 1:385'],
    ['keys without end', 'a: '.repeat(100_000), 'S008 1:289'],
    ['question marks without end', '? '.repeat(100_000), 'S008 1:385'],
    ['stairs', Array.from({ length: 70 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 'S008 65:65'],
    ['a million characters too many', 'a: '.padEnd(1024 * 1024 + 1, 'x'), 'S009 1:1'],
    ['a million empty lines', '\n'.repeat(1024 * 1024), 'S009 500001:1'],
    ['too many values', `[${'1,'.repeat(110_000)}]`, 'S009 1:1'],
    ['NUL', 'a: 1\nb: \u0000\n', 'S010 2:4'],
    ['UTF-16', 'a\u0000:\u0000 \u00001', 'S010 1:2'],
    ['an escape of the terminal', 'a: "\u001b[31m"\n', 'S010 1:5'],
    ['nothing', '', 'S011 1:1'],
    ['only a comment', '# nothing\n', 'S011 1:1'],
    ['a quote without end', 'a: 1\nb: "x\nc: 2\n', 'S001 2:4'],
    ['a quote that another one ends', 'a: "x\nb: "y"\nc: 2\n', 'S001 1:4'],
    ['a single quote without end', "a: 'it''s\nb: 1\n", 'S001 1:4'],
    ['an escaped quote at the end', 'a: "x\\"\nb: 1\n', 'S001 1:4'],
    ['a bracket without end', 'a: [1, 2\nb: 3\n', 'S001 1:4'],
    ['a bracket without end at the end', 'a: { b: 1\n', 'S001 1:4'],
    ['a bracket that closes nothing', 'a: 1\nb: ]\n', 'S001 2:4'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'S001 2:1'],
    ['two keys on one line', 'a: b: 1\n', 'S001 1:4'],
    ['a key without a value', 'a: 1\nb\nc: 2\n', 'S001 2:1'],
    ['a reserved character', 'a: @x\n', 'S001 1:4'],
    ['an unknown escape', 'a: "\\q"\n', 'S001 1:5'],
    ['a text behind a quote', 'a: "x" y\n', 'S001 1:8'],
  ])('%s', (_, text, expected) => expect(complaints(text)).toEqual([expected]))

  it('a key that stands twice is shown with the first one, and nothing below it counts', () => {
    const { problems, value } = loadYaml('x.yaml', 'a: 1\nb: 2\na: 3\na: 4\n')
    expect(problems.map(({ code, span }) => `${code} ${span?.start.line}`)).toEqual(['S002 3', 'S002 4'])
    expect(problems[0]?.related?.[0]?.span?.start.line).toBe(1)
    expect(value).toEqual({ a: 1, b: 2 })
  })

  it('a key of Object.prototype is only a key', () => {
    expect(loadYaml('x.yaml', 'toString: 1\nhasOwnProperty: 2\n').value).toEqual({ toString: 1, hasOwnProperty: 2 })
  })
})
