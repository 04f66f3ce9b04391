import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanText } from '../report/clean-text.ts'
import { writeJson } from '../report/json.ts'
import { table } from '../report/table.ts'
import { loadScenario } from '../scenarios/load.ts'
import { suggest } from '../scenarios/suggest.ts'
import { inputError, usageError } from './cli-error.ts'
import type { CommandContext } from './command-context.ts'

/** The shipped scenarios lie beside the code, in the package as in the repository. */
const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url))

/** The path of a shipped scenario by its name. Throws CliError with exit code 2 when there is none of that name. */
export async function demoPath(name: string): Promise<string> {
  const names = await demoNames()
  if (names.includes(name)) return join(FOLDER, `${name}.yaml`)
  const near = suggest(name, names)
  throw usageError(
    `There is no demo "${name}".`,
    near === undefined ? `demos: ${names.join(', ')}` : `did you mean "${near}"?`,
  )
}

/** Prints the shipped scenarios, each with its question. */
export async function listDemos(json: boolean, { terminal }: CommandContext): Promise<void> {
  const demos = await Promise.all(
    (await demoNames()).map(async (name) => {
      const text = await readFile(join(FOLDER, `${name}.yaml`), 'utf8')
      const loaded = loadScenario({ kind: 'yaml', file: `${name}.yaml`, text })
      return { name, question: loaded.ok ? cleanText(loaded.source.base.question ?? '') : '' }
    }),
  )
  if (json) {
    await terminal.out.write(writeJson({ schemaVersion: 1, ok: true, demos }))
    return
  }
  const columns = [
    { head: '', align: 'left' },
    { head: '', align: 'left' },
  ] as const
  const lines = table(
    columns,
    demos.map(({ name, question }) => [name, question]),
  )
  await terminal.out.write(`${lines.join('\n')}\n\n  orrery demo ${demos[0]?.name ?? '<name>'}   runs one of them\n`)
}

async function demoNames(): Promise<readonly string[]> {
  let files: string[]
  try {
    files = await readdir(FOLDER)
  } catch {
    throw inputError(FOLDER, 'The shipped scenarios are missing from this installation.')
  }
  return files
    .filter((file) => extname(file) === '.yaml')
    .map((file) => basename(file, '.yaml'))
    .toSorted((a, b) => (a < b ? -1 : 1))
}
