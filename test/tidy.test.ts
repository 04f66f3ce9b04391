import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { partOf, parts } from './tidy/floors.ts'
import { inspect } from './tidy/inspect.ts'
import { longFiles } from './tidy/layout.ts'
import { deadFiles, importGraph, mutualFolders, readTree, rings, sharedPackages, type Tree } from './tidy/tree.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What users and the command line start from; everything else in src must be reached from here. */
const entryPoints = ['src/index.ts', 'src/cli/main.ts', 'src/testing/vitest.ts']

describe('the project', () => {
  const tree = readTree(root)
  const graph = importGraph(tree)

  test('has no untidy file', () => {
    expect([...tree].flatMap(([path, text]) => inspect(path, text))).toEqual([])
  })

  test('has no file that nothing reaches', () => {
    expect(deadFiles(graph, entryPoints)).toEqual([])
  })

  test('has no two folders that import each other, and no ring of files', () => {
    expect([...mutualFolders(graph), ...rings(graph)]).toEqual([])
  })

  test('keeps the worker pool and the generator behind one file each', () => {
    expect(sharedPackages(tree, ['piscina', 'seedrandom'])).toEqual([])
  })

  test('lists no long file that is gone or short again', () => {
    const lines = (path: string): number => (tree.get(path) ?? '').split('\n').length
    expect(Object.keys(longFiles).filter((path) => lines(path) <= 400)).toEqual([])
  })
})

describe('the floors', () => {
  test('let no part stand on one that stands on it', () => {
    const on = new Map(parts.map((part) => [part.name, part.on]))
    const mutual = parts.filter((part) => part.on.some((below) => on.get(below)?.includes(part.name)))
    expect(mutual.map((part) => part.name)).toEqual([])
  })

  test('name only parts that exist', () => {
    const names = parts.map((part) => part.name)
    expect(parts.flatMap((part) => part.on).filter((name) => !names.includes(name))).toEqual([])
  })

  test('never let the simulated world see metrics', () => {
    const world = parts.filter((part) => part.name === 'plan' || part.name.startsWith('sim/'))
    expect(world.length).toBe(13)
    expect(world.filter((part) => part.on.some((below) => below === 'metrics'))).toEqual([])
  })

  test('give a file to the part with the longest path', () => {
    const part = (path: string): string | undefined => partOf(path)?.name
    expect(part('sim/plan.ts')).toBe('plan')
    expect(part('sim/kernel/distributions/erlang.ts')).toBe('sim/kernel')
    expect(part('sim/catalogue.ts')).toBe('sim/world')
    expect(part('metrics/cost/price-book.ts')).toBe('prices')
    expect(part('metrics/cost/cost-fold.ts')).toBe('metrics')
    expect(part('sim/network/link.ts')).toBe('sim/network')
    expect(part('sim/world.ts')).toBe('sim/world')
    expect(part('attic/junk.ts')).toBe(undefined)
  })
})

/** A snippet as a file; the words that the tidy test itself must not contain are put together here. */
function complaints(path: string, ...lines: readonly string[]): readonly string[] {
  const words: Readonly<Record<string, string>> = {
    MARK: ['FIX', 'ME'].join(''),
    HOME: ['', 'home', 'someone'].join('/'),
    HOST: ['registry', 'npmjs', 'org'].join('.'),
    IGNORE: ['@ts', 'ignore'].join('-'),
  }
  const text = lines.join('\n').replaceAll(/<([A-Z]+)>/g, (whole, word: string) => words[word] ?? whole)
  return inspect(path, `${text}\n`)
}

