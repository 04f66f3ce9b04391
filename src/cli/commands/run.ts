import type { AddCommand } from '../command-context.ts'
import { addRunFlags, type RunFlags } from '../flags/run-flags.ts'

/** `orrery run shop.yaml`: the command that all others prepare. */
export const addRun: AddCommand = (program, context) => {
  const command = program
    .command('run')
    .description('simulate a scenario, judge its expectations, compare its variants')
    .argument('<file>', 'scenario file (.yaml, .json, .ts, .mjs); - reads stdin')
  addRunFlags(command).action(async (file: string, flags: RunFlags) => {
    const { runCommand } = await import('../run-command.ts')
    await runCommand({ path: file, command: ['run', file] }, flags, context)
  })
}
