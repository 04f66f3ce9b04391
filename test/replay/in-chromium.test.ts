import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, describe, expect, it } from 'vitest'
import { bits, fingerprints } from './fingerprints.ts'

const scenarios = join(import.meta.dirname, '../../scenarios')
const shipped = readdirSync(scenarios).filter((file) => file.endsWith('.yaml'))
/**
 * The shipped scenarios, one with nearly every fault and policy in its first seconds, and one with every kind of store,
 * broker, process and business transaction.
 */
const texts: readonly (readonly [file: string, text: string])[] = [
  ...shipped.map((file) => [file, readFileSync(join(scenarios, file), 'utf8')] as const),
  ...['stormy.yaml', 'stormy-business.yaml'].map(
    (file) => [file, readFileSync(join(import.meta.dirname, file), 'utf8')] as const,
  ),
]
const folder = mkdtempSync(join(tmpdir(), 'orrery-'))

/** The browser's command; installed from Debian's packages where that is possible, else `undefined`, said loudly. */
function browser(): string | undefined {
  const there = (): boolean => spawnSync('chromium', ['--version']).status === 0
  if (there()) return 'chromium'
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    spawnSync('apt-get', ['update'], { timeout: 60_000 })
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { timeout: 240_000 })
  }
  if (there()) return 'chromium'
  console.warn('SKIPPED: Chromium is not to be had here, so its fingerprints were not compared')
  return undefined
}

/** A page that runs every scenario and shows the fingerprints. */
async function writePage(): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'fingerprints.ts'), platform: 'browser' })
  const { output } = await bundle.generate({ format: 'iife', name: 'orrery' })
  await bundle.close()
  const data = JSON.stringify(texts).replaceAll('<', String.raw`\u003c`)
  const lines = `[orrery.bits(), ...${data}.map(([file, text]) => orrery.fingerprints(file, text))]`
  const show = `document.body.textContent = ${lines}.join('\\n')`
  writeFileSync(join(folder, 'bundle.js'), output[0].code)
  const page = join(folder, 'page.html')
  writeFileSync(page, `<!doctype html><body></body><script src="bundle.js"></script><script>${show}</script>`)
  return page
}

describe('a fingerprint', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  const chromium = browser()
  it.skipIf(chromium === undefined)('is the same in Chromium as on Node', { timeout: 600_000 }, async () => {
    const page = await writePage()
    const quiet = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`]
    const args = [...quiet, '--virtual-time-budget=600000', '--dump-dom', `file://${page}`]
    const dom = execFileSync(chromium ?? '', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    const here = texts.flatMap(([file, text]) => fingerprints(file, text).split('\n'))
    expect(here.every((line) => / [0-9a-f]{16}$/.test(line))).toBe(true)
    const there = /<body>([^<]*)<\/body>/.exec(dom)?.[1]?.replaceAll('&gt;', '>').replaceAll('&lt;', '<').split('\n')
    expect(there).toEqual([bits(), ...here])
  })
})
