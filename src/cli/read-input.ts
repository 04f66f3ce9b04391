import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, extname, isAbsolute, resolve } from 'node:path'
import type { ScenarioInput } from '../scenarios/load.ts'
import { type CliError, inputError, locatedInputError, usageError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/** A scenario as it was given on the command line. */
export interface ReadScenario {
  readonly input: ScenarioInput
  /** The text of the file for code frames; empty for a module. */
  readonly text: string
  /** Folder that paths in the scenario are relative to. */
  readonly folder: string
}

/** Largest scenario file, bytes. A replayed trace may be larger: see `readTrace`. */
export const SCENARIO_BYTES_MAX: number = 1024 * 1024
/** Largest replayed trace, bytes. */
const TRACE_BYTES_MAX = 256 * 1024 * 1024

const TEXT_KINDS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])
const MODULE_KINDS: ReadonlySet<string> = new Set(['.ts', '.mts', '.mjs', '.js'])

/**
 * Reads a scenario: `-` is YAML or JSON on stdin, `.yaml`, `.yml` and `.json` are text, `.ts`, `.mts`, `.mjs` and `.js`
 * are modules whose default export is the scenario.
 *
 * @throws CliError with exit code 2 and one sentence when there is no such file or it cannot be a scenario.
 */
export async function readScenario(path: string, terminal: Terminal): Promise<ReadScenario> {
  if (path === '-') {
    const text = await readStdin(terminal)
    return { input: { kind: 'yaml', file: '<stdin>', text }, text, folder: terminal.cwd }
  }
  const full = resolve(terminal.cwd, path)
  const kind = extname(path).toLowerCase()
  if (MODULE_KINDS.has(kind)) {
    await sizeOf(full, path, SCENARIO_BYTES_MAX)
    // The TypeScript loader is not for free, and most scenarios are YAML.
    const { importModule } = await import('./import-module.ts')
    const value = await importModule(full, path)
    return { input: { kind: 'value', file: path, value, module: full }, text: '', folder: dirname(full) }
  }
  if (!TEXT_KINDS.has(kind)) {
    const known = [...TEXT_KINDS, ...MODULE_KINDS].join(' ')
    // A folder or a missing file is the better news: look before judging the name.
    await sizeOf(full, path, SCENARIO_BYTES_MAX)
    throw inputError(path, `"${path}" is not a kind of scenario file.`, `known kinds: ${known}`)
  }
  const text = await readText(full, path, SCENARIO_BYTES_MAX)
  return { input: { kind: 'yaml', file: path, text }, text, folder: dirname(full) }
}

/**
 * Reads a file that a scenario replays; `path` is as written there, relative to the scenario's folder. `undefined` when
 * there is no such file.
 */
export async function readTrace(path: string, folder: string): Promise<string | undefined> {
  const full = isAbsolute(path) ? path : resolve(folder, path)
  return existsSync(full) ? readText(full, path, TRACE_BYTES_MAX) : undefined
}

async function readText(full: string, path: string, most: number): Promise<string> {
  await sizeOf(full, path, most)
  let bytes: Buffer
  try {
    bytes = await readFile(full)
  } catch (error) {
    throw notReadable(path, error)
  }
  return decode(bytes, path)
}

async function sizeOf(full: string, path: string, most: number): Promise<void> {
  let found: Awaited<ReturnType<typeof stat>>
  try {
    found = await stat(full)
  } catch (error) {
    throw notReadable(path, error)
  }
  if (found.isDirectory()) throw inputError(path, `"${path}" is a folder; name a scenario file in it.`)
  if (found.size > most) throw tooLarge(path, most)
}

async function readStdin(terminal: Terminal): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of terminal.stdin) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > SCENARIO_BYTES_MAX) throw tooLarge('-', SCENARIO_BYTES_MAX)
    chunks.push(bytes)
  }
  if (size === 0) throw usageError('Nothing came in on stdin.', 'write the scenario to it: orrery run - < shop.yaml')
  return decode(Buffer.concat(chunks), '<stdin>')
}

function decode(bytes: Buffer, path: string): string {
  // The byte order mark is kept: the parser counts positions in the text as it lies on the disk.
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return strict.decode(bytes)
  } catch {
    throw notText(bytes, path, strict)
  }
}

/** Lines end at byte 10 whatever else is broken, so the first line that cannot be decoded is the place. */
function notText(bytes: Buffer, path: string, strict: { decode(bytes: Buffer): string }): CliError {
  let line = 1
  for (let start = 0; start <= bytes.length; line++) {
    const end = bytes.indexOf(10, start)
    const part = bytes.subarray(start, end === -1 ? bytes.length : end)
    try {
      strict.decode(part)
    } catch {
      const column = part.toString('utf8').indexOf('\ufffd') + 1
      return locatedInputError(path, line, column, `"${path}" is not UTF-8 text: see line ${line}, column ${column}.`)
    }
    if (end === -1) break
    start = end + 1
  }
  return inputError(path, `"${path}" is not UTF-8 text.`)
}

function tooLarge(path: string, most: number): CliError {
  return inputError(path, `"${path}" is larger than ${most / 1024 / 1024} MiB, which no scenario is.`)
}

function notReadable(path: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return inputError(path, `There is no file "${path}".`)
  if (code === 'EACCES') return inputError(path, `"${path}" may not be read: permission is denied.`)
  return inputError(path, `"${path}" could not be read: ${code}.`)
}
