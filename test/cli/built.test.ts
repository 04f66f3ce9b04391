import type { ChildProcess } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { simulate } from '../../src/testing/simulate.ts'
import { type Ended, ended, runBuilt, runShell, spawnBuilt } from './support/built-cli.ts'
import { memoryTerminal } from './support/memory-terminal.ts'
import { temporaryFolders } from './support/temporary-folder.ts'

const TINY = fileURLToPath(new URL('./fixtures/tiny.yaml', import.meta.url))
const newFolder = temporaryFolders()
/** Enough simulated time that the work goes to threads. */
const LONG = ['--duration', '2min', '--reps', '4'] as const

function tinyFolder(): string {
  const folder = newFolder()
  copyFileSync(TINY, join(folder, 'tiny.yaml'))
  return folder
}

describe('the built command line', () => {
  it('gives the same bytes with one job and with two, in threads and without any', async () => {
    const cwd = tinyFolder()
    const [one, two] = await Promise.all(
      ['1', '2'].map((jobs) => runBuilt(['run', 'tiny.yaml', '--json', ...LONG, '--jobs', jobs], { cwd })),
    )
    expect(one?.code).toBe(0)
    expect(one?.out.length).toBeGreaterThan(10_000)
    expect(two?.out).toBe(one?.out)
    const here = memoryTerminal({ cwd })
    expect(await runCli(['run', 'tiny.yaml', '--json', ...LONG], here)).toBe(0)
    expect(here.out.text()).toBe(one?.out)
    // With one job and nobody who could interrupt it, there are no threads.
    const { document } = await simulate(join(cwd, 'tiny.yaml'), { duration: '2min', replications: 4 })
    const printed: unknown = JSON.parse(one?.out ?? '')
    const { variants, comparison } = document
    const expected: unknown = JSON.parse(JSON.stringify({ variants, comparison }))
    expect(printed).toMatchObject(expected as object)
  })

  it('gives the same bytes in any folder, time zone and locale, and from stdin', async () => {
    const cwd = tinyFolder()
    const plain = await runBuilt(['run', 'tiny.yaml', '--json'], { cwd })
    const text = readFileSync(TINY, 'utf8')
    const env = { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }
    const elsewhere = await runBuilt(['run', '-', '--json'], { stdin: text, env })
    expect(plain.code).toBe(0)
    expect(elsewhere.out.replaceAll('orrery run - ', 'orrery run tiny.yaml ')).toBe(plain.out)
  })

  it('prints a replay command that gives the same result again', async () => {
    const cwd = tinyFolder()
    const words = [
      'run',
      'tiny.yaml',
      '--seed',
      "it's 1",
      '--set',
      'workload.shoppers.mix={ shop.browse: 50%, shop.buy: 50% }',
    ]
    const first = await runBuilt([...words, '--variant', 'whole', '--check', 'total.availability > 50%'], { cwd })
    const replay = /^replay: (.*)$/m.exec(first.out)?.[1] ?? ''
    expect(replay).toContain("'it'\\''s 1'")
    const second = await runShell(replay, { cwd })
    expect(first.code).toBe(0)
    expect(second).toEqual(first)
  })

  it('shows its help in no more than a blink, and loads nothing for it', async () => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const { code, out, err } = await runShell(
        'export TIMEFORMAT=%U+%S; time NODE_OPTIONS= orrery --help > /dev/null && orrery --help | head -1',
      )
      expect({ code, out }).toEqual({ code: 0, out: 'Usage: orrery [options] [command]\n' })
      const [user = '', system = ''] = err.trim().split('+')
      times.push(Number(user) + Number(system))
    }
    // Processor time of the quickest: the machine may be busy with other tests. Wall-clock time is about the same.
    expect(Math.min(...times)).toBeLessThan(0.15)
  })

  it('ends with 5 and one sentence when its output cannot be written', async () => {
    const cwd = tinyFolder()
    const full = await runShell('orrery run tiny.yaml --json > /dev/full', { cwd })
    expect(full).toMatchObject({
      code: 5,
      err: 'The output could not be written: no space is left on the device.\n',
    })
    const closed = await runShell('orrery run tiny.yaml --json | true', { cwd })
    expect([closed.code, closed.err]).toEqual([
      5,
      'The reader of the output closed it before everything was written.\n',
    ])
  })

  it('leaves the old result as it was when the new one does not fit on the device', async () => {
    const cwd = tinyFolder()
    writeFileSync(join(cwd, 'result.json'), 'old')
    const words = 'orrery run tiny.yaml -q --force --out json=result.json'
    const { code, err } = await runShell(`ulimit -f 1; ${words}`, { cwd })
    expect([code, err]).toEqual([5, '"result.json" could not be written: it would be larger than a file may be.\n'])
    expect(readFileSync(join(cwd, 'result.json'), 'utf8')).toBe('old')
    expect(readdirSync(cwd).toSorted()).toEqual(['result.json', 'tiny.yaml'])
  })

  it('stops at Ctrl-C with what it has, and at a second one at once', async () => {
    const cwd = newFolder()
    // The operation that nobody calls is worth a warning, and the warning says that the program is awake.
    const text = readFileSync(TINY, 'utf8').replace('    operations:', '    operations:\n      idle: [ { cpu: 1ms } ]')
    writeFileSync(join(cwd, 'tiny.yaml'), text)
    const words = ['run', 'tiny.yaml', '--duration', '2min', '--reps', '5000', '--warmup', '0s']
    const once = await awake(words, cwd)
    once.child.kill('SIGINT')
    const { code, out } = await once.end
    expect(code).toBe(130)
    expect(out).toContain('~ interrupted: these are the replications finished by then')
    expect(out).toContain('~ inconclusive: ')
    const twice = await awake(words, cwd)
    twice.child.kill('SIGTERM')
    twice.child.kill('SIGTERM')
    expect((await twice.end).code).toBe(143)
  })

  it('says of a file that is wrong where and why, and never shows a stack', async () => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'wrong.yaml'), readFileSync(TINY, 'utf8').replace('exp(2ms)', 'exp(2mz)'))
    const { code, out, err } = await runBuilt(['run', 'wrong.yaml'], { cwd })
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/wrong\.yaml:8:\d+/)
    expect(err).not.toMatch(/\n\s+at .*\(.*\)/)
  })
})

/** A run that has begun: it has written its warnings, and listens to signals a moment later. */
async function awake(words: readonly string[], cwd: string): Promise<{ child: ChildProcess; end: Promise<Ended> }> {
  const child = spawnBuilt(words, { cwd })
  const end = ended(child)
  await new Promise((resolve) => child.stderr?.once('data', resolve))
  await new Promise((resolve) => setTimeout(resolve, 700))
  return { child, end }
}
