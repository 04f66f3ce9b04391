import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { runCli } from '../../src/cli/cli.ts'
import { ENGINE_VERSION } from '../../src/experiments/engine-version.ts'
import { type MemoryOptions, memoryTerminal } from './support/memory-terminal.ts'
import { temporaryFolders } from './support/temporary-folder.ts'

const TINY = readFileSync(new URL('./fixtures/tiny.yaml', import.meta.url), 'utf8')
const newFolder = temporaryFolders()

async function orrery(
  words: readonly string[],
  options: MemoryOptions = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = memoryTerminal(options)
  const code = await runCli(words, terminal)
  return { code, out: terminal.out.text(), err: terminal.err.text() }
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe('the command line', () => {
  it('answers a mistake in its use with 2, a sentence and the nearest word', async () => {
    expect(await orrery(['run', 'x.yaml', '--sed', '4'])).toEqual({
      code: 2,
      out: '',
      err: "unknown option '--sed'\n(Did you mean one of --seed, --set?)\n",
    })
    expect((await orrery(['rum'])).code).toBe(2)
    expect((await orrery(['run'])).err).toBe("missing required argument 'file'\n")
    expect((await orrery(['run', 'x.yaml', '--format', 'loud'])).err).toContain('compact, full')
    expect((await orrery(['run', 'x.yaml', '--reps', '1e9'])).err).toContain('Write a whole number of at least 1.')
    expect((await orrery(['run', 'x.yaml', '--only', '5-2'])).err).toContain('"5-2" runs backwards.')
    expect((await orrery(['run', 'x.yaml', '--set', 'seed'])).err).toContain('Write path=value')
    expect((await orrery(['run', 'x.yaml', '-o', 'pdf=x'])).err).toContain('kinds: json, csv, md')
    expect((await orrery([])).code).toBe(2)
  })

  it('answers a request for help or its version with 0', async () => {
    const help = await orrery(['--help'])
    expect([help.code, help.err]).toEqual([0, ''])
    expect(help.out).toMatch(/^Usage: orrery/)
    expect((await orrery(['run', '--help'])).out).toContain('--max-events')
    expect(await orrery(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
    expect(ENGINE_VERSION).toBe(manifest.version)
  })

  it('gives a complete JSON document also for what it refuses', async () => {
    const cwd = folderWith({ 'wrong.yaml': TINY.replace('exp(2ms)', 'exp(2mz)') })
    const usage = await orrery(['run', 'wrong.yaml', '--json', '--sed', '1'], { cwd })
    expect(JSON.parse(usage.out)).toMatchObject({
      schemaVersion: 1,
      ok: false,
      exitCode: 2,
      errors: [{ code: 'usage' }],
    })
    const scenario = await orrery(['run', 'wrong.yaml', '--json'], { cwd })
    expect(JSON.parse(scenario.out)).toMatchObject({
      ok: false,
      exitCode: 2,
      errors: [{ code: 'S110', severity: 'error', file: 'wrong.yaml', line: 8 }],
    })
  })
})

describe('orrery validate', () => {
  it('says ok, or everything that is wrong, and goes on with the next file', async () => {
    const cwd = folderWith({ 'good.yaml': TINY, 'bad.yaml': TINY.replace('poisson(100/s)', 'poisson(100)') })
    const { code, out, err } = await orrery(['validate', 'bad.yaml', 'none.yaml', 'good.yaml'], { cwd })
    expect(code).toBe(2)
    expect(out).toBe('good.yaml: ok, split, whole\n')
    expect(err).toContain('bad.yaml:15:')
    expect(err).toContain('There is no file "none.yaml".')
    expect((await orrery(['validate', 'good.yaml'], { cwd })).code).toBe(0)
    expect((await orrery(['validate', 'good.yaml', '-q'], { cwd })).out).toBe('')
  })

  it('holds expectations against the metrics that a run would have', async () => {
    const expecting = (text: string): string => TINY.replace(/- shop\.browse\.latency.*/, `- ${text}`)
    const cwd = folderWith({
      'name.yaml': expecting('shop.browse.latncy.p99 < 1s'),
      'unit.yaml': expecting('shop.browse.latency.p99 < 1'),
      'one.yaml': expecting('units.catalog.utilisation < 80%'),
      'in.yaml': expecting('{ in: split, that: "units.catalog.utilisation < 80%" }'),
      'zero.yaml': expecting('total.failed <= 0'),
      'share.yaml': expecting('total.availability >= 0.9'),
    })
    const told = async (file: string): Promise<string> => {
      const { code, err } = await orrery(['validate', file], { cwd })
      return `${code} ${err.split('\n')[0]}`
    }
    expect(await told('name.yaml')).toBe(
      '2 error[S131]: there is no metric "shop.browse.latncy.p99" (in variant "split")',
    )
    expect(await told('unit.yaml')).toMatch(/^2 error\[S132\]: shop\.browse\.latency\.p99 is a duration/)
    expect(await told('one.yaml')).toBe(
      '2 error[S131]: there is no metric "units.catalog.utilisation" (in variant "whole")',
    )
    expect(await told('in.yaml')).toBe('0 ')
    expect(await told('zero.yaml')).toBe('0 ')
    expect(await told('share.yaml')).toBe('0 ')
  })

  it('changes values first, and says so as JSON', async () => {
    const cwd = folderWith({ 'tiny.yaml': TINY })
    const { code, out } = await orrery(['validate', 'tiny.yaml', '--json', '--set', 'run.duration=5mz'], { cwd })
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ ok: false, exitCode: 2, errors: [{ severity: 'error' }], warnings: [] })
  })
})

describe('orrery show', () => {
  it('draws each variant as a tree', async () => {
    const { out } = await orrery(['show', 'tiny.yaml', '--variant', 'whole'], {
      cwd: folderWith({ 'tiny.yaml': TINY }),
    })
    expect(out).toBe(
      [
        'shoppers  workload, open',
        '├─ 80.0 %  shop.browse',
        '└─ 20.0 %  shop.buy',
        'shop  service ×1, 200 slots, 2 cores ps, zone a',
        '├─ catalog.search  ⇢ products.read',
        '├─ shop.browse  → catalog.search',
        '└─ shop.buy  → catalog.search',
        'shop-db  store ×1, 2 slots, 2 cores ps, zone a',
        '├─ products.read',
        '└─ products.write',
        '',
        'edges  ⇢ over the network, → inside the process',
        '  shop -> shop-db   none  no timeout  pool of 20',
        '  shoppers -> shop  json  no timeout',
        '',
        'stores',
        '  shop-db  sql, 1 node',
        '    isolation: read-committed  lock-timeout: none  deadlock-timeout: 1s',
        '    products  of catalog  100 keys  opaque values',
        '',
      ].join('\n'),
    )
  })

  it('draws Mermaid, with every edge between boxes that exist', async () => {
    const cwd = folderWith({ 'tiny.yaml': TINY })
    const { out } = await orrery(['show', 'tiny.yaml', '--mermaid', '--variant', 'split'], { cwd })
    const boxes = new Set([...out.matchAll(/^ {2}([wu]\d+)[[(]/gm)].map((match) => match[1]))
    const ends = [...out.matchAll(/^ {2}(\w+) -->(?:\|.*\|)? (\w+)$/gm)].flatMap((match) => [match[1], match[2]])
    expect(out.startsWith('flowchart LR\n')).toBe(true)
    expect([boxes.size, ends.length]).toEqual([4, 6])
    expect(ends.every((end) => boxes.has(end))).toBe(true)
  })

  it('says under --resolved which pattern each setting comes from', async () => {
    const text = `${TINY}policies:\n  - { on: "shop -> catalog", timeout: 250ms }\n`
    const { out } = await orrery(['show', 'tiny.yaml', '--resolved', '--variant', 'split'], {
      cwd: folderWith({ 'tiny.yaml': text }),
    })
    expect(out).toMatch(/ {2}shop -> catalog\n {4}timeout +250 ms +\[shop -> catalog\]\n/)
    expect(out).toMatch(/ {2}duration +2\.00 s\n {2}warmup +200 ms\n/)
  })

  it('prints the same as JSON', async () => {
    const cwd = folderWith({ 'tiny.yaml': TINY })
    const { out } = await orrery(['show', 'tiny.yaml', '--json', '--set', 'run.seed=5'], { cwd })
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      variants: { split: { settings: { run: { seed: '5' } } }, whole: { topology: { units: [{ name: 'shop' }, {}] } } },
    })
  })
})

describe('orrery new', () => {
  it('writes a scenario that is valid and holds, and a test of it, and nothing twice', async () => {
    const cwd = newFolder()
    expect((await orrery(['new', 'store'], { cwd })).code).toBe(0)
    expect(readdirSync(cwd).toSorted()).toEqual(['store.test.ts', 'store.yaml'])
    expect(await orrery(['validate', 'store.yaml'], { cwd })).toEqual({
      code: 0,
      out: 'store.yaml: ok, monolith, microservices\n',
      err: '',
    })
    expect((await orrery(['run', 'store.yaml', '-q', '-d', '30s'], { cwd })).code).toBe(0)
    expect(await orrery(['new', 'store'], { cwd })).toMatchObject({
      code: 5,
      err: '"store.yaml" exists already; use --force to replace it.\n',
    })
    expect((await orrery(['new', 'store', '--force'], { cwd })).code).toBe(0)
    expect((await orrery(['new', '../store'], { cwd })).code).toBe(2)
  })
})

describe('orrery demo', () => {
  it('lists every scenario that ships, with its question', async () => {
    const shipped = readdirSync(new URL('../../scenarios/', import.meta.url))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.replace('.yaml', ''))
      .toSorted()
    const { out } = await orrery(['demo', '--json'])
    const { demos } = JSON.parse(out) as { demos: { name: string; question: string }[] }
    expect(demos.map(({ name }) => name)).toEqual(shipped)
    expect(demos.filter(({ question }) => !question.endsWith('?'))).toEqual([])
    expect((await orrery(['demo'])).out).toContain('first-request')
  })

  it('runs one of them, and its replay command names it', async () => {
    const { code, out } = await orrery(['demo', 'first-request', '--reps', '2', '--no-checks'])
    expect(code).toBe(0)
    expect(out).toContain('replay: orrery demo first-request --seed ')
    expect(await orrery(['demo', 'first-reqest'])).toMatchObject({
      code: 2,
      err: 'There is no demo "first-reqest".\n  did you mean "first-request"?\n',
    })
  })
})

