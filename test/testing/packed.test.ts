import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { temporaryFolders } from '../cli/support/temporary-folder.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const newFolder = temporaryFolders()
const run = promisify(execFile)

/** A folder as a user's: the packed package and what it depends on are installed in it. */
async function installedFolder(): Promise<string> {
  const folder = newFolder()
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
  })
  const [packed] = JSON.parse(stdout) as { filename: string }[]
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, 'orrery-sim'), { recursive: true })
  const archive = join(folder, packed?.filename ?? '')
  await run('tar', ['-xzf', archive, '-C', join(modules, 'orrery-sim'), '--strip-components=1'])
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!existsSync(join(modules, name))) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  return folder
}

describe('the packed package', () => {
  it('runs the example test, its command line, and a scenario in TypeScript', async () => {
    const folder = await installedFolder()
    for (const file of ['checkout.test.ts', 'checkout.yaml', 'tickets.test.ts', 'tickets.ts'])
      copyFileSync(join(ROOT, 'examples', file), join(folder, file))
    const vitest = join(folder, 'node_modules/vitest/vitest.mjs')
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const tests = await run(process.execPath, [vitest, 'run', '--root', folder], { cwd: folder, env })
    expect(tests.stdout).toMatch(/Tests +5 passed \(5\)/)

    writeFileSync(
      join(folder, 'shop.ts'),
      [
        "import { defineScenario } from 'orrery-sim'",
        "const name: string = 'shop'",
        'export default defineScenario({',
        '  name,',
        "  run: { duration: '2s', replications: 2 },",
        "  app: { shop: { operations: { buy: [{ cpu: 'exp(1ms)' }] } } },",
        "  workload: { shoppers: { arrivals: 'poisson(50/s)', call: 'shop.buy' } },",
        '})',
        '',
      ].join('\n'),
    )
    const cli = join(folder, 'node_modules/orrery-sim/dist/cli/main.js')
    const { stdout } = await run(process.execPath, [cli, 'run', 'shop.ts'], { cwd: folder, env })
    expect(stdout).toContain('replay: orrery run shop.ts --seed 0 --reps 2')
    expect(readFileSync(cli, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true)
  }, 60_000)
})
