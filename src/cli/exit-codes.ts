/** Exit codes of the command line: people script against them, so a number never changes its meaning. */
export const ExitCode = {
  /** Everything asked for held. */
  ok: 0,
  /** An expectation failed. */
  failed: 1,
  /** The command line or the scenario is wrong. */
  invalid: 2,
  /** The data do not decide: a limit was reached, an interval spans the limit, a replication was lost. */
  inconclusive: 3,
  /** The same seed gave two different runs. */
  nondeterministic: 4,
  /** Results could not be written. */
  output: 5,
  /** A bug in Orrery. */
  bug: 70,
  /** Ctrl-C (SIGINT). */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
