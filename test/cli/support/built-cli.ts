import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The program as it is packed; `npm test` builds it first. */
const CLI = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface BuiltOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/** Runs the built command line to its end. */
export async function runBuilt(words: readonly string[], options: BuiltOptions = {}): Promise<Ended> {
  return ended(spawnBuilt(words, options))
}

/** Starts the built command line; for tests that interrupt it. */
export function spawnBuilt(words: readonly string[], options: BuiltOptions = {}): ChildProcess {
  const child = spawn(process.execPath, [CLI, ...words], { cwd: options.cwd, env: environment(options.env) })
  child.stdin.end(options.stdin ?? '')
  return child
}

/** Runs a line in a shell, in which `orrery` is the built command line. */
export async function runShell(line: string, options: BuiltOptions = {}): Promise<Ended> {
  const script = `orrery() { "${process.execPath}" "${CLI}" "$@"; }\n${line}`
  return ended(execFile('bash', ['-o', 'pipefail', '-c', script], { cwd: options.cwd, env: environment(options.env) }))
}

/** What a child said until it ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer | string) => {
    out += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer | string) => {
    err += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
}

/** The test runner's own settings would colour the output and change the seed. */
function environment(own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const cleared = { FORCE_COLOR: undefined, NO_COLOR: undefined, ORRERY_SEED: undefined, ORRERY_JOBS: undefined }
  return { ...process.env, ...cleared, ...own }
}
