import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const cli = join(root, 'dist/cli/main.js')
const MAJORS = [20, 22, 24, 26]
const shipped = readdirSync(join(root, 'scenarios')).filter((file) => file.endsWith('.yaml'))
/**
 * The shipped scenarios, one with nearly every fault and policy in its first seconds, and one with every kind of store,
 * broker, process and business transaction.
 */
const files = [
  ...shipped.map((file) => join('scenarios', file)),
  ...['stormy.yaml', 'stormy-business.yaml'].map((file) => join('test', 'replay', file)),
]

/** The command that runs this major of Node through npm; `undefined`, said loudly, where npm cannot bring it. */
function command(major: number): readonly string[] | undefined {
  const own = Number(process.versions.node.split('.')[0])
  if (major === own) return [process.execPath]
  const there = ['npx', '-y', `node@${major}`]
  try {
    const [program, ...rest] = there
    execFileSync(program ?? '', [...rest, '--version'], { stdio: 'pipe', timeout: 120_000 })
    return there
  } catch {
    console.warn(`SKIPPED: Node ${major} is not to be had here, so its fingerprints were not compared`)
    return undefined
  }
}

function fingerprints(node: readonly string[], file: string): string {
  const [program, ...rest] = node
  const short = ['--json', '-d', '6s', '--warmup', '1s', '-r', '2', '--no-checks', '-q']
  const out = execFileSync(program ?? '', [...rest, cli, 'run', file, ...short], { cwd: root })
  const { variants } = JSON.parse(out.toString()) as { variants: Record<string, { fingerprint: string }> }
  return Object.keys(variants)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => `${name} ${variants[name]?.fingerprint}`)
    .join('\n')
}

describe('a fingerprint', () => {
  const nodes = MAJORS.map((major) => ({ major, node: command(major) }))

  it.each(files)('of %s is the same on every Node from 20 on', { timeout: 300_000 }, (file) => {
    const here = fingerprints([process.execPath], file)
    expect(here).toMatch(/^(\S+ [0-9a-f]{16}\n?)+$/)
    for (const { major, node } of nodes) {
      if (node !== undefined) expect(fingerprints(node, file), `Node ${major}`).toBe(here)
    }
  })
})
