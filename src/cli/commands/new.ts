import type { AddCommand } from '../command-context.ts'

/** `orrery new shop`: a commented scenario and its test, ready to run. */
export const addNew: AddCommand = (program, context) => {
  program
    .command('new')
    .description('write a commented starter scenario and a test of it')
    .argument('[name]', 'name of the scenario and of the files', 'shop')
    .option('--force', 'replace files that exist')
    .action(async (name: string, flags: { force?: true }) => {
      const { writeStarter } = await import('../starter/write-starter.ts')
      await writeStarter(name, flags.force === true, context.terminal)
    })
}
