import type { AddCommand } from '../command-context.ts'
import { addRunFlags, type RunFlags } from '../flags/run-flags.ts'

/** `orrery demo`: the scenarios that ship with Orrery; with a name, runs one. */
export const addDemo: AddCommand = (program, context) => {
  const command = program
    .command('demo')
    .description('list the scenarios that ship with Orrery, or run one of them')
    .argument('[name]', 'the scenario to run; without it they are listed')
  addRunFlags(command).action(async (name: string | undefined, flags: RunFlags) => {
    const { demoPath, listDemos } = await import('../demos.ts')
    if (name === undefined) {
      await listDemos(flags.json === true, context)
      return
    }
    const { runCommand } = await import('../run-command.ts')
    await runCommand({ path: await demoPath(name), command: ['demo', name] }, flags, context)
  })
}
