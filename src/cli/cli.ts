import { CommanderError } from 'commander'
import { writeJson } from '../report/json.ts'
import { bugReport } from './bug-report.ts'
import { CliError, usageError } from './cli-error.ts'
import { ExitCode } from './exit-codes.ts'
import { createProgram, type Said } from './program.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs one command line and gives the exit code; never throws. Results go to `terminal.out`, all else to
 * `terminal.err`.
 *
 * @param argv The words after the program's name.
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await runProgram(argv, terminal)
  } catch (error) {
    // Whoever closed the pipe may have closed stderr too; there is nobody left to tell.
    return tell(error, argv, terminal).catch(() => (error instanceof CliError ? error.exitCode : ExitCode.bug))
  }
}

async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const said: Said = { out: '', err: '' }
  let code: ExitCode = ExitCode.ok
  const program = createProgram(terminal, said, (value) => {
    code = value
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(said.err.trim().replace(/^error: /, ''))
    await terminal.out.write(said.out)
    return ExitCode.ok
  }
  return code
}

async function tell(error: unknown, argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const known = error instanceof CliError ? error : bugReport(error, argv, terminal.runtime)
  if (argv.includes('--json')) {
    const document = writeJson({ schemaVersion: 1, ok: false, exitCode: known.exitCode, errors: known.errors })
    try {
      await terminal.out.write(document)
    } catch {
      // stdout itself is what failed: stderr and the exit code have to do.
    }
  }
  await terminal.err.write(`${known.message}\n`)
  return known.exitCode
}