describe('the tidy test itself', () => {
  test('sees arrows that go up, sideways or out of the house, types included', () => {
    const kernel = [
      "import { Link } from '../network/link.ts'",
      "import type { World } from '../world.ts'",
      "import type { Stats } from 'node:fs'",
      "import seedrandom from 'seedrandom/lib/alea.js'",
      "export type { Outcome } from '../outcome.ts'",
      "export const load = (): Promise<unknown> => import('../../metrics/recorder.ts')",
      "export let plan: import('../plan.ts').Plan",
      "import { own } from './own'",
    ]
    const world = ["import { Recorder } from '../metrics/recorder.ts'", "import { z } from 'zod'"]
    const report = [
      "import { run } from '../experiments/run.ts'",
      "import { type Run } from '../experiments/run.ts'",
      "import type { Result } from '../experiments/result.ts'",
    ]
    expect([
      ...complaints('src/sim/kernel/bad.ts', ...kernel),
      ...complaints('src/sim/network/bad.ts', "import { x } from '../resilience/x.ts'"),
      ...complaints('src/sim/world.ts', ...world),
      ...complaints('src/scenarios/bad.ts', "import { createWorld } from '../sim/world.ts'"),
      ...complaints('src/report/bad.ts', ...report),
      ...complaints('src/index.ts', "import { helper } from '../test/helper.ts'"),
      ...complaints('src/attic/bad.ts', "import fs from 'node:fs'"),
    ]).toMatchInlineSnapshot(`
      [
        "src/sim/kernel/bad.ts:1: sim/kernel may not import sim/network",
        "src/sim/kernel/bad.ts:2: sim/kernel may not import sim/world",
        "src/sim/kernel/bad.ts:3: sim/kernel may not use the package node:fs",
        "src/sim/kernel/bad.ts:5: sim/kernel may not import plan",
        "src/sim/kernel/bad.ts:6: sim/kernel may not import metrics",
        "src/sim/kernel/bad.ts:7: sim/kernel may not import plan",
        "src/sim/kernel/bad.ts:8: write the extension as it is on disk: ./own",
        "src/sim/network/bad.ts:1: sim/network may not import sim/resilience",
        "src/sim/world.ts:1: sim/world may not import metrics",
        "src/sim/world.ts:2: sim/world may not use the package zod",
        "src/scenarios/bad.ts:1: scenarios may not import sim/world",
        "src/report/bad.ts:1: report may import only types of experiments",
        "src/report/bad.ts:2: report may import only types of experiments",
        "src/index.ts:1: test/helper.ts is outside src",
        "src/attic/bad.ts: stands on no floor: place its folder in test/tidy/floors.ts",
      ]
    `)
  })

  test('sees ambient time, chance, locale, approximated arithmetic and open orders in the pure folders', () => {
    expect(
      complaints(
        'src/metrics/bad.ts',
        'const now = Date.now()',
        'const start: Date = new Date(now)',
        'setTimeout(() => performance.now(), 1)',
        'const dice = Math.random()',
        'const id = crypto.randomUUID()',
        'const spread = Math.log(2) + 2 ** 3',
        'const { exp } = Math',
        "const method = Math['ex' + 'p']",
        "const order = ['b', 'a'].sort()",
        'const copy = [2, 1].toSorted()',
        "const locale = 'a'.localeCompare('b') + now.toLocaleString()",
        'const plain = new Intl.NumberFormat()',
        'for (const key in process.env) console.log(key)',
        'const later = import(locale)',
      ),
    ).toMatchInlineSnapshot(`
      [
        "src/metrics/bad.ts:1: banned \`Date\`: use the engine's time",
        "src/metrics/bad.ts:2: banned \`Date\`: use the engine's time",
        "src/metrics/bad.ts:2: banned \`Date\`: use the engine's time",
        "src/metrics/bad.ts:3: banned \`setTimeout\`: use an event on the engine",
        "src/metrics/bad.ts:3: banned \`performance\`: use the engine's time",
        "src/metrics/bad.ts:4: banned \`Math.random\`: use a named stream",
        "src/metrics/bad.ts:5: banned \`crypto\`: use a named stream",
        "src/metrics/bad.ts:6: banned \`Math.log\`: it differs between engines, use dmath",
        "src/metrics/bad.ts:6: banned \`**\`: multiply, or use pow of dmath",
        "src/metrics/bad.ts:7: banned: \`Math\` as a value hides what is used of it",
        "src/metrics/bad.ts:8: banned \`Math.[…]\`: it differs between engines, use dmath",
        "src/metrics/bad.ts:9: banned \`sort()\` without a comparator: order by code unit or number",
        "src/metrics/bad.ts:10: banned \`toSorted()\` without a comparator: order by code unit or number",
        "src/metrics/bad.ts:11: banned \`localeCompare\`: it depends on the locale, compare by code unit",
        "src/metrics/bad.ts:11: banned \`toLocaleString\`: it depends on the locale, compare by code unit",
        "src/metrics/bad.ts:12: banned \`Intl\`: use comparison by code unit and own printing",
        "src/metrics/bad.ts:13: banned \`for … in\`: use Object.keys or a Map",
        "src/metrics/bad.ts:13: banned \`process\`: use a parameter: only the command line reads the process",
        "src/metrics/bad.ts:13: banned \`console\`: use a returned value: only the command line prints",
        "src/metrics/bad.ts:14: banned: an \`import()\` whose target is not written out",
      ]
    `)
  })

  test('lets the exact, the named and the outer folders be', () => {
    const exact = [
      'export function area(process: { rate: number }, options: { performance: number; Date: number }): number {',
      '  const { crypto } = { crypto: 1 }',
      '  const sorted = [...[2, 1].sort((a, b) => a - b), ...Float64Array.from([2, 1]).sort()]',
      '  return Math.sqrt(Math.floor(process.rate) * options.performance * options.Date) + Math.max(crypto, ...sorted)',
      '}',
      "/** Words such as Date.now() in a comment or in 'Math.random()' are words. */",
      "export const words = 'Date.now() ** Math.random()'",
    ]
    expect(complaints('src/sim/kernel/good.ts', ...exact)).toEqual([])
    expect(complaints('src/cli/good.ts', "import fs from 'node:fs'", 'export const t = Date.now() ** 2')).toEqual([])
    expect(complaints('test/good.test.ts', "import { now } from './any.ts'", 'expect(now).toBe(Date.now())')).toEqual(
      [],
    )
  })

  test('sees holes in the types', () => {
    expect(
      complaints(
        'src/cli/bad.ts',
        'export function cast(value: any): string {',
        '  // <IGNORE> because',
        '  const text = value as unknown as string',
        '  const first = [text][0]!',
        '  const second = [text][0]! // one element, written above',
        '  return first + second',
        '}',
      ),
    ).toMatchInlineSnapshot(`
      [
        "src/cli/bad.ts:1: \`any\` switches the types off: say what it is, or \`unknown\`",
        "src/cli/bad.ts:2: \`@ts-…\` switches the types off",
        "src/cli/bad.ts:3: \`as unknown as\` switches the types off: narrow with a check",
        "src/cli/bad.ts:4: \`!\` without a comment that says why it holds",
      ]
    `)
  })

  test('sees tests that do not run or cannot fail', () => {
    expect(
      complaints(
        'test/bad.test.ts',
        "describe.skip('a', () => {",
        "  test.only('b', () => { expect(1).toBe(1) })",
        "  it.each([1]).skip('c', () => { expect(1).toBe(1) })",
        "  test('d', () => { expect(f()).toBeDefined(); expect(f()).toBeTruthy() })",
        "  test('e', () => { expect(f).not.toThrow() })",
        "  test('f', () => { expect(f).toThrow('no') })",
        "  test('g', () => { expect(f()).toBeDefined(); expect(f()).toBe(1) })",
        '})',
      ),
    ).toMatchInlineSnapshot(`
      [
        "test/bad.test.ts:1: leftover \`describe.skip\`: every test runs, and passes",
        "test/bad.test.ts:2: leftover \`test.only\`: every test runs, and passes",
        "test/bad.test.ts:3: leftover \`it.skip\`: every test runs, and passes",
        "test/bad.test.ts:4: the test asserts no more than toBeDefined and toBeTruthy: say the value instead",
        "test/bad.test.ts:5: the test asserts no more than toThrow: say the value instead",
      ]
    `)
  })

  test('sees what is too long, badly named, or of one machine', () => {
    const body = Array.from({ length: 70 }, (_, index) => `  f(${index})`)
    expect([
      ...complaints('src/cli/badName.ts', 'export class One {}', 'export class Two {}', "export * from './one.ts'"),
      ...complaints('src/cli/long.ts', 'export function long(): void {', ...body, '}'),
      ...complaints('src/cli/table.ts', ...Array.from({ length: 401 }, () => '// row')),
      ...complaints('src/cli/wide.ts', `// ${'x'.repeat(120)}`, `// https://example.org/${'x'.repeat(120)}`),
      ...complaints('docs/notes.md', 'blank ', 'see <HOME>/notes, <HOST>', '<MARK>: later', 'crlf\r'),
      ...complaints(
        'package-lock.json',
        '{ "packages": { "node_modules/a": {',
        '  "resolved": "https://<HOST>/a.tgz",',
        '  "optionalDependencies": { "a-linux": "1.0.0", "a-mac": "1.0.0" }',
        '}, "node_modules/a-linux": {} } }',
      ),
      ...complaints('package.json', '{ "homepage": "https://example.org", "dependencies": { "zod": "^4.0.0" } }'),
    ]).toMatchInlineSnapshot(`
      [
        "src/cli/badName.ts: name files in kebab-case",
        "src/cli/badName.ts: 2 public classes: give each a file named after it",
        "src/cli/badName.ts: only src/index.ts hands on what others export",
        "src/cli/long.ts:1: function of 72 lines, limit 70",
        "src/cli/table.ts: 401 lines, limit 400: split it along a meaning",
        "src/cli/wide.ts:1: line of 123 columns, limit 120",
        "docs/notes.md: line ends must be LF",
        "docs/notes.md:1: blanks at the end of the line",
        "docs/notes.md:2: a path of one machine",
        "docs/notes.md:2: the host of a package registry",
        "docs/notes.md:3: a leftover mark",
        "package-lock.json: says where packages came from: set omit-lockfile-registry-resolved and write it anew",
        "package-lock.json: no entry for a-mac, which node_modules/a may want on another platform",
        "package-lock.json:2: the host of a package registry",
        "package.json: names a host",
        "package.json: zod ^4.0.0 is no exact version",
      ]
    `)
    expect(complaints('test/long.test.ts', "describe('chapter', () => {", ...body, '})')).toEqual([])
  })

  test('sees dead files, folders that import each other, rings, and packages used all over', () => {
    const tree: Tree = new Map([
      ['src/index.ts', "export { a } from './one/a.ts'\n"],
      ['src/one/a.ts', "import { b } from '../two/b.ts'\nimport { Pool } from 'piscina'\n"],
      [
        'src/two/b.ts',
        "import type { c } from '../one/c.ts'\nconst worker = new URL('./worker.js', import.meta.url)\n",
      ],
      ['src/two/worker.ts', "import { Pool } from 'piscina'\n"],
      ['src/one/c.ts', "import { a } from './a.ts'\n"],
      ['src/one/dead.ts', "import { a } from './a.ts'\n"],
    ])
    const graph = importGraph(tree)
    expect([
      ...deadFiles(graph, ['src/index.ts']),
      ...mutualFolders(graph),
      ...rings(graph),
      ...sharedPackages(tree, ['piscina']),
    ]).toMatchInlineSnapshot(`
      [
        "src/one/dead.ts: nothing reaches it",
        "src/one and src/two import each other: src/one/a.ts imports src/two/b.ts, src/two/b.ts imports src/one/c.ts",
        "src/one/a.ts -> src/two/b.ts -> src/one/c.ts -> src/one/a.ts",
        "piscina should stand behind one file: src/one/a.ts, src/two/worker.ts",
      ]
    `)
  })
})
