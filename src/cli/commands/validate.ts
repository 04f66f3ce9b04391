import type { ErrorEntry } from '../cli-error.ts'
import type { AddCommand, CommandContext } from '../command-context.ts'
import { ExitCode } from '../exit-codes.ts'
import { change } from '../flags/parse-flag.ts'

interface ValidateFlags {
  readonly set?: readonly string[]
  readonly json?: true
  readonly quiet?: true
}

/** `orrery validate shop.yaml`: everything that `run` would refuse or doubt, without running. */
export const addValidate: AddCommand = (program, context) => {
  program
    .command('validate')
    .description('check scenarios without running them')
    .argument('<file...>', 'scenario files; - reads stdin')
    .option('--set <path=value>', 'change one value of the scenario first (repeatable)', change)
    .option('--json', 'print one JSON document instead of text')
    .option('-q, --quiet', 'print only what is wrong')
    .action((files: string[], flags: ValidateFlags) => validate(files, flags, context))
}

async function validate(files: readonly string[], flags: ValidateFlags, context: CommandContext): Promise<void> {
  const { terminal } = context
  const { CliError, errorEntry } = await import('../cli-error.ts')
  const { openScenario } = await import('../open-scenario.ts')
  const { writeJson } = await import('../../report/json.ts')
  const entries: ErrorEntry[] = []
  let ok = true
  for (const file of files) {
    try {
      const { prepared, warnings, warningText } = await openScenario(
        file,
        flags.set ?? [],
        terminal,
        context.colours('err'),
      )
      entries.push(...warnings.map(errorEntry))
      if (flags.json === true) continue
      if (warningText !== '') await terminal.err.write(`${warningText}\n`)
      if (flags.quiet !== true) {
        await terminal.out.write(`${file}: ok, ${prepared.variants.map((variant) => variant.name).join(', ')}\n`)
      }
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== ExitCode.invalid) throw error
      ok = false
      entries.push(...error.errors)
      if (flags.json !== true) await terminal.err.write(`${error.message}\n`)
    }
  }
  const exitCode = ok ? ExitCode.ok : ExitCode.invalid
  if (flags.json === true) {
    const errors = entries.filter((entry) => entry.severity === 'error')
    const warnings = entries.filter((entry) => entry.severity === 'warning')
    await terminal.out.write(writeJson({ schemaVersion: 1, ok, exitCode, errors, warnings }))
  }
  context.end(exitCode)
}
