import type { Verdict } from '../metrics/judge-threshold.ts'
import { ExitCode } from './exit-codes.ts'

/** What came of a run, as far as the exit code is concerned. */
export interface RunEnding {
  readonly verdict: Verdict
  /** False when a second run differed. */
  readonly reproducible: boolean
  /** False when a file asked for could not be written. */
  readonly written: boolean
  /** The code that a signal asks for, if one came. */
  readonly signalCode: ExitCode | undefined
  /** Whether a verdict must not end the command with an error. */
  readonly exitZero: boolean
}

/** The exit code of a run. What keeps the result from being one at all goes before what the result says. */
export function runExitCode({ verdict, reproducible, written, signalCode, exitZero }: RunEnding): ExitCode {
  if (!written) return ExitCode.output
  if (signalCode !== undefined) return signalCode
  if (!reproducible) return ExitCode.nondeterministic
  if (exitZero || verdict === 'pass') return ExitCode.ok
  return verdict === 'fail' ? ExitCode.failed : ExitCode.inconclusive
}
