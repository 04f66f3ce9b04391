import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { type MemoryOptions, type MemoryTerminal, memoryTerminal } from './support/memory-terminal.ts'
import { temporaryFolders } from './support/temporary-folder.ts'

const TINY = readFileSync(new URL('./fixtures/tiny.yaml', import.meta.url), 'utf8')
const newFolder = temporaryFolders()

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly terminal: MemoryTerminal
}

async function run(words: readonly string[], options: MemoryOptions = {}): Promise<Ran> {
  const terminal = memoryTerminal(options)
  const code = await runCli(words, terminal)
  return { code, out: terminal.out.text(), err: terminal.err.text(), terminal }
}

/** A folder with the tiny scenario in it. */
function tinyFolder(change: (text: string) => string = (text) => text): string {
  const folder = newFolder()
  writeFileSync(join(folder, 'tiny.yaml'), change(TINY))
  return folder
}

async function tiny(...words: string[]): Promise<Ran> {
  return run(['run', 'tiny.yaml', ...words], { cwd: tinyFolder() })
}

/** The parts of a `--json` document that these tests look at. */
interface ResultJson {
  readonly ok: boolean
  readonly exitCode: number
  readonly seed: string
  readonly replications: number
  readonly verdict: string
  readonly interrupted: boolean
  readonly replay: string
  readonly reproducible?: boolean
  readonly limits: readonly { readonly kind: string }[]
  readonly warmUp: Readonly<Record<string, { readonly mode: string; readonly seconds: number }>>
  readonly variants: Readonly<
    Record<
      string,
      {
        readonly fingerprint: string
        readonly total: { readonly offered: { readonly value: number } }
        readonly measured: { readonly fromSeconds: number; readonly toSeconds: number }
        readonly checks: readonly { readonly source: string; readonly name: string; readonly verdict: string }[]
      }
    >
  >
  readonly comparison: readonly { readonly baseline: string; readonly variant: string }[]
}

async function json(...words: string[]): Promise<ResultJson> {
  const { out } = await tiny('--json', ...words)
  return JSON.parse(out) as ResultJson
}

function fingerprints({ variants }: ResultJson): readonly string[] {
  return Object.values(variants).map(({ fingerprint }) => fingerprint)
}

function expectations(result: ResultJson): readonly string[] {
  return Object.values(result.variants).flatMap(({ checks }) =>
    checks.flatMap(({ source, name }) => (source === 'expectation' ? [name] : [])),
  )
}

describe('the text of a run', () => {
  it('ends with the verdict and a command that gives it again', async () => {
    const { code, out, err } = await tiny()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').slice(-3)).toEqual([
      '✓ pass: 2 of 2 checks held',
      'replay: orrery run tiny.yaml --seed 11 --reps 4',
      '',
    ])
    expect(out).toContain('seed 11, 4 replications')
    expect(out.match(/fingerprint [0-9a-f]{16}/g)).toHaveLength(2)
  })

  it('has colours only where they are wanted, and says the same without', async () => {
    const cwd = tinyFolder()
    const plain = await run(['run', 'tiny.yaml'], { cwd })
    const coloured = await run(['run', 'tiny.yaml'], { cwd, colours: true })
    const refused = await run(['run', 'tiny.yaml', '--no-color'], { cwd, colours: true })
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
    expect(plain.out).not.toMatch(escapes)
    expect(coloured.out).toMatch(escapes)
    expect(coloured.out.replaceAll(escapes, '')).toBe(plain.out)
    expect(refused.out).toBe(plain.out)
  })

  it('is nothing under --quiet when all is well, and what is wrong otherwise', async () => {
    expect((await tiny('-q')).out).toBe('')
    const { code, out } = await tiny('-q', '--check', 'shop.buy.latency.p99 < 1ms')
    expect(code).toBe(1)
    expect(out).toMatch(/^ {2}✗ {2}shop\.buy\.latency\.p99 < 1ms {2}split {2}\d+\.\d ms \[.*\]\n/)
    expect(out).not.toContain('✓')
    expect(out).toContain("replay: orrery run tiny.yaml --seed 11 --reps 4 --check 'shop.buy.latency.p99 < 1ms'")
  })

  it('shows every operation, edge and instance under --format full', async () => {
    const compact = (await tiny()).out
    const full = (await tiny('--format', 'full')).out
    expect(compact).not.toContain('products.read')
    expect(full).toContain('products.read')
    expect(full).toContain('shop -> catalog')
    expect(full).toContain('p99.9')
  })
})

