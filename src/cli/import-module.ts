import { loadModule } from '../experiments/load-module.ts'
import { inputError } from './cli-error.ts'

/**
 * The default export of a TypeScript or JavaScript module. `orrery-sim` in it is always the Orrery that runs, wherever
 * the file lies. A module is code and may do anything: only explicitly named files are loaded.
 *
 * @throws CliError with exit code 2 when the module throws or has no default export.
 */
export async function importModule(full: string, path: string): Promise<unknown> {
  let loaded: unknown
  try {
    loaded = await loadModule(full)
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw inputError(path, `"${path}" could not be loaded: ${firstLines(reason)}`)
  }
  if (loaded === undefined) {
    throw inputError(path, `"${path}" has no default export.`, 'write: export default defineScenario({ … })')
  }
  return loaded
}

/** A parser's message may hold its whole code frame; three lines say where. */
function firstLines(text: string): string {
  return text.split('\n').slice(0, 3).join('\n')
}
