import type { AddCommand, CommandContext } from '../command-context.ts'
import { ExitCode } from '../exit-codes.ts'
import { wholeNumber } from '../flags/parse-flag.ts'

interface VerifyFlags {
  readonly filter?: string
  readonly full?: true
  readonly jobs?: number
  readonly json?: true
  readonly quiet?: true
}

/** `orrery verify`: the simulator against closed forms, published tables and measured systems. */
export const addVerify: AddCommand = (program, context) => {
  program
    .command('verify')
    .description('run the simulator on everything that is known about it')
    .option('--filter <text>', 'only the case of this id, or those whose id or family contains this, for example M/M/1')
    .option('--full', 'all cases, not only the quick ones')
    .option('-j, --jobs <n>', 'replications at once (or ORRERY_JOBS; default: the cores)', wholeNumber(1))
    .option('--json', 'print one JSON document instead of text')
    .option('-q, --quiet', 'no progress')
    .action((flags: VerifyFlags) => verify(flags, context))
}

async function verify(flags: VerifyFlags, context: CommandContext): Promise<void> {
  const { terminal } = context
  const { runVerify } = await import('../../experiments/verify/run-verify.ts')
  const { verificationDocument, verificationText } = await import('../../report/verification.ts')
  const { writeJson } = await import('../../report/json.ts')
  const { terminalPaint } = await import('../paint.ts')
  const { jobsOf } = await import('../flags/jobs-of.ts')
  const { createProgress } = await import('../progress.ts')
  const { watchInterruption } = await import('../interruption.ts')
  const jobs = await jobsOf(flags.jobs, terminal)
  const progress = await createProgress(terminal.err, 'cases', flags.json !== true && flags.quiet !== true)
  const interruption = watchInterruption(terminal)
  const report = await runVerify({
    ...(flags.filter === undefined ? {} : { filter: flags.filter }),
    full: flags.full === true,
    jobs,
    signal: interruption.signal,
    onResult: (_, done, total) => progress.update({ done, total }),
  }).finally(() => {
    progress.stop()
    interruption.stop()
  })
  if (flags.json === true) await terminal.out.write(writeJson(verificationDocument(report)))
  else await terminal.out.write(verificationText(report, terminalPaint(context.colours('out'))))
  const codes = { pass: ExitCode.ok, fail: ExitCode.failed, inconclusive: ExitCode.inconclusive }
  context.end(interruption.code() ?? codes[report.verdict])
}