describe('every flag of run', () => {
  it('--seed gives other luck, in whatever form it is written', async () => {
    const [base, other, hexadecimal, word] = await Promise.all([
      json(),
      json('--seed', '12'),
      json('--seed', '0xb'),
      json('--seed', 'lucky: 1'),
    ])
    expect(other.seed).toBe('12')
    expect(fingerprints(other)).not.toEqual(fingerprints(base))
    expect(hexadecimal.seed).toBe('11')
    expect(fingerprints(hexadecimal)).toEqual(fingerprints(base))
    expect(word.seed).toBe('lucky: 1')
  })

  it('--reps, --duration, --warmup and --set change the run', async () => {
    const result = await json(
      '-r',
      '2',
      '-d',
      '3s',
      '--warmup',
      '500ms',
      '--set',
      'workload.shoppers.arrivals=poisson(50/s)',
    )
    expect(result.replications).toBe(2)
    expect(result.variants['whole']?.measured).toEqual({ fromSeconds: 0.5, toSeconds: 3 })
    // 250 requests are expected at 100/s and 125 at 50/s; 180 is five standard deviations from both.
    expect(result.variants['whole']?.total.offered.value).toBeLessThan(180)
    const automatic = await json('--warmup', 'auto')
    expect(automatic.warmUp['whole']?.mode).toBe('auto')
  })

  it('--variant chooses variants, and the first named is what the others are compared with', async () => {
    const one = await json('--variant', 'whole')
    expect(Object.keys(one.variants)).toEqual(['whole'])
    expect(one.comparison).toEqual([])
    const turned = await json('--variant', 'whole', '--variant', 'split')
    expect(new Set(turned.comparison.map(({ baseline, variant }) => `${variant} against ${baseline}`))).toEqual(
      new Set(['split against whole']),
    )
    expect((await tiny('--variant', 'hole')).err).toBe(
      'The scenario has no variant "hole".\n  its variants: split, whole\n',
    )
  })

  it('--only runs a replication alone as it runs among others', async () => {
    const all = await json()
    const only = await json('--only', '0-3')
    const third = await json('--only', '2')
    const listed = await json('--only', '3,2,2')
    expect(fingerprints(only)).toEqual(fingerprints(all))
    expect([third.replications, listed.replications]).toEqual([1, 2])
    expect(fingerprints(third)).not.toEqual(fingerprints(all))
  })

  it('--check adds an expectation, --no-checks leaves out those of the scenario', async () => {
    expect(new Set(expectations(await json('--check', 'cost.perMonth < $9000')))).toEqual(
      new Set(['shop.browse.latency.p99 < 500ms', 'cost.perMonth < $9000']),
    )
    expect(expectations(await json('--no-checks'))).toEqual([])
    expect(expectations(await json('--no-checks', '--check', 'total.availability > 0.5'))).toEqual([
      'total.availability > 0.5',
      'total.availability > 0.5',
    ])
  })

  it('--variant leaves expectations about other variants out, and says so', async () => {
    const { code, out, err } = await tiny('--variant', 'whole', '--check', 'total.latency.mean of whole < split')
    expect(code).toBe(0)
    expect(out).toContain('✓ pass: 1 of 1 checks held')
    expect(err).toBe(
      'note: not judged, because a variant they are about does not run:\n  total.latency.mean of whole < split\n',
    )
  })

  it('--check that names what does not exist is refused with the nearest name', async () => {
    const { code, err } = await tiny('--check', 'shop.browze.latency.p99 < 1s')
    expect(code).toBe(2)
    expect(err).toBe(
      '--check "shop.browze.latency.p99 < 1s": there is no metric "shop.browze.latency.p99".\n' +
        '  did you mean "shop.browse.latency.p99"?\n',
    )
    expect((await tiny('--check', 'shop.buy.latency.p99 < 1')).err).toContain('is a duration')
    expect((await tiny('--check', 'nonsense')).code).toBe(2)
  })

  it('--exit-zero reports a failure and returns 0', async () => {
    const { code, out } = await tiny('--check', 'shop.buy.latency.p99 < 1ms', '--exit-zero')
    expect(code).toBe(0)
    expect(out).toContain('✗ fail: 2 of 4 checks held')
  })

  it('--max-events makes the run inconclusive and says what would help', async () => {
    const { code, out } = await tiny('--max-events', '300')
    expect(code).toBe(3)
    expect(out).toContain('300 events were used up at')
    expect(out).toContain('raise run.limits.events to go on')
    expect((await json('--max-events', '300')).limits).toHaveLength(8)
  })

  it('--twice runs everything again and finds the same fingerprints', async () => {
    const { code, out } = await tiny('--twice')
    expect(code).toBe(0)
    expect(out).toContain('run twice: every fingerprint was the same')
    expect((await json('--twice')).reproducible).toBe(true)
  })

  it('--jobs never changes a result', async () => {
    expect(await json('--jobs', '1')).toEqual(await json('--jobs', '2'))
    expect((await tiny('--jobs', '0')).code).toBe(2)
    const { err, code } = await tiny('--jobs', '999999')
    expect(code).toBe(0)
    expect(err).toMatch(/^note: 999999 jobs on \d+ cores would only be slower; using \d+\n$/)
  })

  it('--out writes files that are whole, and refuses to replace one before it runs', async () => {
    const cwd = tinyFolder()
    const words = ['run', 'tiny.yaml', '-q', '--out', 'json=result.json', '-o', 'csv=result.csv', '-o', 'md=result.md']
    expect((await run(words, { cwd })).code).toBe(0)
    const result = JSON.parse(readFileSync(join(cwd, 'result.json'), 'utf8')) as ResultJson
    expect(result.verdict).toBe('pass')
    const csv = readFileSync(join(cwd, 'result.csv'), 'utf8').split('\n')
    expect(csv[0]).toBe('variant,figure,value,low,high')
    expect(csv).toContainEqual(
      expect.stringMatching(/^whole,operations\.shop\.buy\.latencyMs\.p99,[\d.]+,[\d.]+,[\d.]+$/),
    )
    expect(readFileSync(join(cwd, 'result.md'), 'utf8')).toContain('orrery run tiny.yaml --seed 11 --reps 4')
    const again = await run(words, { cwd })
    expect(again.code).toBe(5)
    expect(again.err).toBe('"result.json" exists already; use --force to replace it.\n')
    expect((await run([...words, '--force'], { cwd })).code).toBe(0)
    const json = await run([...words, '--json'], { cwd })
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, exitCode: 5, errors: [{ code: 'output' }] })
  })
})

