import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { outputError, usageError } from '../cli-error.ts'
import type { Terminal } from '../terminal.ts'
import { writeOutput } from '../write-output.ts'
import { starterScenario } from './starter-scenario.ts'
import { starterTest } from './starter-test.ts'

/** Writes `<name>.yaml` and `<name>.test.ts` into the working folder: both or neither. */
export async function writeStarter(name: string, force: boolean, terminal: Terminal): Promise<void> {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw usageError(`"${name}" cannot be the name of a scenario.`, 'letters, digits, "_" and "-", a letter first')
  }
  const files = [
    { path: `${name}.yaml`, text: starterScenario(name) },
    { path: `${name}.test.ts`, text: starterTest(name) },
  ]
  for (const { path } of files) {
    if (!force && (await exists(join(terminal.cwd, path)))) {
      throw outputError(`"${path}" exists already; use --force to replace it.`)
    }
  }
  for (const { path, text } of files) await writeOutput(path, text, { folder: terminal.cwd, force })
  await terminal.out.write(
    [
      `wrote ${name}.yaml and ${name}.test.ts`,
      '',
      `  orrery run ${name}.yaml      simulate it`,
      `  orrery show ${name}.yaml     see it`,
      `  npx vitest run              judge it in a test (npm i -D orrery-sim vitest@4)`,
      '',
    ].join('\n'),
  )
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