describe('orrery verify', () => {
  it('that finds no case decides nothing', async () => {
    const { code, out } = await orrery(['verify', '--filter', 'no such case'])
    expect([code, out]).toEqual([3, '\n~ 0 of 0 cases pass\n'])
    const json = await orrery(['verify', '--filter', 'no such case', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, verdict: 'inconclusive', cases: [], interrupted: false })
  })
})

describe('the JSON documents', () => {
  it('have published schemas, which are those the program prints', async () => {
    for (const what of ['scenario', 'result']) {
      const { out } = await orrery(['schema', what])
      const published = readFileSync(new URL(`../../schema/${what}.schema.json`, import.meta.url), 'utf8')
      // Not compared by a matcher: the whole schema would be printed as a difference.
      expect([what, published === out]).toEqual([what, true])
    }
    expect((await orrery(['schema'])).out).toContain('"title": "Orrery scenario"')
  })

  it('keep to their schema for every exit code', async () => {
    const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse((await orrery(['schema', 'result'])).out) as object,
    )
    const cwd = folderWith({ 'tiny.yaml': TINY, 'wrong.yaml': TINY.replace('exp(2ms)', 'exp(2mz)') })
    const cases: readonly (readonly [number, readonly string[]])[] = [
      [0, ['tiny.yaml', '--twice']],
      [1, ['tiny.yaml', '--check', 'total.latency.p99 < 1ms', '--check', 'total.throughput of split < whole']],
      [2, ['wrong.yaml']],
      [2, ['tiny.yaml', '--sed']],
      [3, ['tiny.yaml', '--max-events', '100']],
      [3, ['tiny.yaml', '--reps', '1', '--duration', '300ms', '--check', 'total.latency.p99 < 1us']],
    ]
    for (const [expected, words] of cases) {
      const { code, out } = await orrery(['run', '--json', ...words], { cwd })
      const document: unknown = JSON.parse(out)
      expect([words, code]).toEqual([words, expected])
      expect([words, validate(document), validate.errors]).toEqual([words, true, null])
      expect(document).toMatchObject({ exitCode: expected, ok: expected === 0 })
    }
  })
})
