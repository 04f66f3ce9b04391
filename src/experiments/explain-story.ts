import type { StoryEvent } from '../checks/invariants/story-event.ts'
import { replayOne, shellWord } from './replay-command.ts'

/** Commands that run a file, and so can be asked what happened in it. */
const RUNS = /^orrery (run|explain) /

/**
 * The command that tells the whole story of what a story begins with: the business transaction, the message or the
 * request. `null` where it is about none, or `replay` runs no file.
 */
export function explainStory(
  replay: string,
  of: { readonly variant: string; readonly replication: number; readonly story: readonly StoryEvent[] },
): string | null {
  const [first] = of.story
  const subject = first === undefined ? null : subjectOf(first)
  if (subject === null || !RUNS.test(replay)) return null
  const [flag, name] = subject
  return `${replayOne(replay.replace(RUNS, 'orrery explain '), of)} ${flag} ${shellWord(name)}`
}

function subjectOf(event: StoryEvent): readonly [flag: string, name: string] | null {
  if ('transaction' in event && event.business >= 0) {
    return ['--transaction', `${event.transaction}#${event.business}`]
  }
  if ('message' in event) return ['--message', `${event.event}#${event.message}`]
  return event.request < 0 ? null : ['--request', `${event.workload}#${event.request}`]
}
