import type { Command } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Whether text on a stream is coloured, as `--no-color` and the stream say. */
  colours(stream: 'out' | 'err'): boolean
  /** Sets the code the process ends with. */
  end(code: ExitCode): void
}

/** Adds one command to the program; what it needs to run is imported only when it runs. */
export type AddCommand = (program: Command, context: CommandContext) => void
