import type { JudgedThreshold } from '../experiments/judged-threshold.ts'
import type { PreparedScenario, PreparedVariant } from '../experiments/prepare.ts'
import { replayCommand } from '../experiments/replay-command.ts'
import { type Difference, verifyReproducible } from '../experiments/reproducibility.ts'
import type { RunDocument } from '../experiments/run-document.ts'
import { runScenario, type ScenarioRun } from '../experiments/run-scenario.ts'
import { differenceText } from '../report/difference.ts'
import { writeJson } from '../report/json.ts'
import type { Paint } from '../report/paint.ts'
import { quietText, summaryText } from '../report/summary.ts'
import { chooseVariants } from './choose-variants.ts'
import { CliError, errorEntry } from './cli-error.ts'
import type { CommandContext } from './command-context.ts'
import type { ExitCode } from './exit-codes.ts'
import { extraThresholds, judgedThresholds } from './flags/extra-thresholds.ts'
import { jobsOf } from './flags/jobs-of.ts'
import type { RunFlags } from './flags/run-flags.ts'
import { type RunRequest, runRequest } from './flags/run-request.ts'
import { watchInterruption } from './interruption.ts'
import { type OpenedScenario, openScenario } from './open-scenario.ts'
import { terminalPaint } from './paint.ts'
import { createProgress } from './progress.ts'
import { runExitCode } from './run-exit-code.ts'
import { refuseExisting, writeResults } from './write-results.ts'

/** What is run: the file, and the words that name it in the replay command. */
export interface RunSubject {
  readonly path: string
  readonly command: readonly string[]
  /** What is printed for people; default: the whole result. */
  readonly text?: (document: RunDocument, prepared: PreparedScenario, paint: Paint) => string
}

/** `orrery run` and `orrery demo`: simulate, judge, compare, write, and end with the code that says what came of it. */
export async function runCommand(subject: RunSubject, flags: RunFlags, context: CommandContext): Promise<void> {
  const { terminal } = context
  const request = runRequest(flags, terminal)
  await refuseExisting(request.outputs, flags.force === true, terminal.cwd)
  const opened = await openScenario(subject.path, request.set, terminal, context.colours('err'))
  if (opened.warningText !== '' && flags.json !== true && flags.quiet !== true) {
    await terminal.err.write(`${opened.warningText}\n\n`)
  }
  const { prepared } = opened
  const variants = chooseVariants(prepared, flags.variant)
  const thresholds = await thresholdsOf(prepared, variants, flags, context)
  const jobs = await jobsOf(flags.jobs, terminal)
  const { run, difference, signalCode } = await simulate({
    subject,
    flags,
    context,
    request,
    prepared,
    variants,
    thresholds,
    jobs,
  })
  const unwritten = await writeFiles(request, run, flags, terminal.cwd)
  const exitCode = runExitCode({
    verdict: run.document.verdict,
    reproducible: difference === undefined,
    written: unwritten === undefined,
    signalCode,
    exitZero: flags.exitZero === true,
  })
  await show({ subject, opened, run, difference, unwritten, exitCode, flags }, context)
  context.end(exitCode)
}

async function thresholdsOf(
  prepared: PreparedScenario,
  variants: readonly PreparedVariant[],
  flags: RunFlags,
  { terminal }: CommandContext,
): Promise<readonly JudgedThreshold[]> {
  const own = flags.checks ? prepared.thresholds : []
  const { judged, leftOut } = judgedThresholds([...own, ...extraThresholds(flags.check ?? [], prepared)], variants)
  if (leftOut.length > 0 && flags.quiet !== true) {
    const names = leftOut.map(({ text }) => `  ${text}`).join('\n')
    await terminal.err.write(`note: not judged, because a variant they are about does not run:\n${names}\n`)
  }
  return judged
}

interface Simulation {
  readonly subject: RunSubject
  readonly flags: RunFlags
  readonly context: CommandContext
  readonly request: RunRequest
  readonly prepared: PreparedScenario
  readonly variants: readonly PreparedVariant[]
  readonly thresholds: readonly JudgedThreshold[]
  readonly jobs: number
}

interface Simulated {
  readonly run: ScenarioRun
  readonly difference: Difference | undefined
  readonly signalCode: ExitCode | undefined
}

async function simulate(simulation: Simulation): Promise<Simulated> {
  const { subject, flags, context, request, prepared, variants, thresholds, jobs } = simulation
  const { terminal } = context
  const { seed, replications } = prepared.source.base.run
  const interruption = watchInterruption(terminal)
  const progress = await createProgress(terminal.err, 'replications', flags.json !== true && flags.quiet !== true)
  const options = {
    variants,
    thresholds,
    jobs,
    signal: interruption.signal,
    replay: replayCommand({ command: subject.command, seed, replications, words: request.words }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
    onProgress: async (done: number, total: number) => {
      progress.update({ done, total })
      // Work done in this thread lets signals in only between replications.
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
  try {
    const run = await runScenario(prepared, options)
    const again = flags.twice === true && interruption.code() === undefined
    const difference = again ? await verifyReproducible(prepared, run, options) : undefined
    return { run, difference, signalCode: interruption.code() }
  } finally {
    progress.stop()
    interruption.stop()
  }
}

/** Writes the files asked for. A result that cannot be written must still be shown, so that failure is given back. */
async function writeFiles(
  { outputs }: RunRequest,
  { document }: ScenarioRun,
  flags: RunFlags,
  folder: string,
): Promise<CliError | undefined> {
  try {
    await writeResults(outputs, document, flags.force === true, folder)
    return undefined
  } catch (error) {
    if (error instanceof CliError) return error
    throw error
  }
}

interface Shown {
  readonly subject: RunSubject
  readonly opened: OpenedScenario
  readonly run: ScenarioRun
  readonly difference: Difference | undefined
  readonly unwritten: CliError | undefined
  readonly exitCode: ExitCode
  readonly flags: RunFlags
}

async function show(shown: Shown, context: CommandContext): Promise<void> {
  const { subject, opened, run, difference, unwritten, exitCode, flags } = shown
  const { terminal } = context
  const { document } = run
  const reproducible =
    flags.twice === true ? { reproducible: difference === undefined, difference: difference ?? null } : {}
  if (flags.json === true) {
    const warnings = opened.warnings.map(errorEntry)
    const errors = unwritten === undefined ? {} : { errors: unwritten.errors }
    const ok = document.ok && difference === undefined
    await terminal.out.write(writeJson({ ...document, ok, ...reproducible, exitCode, warnings, ...errors }))
  } else {
    const paint = terminalPaint(context.colours('out'))
    const whole = subject.text?.(document, opened.prepared, paint) ?? summaryText(document, flags.format, paint)
    await terminal.out.write(flags.quiet === true ? quietText(document, paint) : whole)
  }
  if (unwritten !== undefined) await terminal.err.write(`${unwritten.message}\n`)
  if (flags.twice !== true || flags.json === true) return
  if (difference !== undefined) await terminal.err.write(differenceText(difference))
  else if (flags.quiet !== true) await terminal.out.write('run twice: every fingerprint was the same\n')
}
