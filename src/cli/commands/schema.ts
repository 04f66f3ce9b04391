import { Argument } from 'commander'
import type { AddCommand } from '../command-context.ts'

/** `orrery schema`: the JSON Schemas that editors and scripts read. */
export const addSchema: AddCommand = (program, context) => {
  program
    .command('schema')
    .description('print a JSON Schema: of scenario files, or of the --json document')
    .addArgument(new Argument('[what]', 'which one').choices(['scenario', 'result']).default('scenario'))
    .action(async (what: string) => {
      const { schemaText } = await import('../schema-text.ts')
      await context.terminal.out.write(schemaText(what === 'result' ? 'result' : 'scenario'))
    })
}
