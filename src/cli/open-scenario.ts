import { type PreparedScenario, prepareScenario, tracePaths } from '../experiments/prepare.ts'
import { loadScenario } from '../scenarios/load.ts'
import type { Problem } from '../scenarios/problem.ts'
import { scenarioError } from './cli-error.ts'
import { problemList } from './problem-list.ts'
import { readScenario, readTrace } from './read-input.ts'
import type { Terminal } from './terminal.ts'

/** A scenario that may be run, and the warnings about it. */
export interface OpenedScenario {
  readonly prepared: PreparedScenario
  readonly warnings: readonly Problem[]
  /** The warnings as text; empty without any. */
  readonly warningText: string
}

/**
 * Reads, checks and compiles a scenario with the changes of `--set` applied.
 *
 * @param colours Whether messages are coloured.
 * @throws CliError with exit code 2 and every problem found, when it may not be run.
 */
export async function openScenario(
  path: string,
  set: readonly string[],
  terminal: Terminal,
  colours: boolean,
): Promise<OpenedScenario> {
  const read = await readScenario(path, terminal)
  const shown = { file: read.input.file, text: read.text, colours }
  const loaded = loadScenario(read.input, { set })
  if (!loaded.ok) {
    throw scenarioError(problemList(loaded.problems, { ...shown, omitted: loaded.omitted }), loaded.problems)
  }
  const files = new Map<string, string>()
  for (const trace of tracePaths(loaded.source)) {
    const text = await readTrace(trace, read.folder)
    // The compiler says of a file that is not there where the scenario names it.
    if (text !== undefined) files.set(trace, text)
  }
  const result = prepareScenario(loaded.source, files)
  const problems = [...loaded.problems, ...result.problems]
  if (!result.ok) throw scenarioError(problemList(problems, shown), problems)
  return {
    prepared: result.prepared,
    warnings: problems,
    warningText: problems.length === 0 ? '' : problemList(problems, shown),
  }
}