describe('a file that cannot be written after the run', () => {
  it('ends it with 5, and the result is shown all the same', async () => {
    const cwd = tinyFolder()
    const words = ['run', 'tiny.yaml', '--json', '-o', `json=${'x'.repeat(300)}`]
    const { code, out, err } = await run(words, { cwd })
    expect(code).toBe(5)
    expect(err).toContain('its name is too long')
    expect(JSON.parse(out)).toMatchObject({ ok: true, verdict: 'pass', exitCode: 5, errors: [{ code: 'output' }] })
  })
})

describe('the environment', () => {
  it('gives the seed where no flag does, and goes before the file', async () => {
    const cwd = tinyFolder()
    const seedOf = async (env: Record<string, string>, ...words: string[]): Promise<string> => {
      const { out } = await run(['run', 'tiny.yaml', '--json', ...words], { cwd, env })
      return (JSON.parse(out) as ResultJson).seed
    }
    expect(await seedOf({})).toBe('11')
    expect(await seedOf({ ORRERY_SEED: '5' })).toBe('5')
    expect(await seedOf({ ORRERY_SEED: '5' }, '--set', 'run.seed=6')).toBe('6')
    expect(await seedOf({ ORRERY_SEED: '5' }, '--seed', '7')).toBe('7')
  })

  it('that is wrong is refused by its name', async () => {
    const cwd = tinyFolder()
    const seed = await run(['run', 'tiny.yaml'], { cwd, env: { ORRERY_SEED: '1.5' } })
    const jobs = await run(['run', 'tiny.yaml'], { cwd, env: { ORRERY_JOBS: 'many' } })
    expect([seed.code, jobs.code]).toEqual([2, 2])
    expect(seed.err).toMatch(/^ORRERY_SEED is "1\.5": /)
    expect(jobs.err).toBe('ORRERY_JOBS is "many". Write a whole number of at least 1.\n')
  })
})

describe('an interruption', () => {
  it('shows what is finished by then, marked as such, and returns 130', async () => {
    const terminal = memoryTerminal({ cwd: tinyFolder(), isTTY: false })
    const running = runCli(
      ['run', 'tiny.yaml', '--json', '--reps', '400', '--check', 'total.availability > 1%'],
      terminal,
    )
    await new Promise((resolve) => setTimeout(resolve, 400))
    terminal.signal('SIGINT')
    expect(await running).toBe(130)
    const result = JSON.parse(terminal.out.text()) as ResultJson
    expect(result.interrupted).toBe(true)
    expect(result.verdict).toBe('inconclusive')
    expect(result.replications).toBeLessThan(400)
    expect(terminal.exits).toEqual([])
  })

  it('asked for twice ends the process at once', async () => {
    const terminal = memoryTerminal({ cwd: tinyFolder() })
    const running = runCli(['run', 'tiny.yaml', '-q', '--reps', '400'], terminal)
    await new Promise((resolve) => setTimeout(resolve, 300))
    terminal.signal('SIGTERM')
    terminal.signal('SIGTERM')
    expect(terminal.exits).toEqual([143])
    expect(await running).toBe(143)
  })
})
