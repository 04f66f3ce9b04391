import { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** Ctrl-C and its kin, while something runs. */
export interface Interruption {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal
  /** The exit code that the signal asks for; `undefined` while none came. */
  code(): ExitCode | undefined
  /** Stops listening. */
  stop(): void
}

/** The first SIGINT or SIGTERM aborts what runs, so that partial results can be shown; the second ends the process. */
export function watchInterruption(terminal: Terminal): Interruption {
  const abort = new AbortController()
  let code: ExitCode | undefined
  const stop = terminal.onSignal((signal) => {
    const asked = signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated
    if (code !== undefined) {
      terminal.exit(asked)
      return
    }
    code = asked
    abort.abort()
  })
  return { signal: abort.signal, code: () => code, stop }
}
