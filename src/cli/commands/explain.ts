import { usageError } from '../cli-error.ts'
import type { AddCommand } from '../command-context.ts'

/** `orrery explain S101`: what a code in a message means, and what to do about it. */
export const addExplain: AddCommand = (program, context) => {
  program
    .command('explain')
    .description('tell what the code of an error or a warning means')
    .argument('<code>', 'for example S101')
    .action(async (text: string) => {
      const { ERROR_CODES } = await import('../../scenarios/error-codes.ts')
      const { suggest } = await import('../../scenarios/suggest.ts')
      const code = text.toUpperCase()
      const found = ERROR_CODES[code]
      if (found === undefined) {
        const near = suggest(code, Object.keys(ERROR_CODES))
        const hint =
          near === undefined ? 'a code stands in brackets after "error" or "warning"' : `did you mean ${near}?`
        throw usageError(`there is no code "${text}"`, hint)
      }
      await context.terminal.out.write(`${code}  ${found.title}\n\n${found.explanation}\n`)
    })
}
