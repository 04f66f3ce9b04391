import { Command } from 'commander'
import { ENGINE_VERSION } from '../experiments/engine-version.ts'
import type { AddCommand, CommandContext } from './command-context.ts'
import { addDemo } from './commands/demo.ts'
import { addExplain } from './commands/explain.ts'
import { addNew } from './commands/new.ts'
import { addRun } from './commands/run.ts'
import { addSchema } from './commands/schema.ts'
import { addShow } from './commands/show.ts'
import { addValidate } from './commands/validate.ts'
import { addVerify } from './commands/verify.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const COMMANDS: readonly AddCommand[] = [
  addRun,
  addValidate,
  addShow,
  addDemo,
  addNew,
  addSchema,
  addExplain,
  addVerify,
]

const AFTER_HELP = `
Examples:
  orrery demo                           the scenarios that ship
  orrery run shop.yaml                  simulate, judge and compare its variants
  orrery run shop.yaml --seed 7 -r 30   other luck, more replications
  orrery run - --json < shop.yaml       one JSON document on stdout
  orrery new shop                       start a scenario and its test

Exit codes: 0 all held · 1 a check failed · 2 command or scenario invalid · 3 undecided ·
  4 not deterministic · 5 results not written · 70 a bug in Orrery · 130/143 interrupted`

/** What commander would have printed; it writes at once, and a stream of ours may not. */
export interface Said {
  out: string
  err: string
}

/** The command line: its commands, their flags and their help. Starting it costs no more than commander itself. */
export function createProgram(terminal: Terminal, said: Said, end: (code: ExitCode) => void): Command {
  const program = new Command('orrery')
    .description('A deterministic simulator for people who must choose an architecture.')
    .version(ENGINE_VERSION, '-V, --version')
    .option('--no-color', 'no colours; so do NO_COLOR and output that is no terminal')
    .option('--debug', 'show the stack of an internal error')
    .addHelpText('after', AFTER_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        said.out += text
      },
      writeErr: (text) => {
        said.err += text
      },
    })
  const context: CommandContext = {
    terminal,
    end,
    colours: (stream) => program.opts<{ color: boolean }>().color && terminal[stream].colours,
  }
  for (const add of COMMANDS) add(program, context)
  return program
}
