import { Argument } from 'commander'
import type { AddCommand } from '../command-context.ts'

/** `orrery schema`: the JSON Schemas that editors and scripts read. */
export const addSchema: AddCommand = (program, context) => {
  program
    .command('schema')
    .description('print a JSON Schema: of scenario files, or of the --json document')
    .addArgument(new Argument('[what]', 'which one').choices(['scenario', 'result']).default('scenario'))
    .action(async (what: string) => {
      const { writeJson } = await import('../../report/json.ts')
      const { schemaOf } = await import('../schema-of.ts')
      await context.terminal.out.write(writeJson(schemaOf(what === 'result' ? 'result' : 'scenario')))
    })
}
