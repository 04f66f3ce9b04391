import { usageError } from '../cli-error.ts'
import type { AddCommand, CommandContext } from '../command-context.ts'
import { addRunFlags, type RunFlags } from '../flags/run-flags.ts'
import { addStoryFlags, type StoryFlags, storySubject } from '../flags/story-flags.ts'

/**
 * `orrery explain S101`, `orrery explain shop.yaml`, `orrery explain shop.yaml --transaction place-order`: what a code
 * means, why the worst operation failed, or what happened to one transaction, message or request.
 */
export const addExplain: AddCommand = (program, context) => {
  const command = program
    .command('explain')
    .description('tell why the worst operation failed, the story of one transaction, or what a code means')
    .argument('<file or code>', 'a scenario file (it is run), or a code, for example S101')
  addStoryFlags(addRunFlags(command)).action(async (text: string, flags: RunFlags & StoryFlags) => {
    const subject = storySubject(flags)
    if (subject !== undefined) {
      const { storyCommand } = await import('../story-command.ts')
      await storyCommand(text, subject, flags, context)
    } else if (/^[A-Za-z]\d{3}$/.test(text)) await explainCode(text, context)
    else if (isFile(text)) {
      const { explanation } = await import('../explanation.ts')
      const { runCommand } = await import('../run-command.ts')
      // An explanation is an answer whatever it says.
      await runCommand(
        { path: text, command: ['explain', text], text: explanation },
        { ...flags, exitZero: true },
        context,
      )
    } else await explainCode(text, context)
  })
}

/** A scenario file has an ending, or is stdin; a code has none. */
function isFile(text: string): boolean {
  return text === '-' || /[./\\]/.test(text)
}

async function explainCode(text: string, context: CommandContext): Promise<void> {
  const { ERROR_CODES } = await import('../../scenarios/error-codes.ts')
  const { suggest } = await import('../../scenarios/suggest.ts')
  const code = text.toUpperCase()
  const found = ERROR_CODES[code]
  if (found === undefined) {
    const near = suggest(code, Object.keys(ERROR_CODES))
    const hint = near === undefined ? 'a code stands in brackets after "error" or "warning"' : `did you mean ${near}?`
    throw usageError(`there is no code "${text}"`, hint)
  }
  await context.terminal.out.write(`${code}  ${found.title}\n\n${found.explanation}\n`)
}
