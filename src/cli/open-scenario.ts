import { prepareScenario, type PreparedScenario, tracePaths } from '../experiments/prepare.ts'
import type { Paint } from '../report/paint.ts'
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
  /** Text of the file, for code frames; empty for a module. */
  readonly text: string
}

/**
 * Reads, checks and compiles a scenario with the changes of `--set` applied.
 *
 * @throws CliError with exit code 2 and every problem found, when it may not be run.
 */
export async function openScenario(
  path: string,
  set: readonly string[],
  terminal: Terminal,
  paint: Paint,
): Promise<OpenedScenario> {
  const read = await readScenario(path, terminal)
  const loaded = loadScenario(read.input, { set })
  if (!loaded.ok) throw scenarioError(problemList(loaded.problems, read.text, paint), loaded.problems)
  const files = new Map<string, string>()
  for (const trace of tracePaths(loaded.source)) files.set(trace, await readTrace(trace, read.folder))
  const result = prepareScenario(loaded.source, files)
  const problems = [...loaded.problems, ...result.problems]
  if (!result.ok) throw scenarioError(problemList(problems, read.text, paint), problems)
  return { prepared: result.prepared, warnings: problems, text: read.text }
}
