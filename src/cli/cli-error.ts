import type { Problem } from '../scenarios/problem.ts'
import { ExitCode } from './exit-codes.ts'

/** One entry of `errors` in the `--json` document of a run that did not happen. */
export interface ErrorEntry {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly file?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based. */
  readonly column?: number
  readonly path?: readonly (string | number)[]
  readonly expected?: string
  readonly hint?: string
}

/** A mistake of the user or of the surroundings: told in one sentence and an exit code, never with a stack. */
export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly errors: readonly ErrorEntry[]

  constructor(exitCode: ExitCode, message: string, errors: readonly ErrorEntry[]) {
    super(message)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.errors = errors
  }
}

/** The command line asks for something that cannot be done. */
export function usageError(message: string, hint?: string): CliError {
  const entry: ErrorEntry = { code: 'usage', severity: 'error', message, ...(hint === undefined ? {} : { hint }) }
  return new CliError(ExitCode.invalid, hint === undefined ? message : `${message}\n  ${hint}`, [entry])
}

/** A file cannot be read, or is not a scenario at all. */
export function inputError(file: string, message: string, hint?: string): CliError {
  const entry: ErrorEntry = {
    code: 'input',
    severity: 'error',
    message,
    file,
    ...(hint === undefined ? {} : { hint }),
  }
  return new CliError(ExitCode.invalid, hint === undefined ? message : `${message}\n  ${hint}`, [entry])
}

/** As `inputError`, at a place in the file (both 1-based). */
export function locatedInputError(file: string, line: number, column: number, message: string): CliError {
  const entry: ErrorEntry = { code: 'input', severity: 'error', message, file, line, column }
  return new CliError(ExitCode.invalid, message, [entry])
}

/** Results could not be written. */
export function outputError(message: string): CliError {
  return new CliError(ExitCode.output, message, [{ code: 'output', severity: 'error', message }])
}

/** The scenario is wrong; `text` is the rendered list of its problems. */
export function scenarioError(text: string, problems: readonly Problem[]): CliError {
  return new CliError(ExitCode.invalid, text, problems.map(errorEntry))
}

/** A problem of the scenario in the form of the `--json` document. */
export function errorEntry(problem: Problem): ErrorEntry {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    path: problem.path,
    ...(problem.span === undefined
      ? {}
      : { file: problem.span.file, line: problem.span.start.line, column: problem.span.start.column }),
    ...(problem.expected === undefined ? {} : { expected: problem.expected }),
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
  }
}
