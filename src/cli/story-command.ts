import type { PreparedVariant } from '../experiments/prepare.ts'
import type { Story, StorySubject } from '../experiments/story/story.ts'
import { tellStory } from '../experiments/story/tell-story.ts'
import { writeJson } from '../report/json.ts'
import { storyMermaid } from '../report/story/story-mermaid.ts'
import { storyText, storyTitle } from '../report/story/story-text.ts'
import { suggest } from '../scenarios/suggest.ts'
import { chooseVariants } from './choose-variants.ts'
import { usageError } from './cli-error.ts'
import type { CommandContext } from './command-context.ts'
import type { RunFlags } from './flags/run-flags.ts'
import { runRequest } from './flags/run-request.ts'
import type { StoryFlags } from './flags/story-flags.ts'
import { openScenario } from './open-scenario.ts'
import { terminalPaint } from './paint.ts'

/** `orrery explain FILE --transaction place-order#17`: tells one story of each variant that has it. */
export async function storyCommand(
  path: string,
  subject: StorySubject,
  flags: RunFlags & StoryFlags,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context
  const request = runRequest(flags, terminal)
  const { prepared } = await openScenario(path, request.set, terminal, context.colours('err'))
  const variants = chooseVariants(prepared, flags.variant).filter((variant) => hasSubject(variant, subject))
  if (variants.length === 0) throw unknownSubject(subject, prepared.variants)
  const { seed } = prepared.source.base.run
  const [replication = 0] = flags.only ?? []
  const stories = variants.flatMap((variant) => {
    return tellStory(variant, { seed, replication }, subject, flags.anomaly ?? null) ?? []
  })
  if (stories.length === 0) throw nothingToTell(subject, replication, flags)
  if (flags.json === true) await terminal.out.write(writeJson({ stories }))
  else if (flags.mermaid === true) await terminal.out.write(diagrams(stories))
  else {
    const paint = terminalPaint(context.colours('out'))
    await terminal.out.write(stories.map((story) => storyText(story, paint)).join('\n'))
  }
}

/** One diagram stands for itself; several stand in a Markdown text. */
function diagrams(stories: readonly Story[]): string {
  const all = stories.map(storyMermaid)
  if (all.length === 1) return all[0] ?? ''
  return stories.map((story, at) => `## ${storyTitle(story)}\n\n\`\`\`mermaid\n${all[at] ?? ''}\`\`\`\n`).join('\n')
}

function namesOf({ plan }: PreparedVariant, kind: StorySubject['kind']): readonly string[] {
  const { businesses = [], events = [], workloads } = plan
  const all = kind === 'transaction' ? businesses : kind === 'message' ? events : workloads
  return all.map(({ name }) => name)
}

function hasSubject(variant: PreparedVariant, { kind, name }: StorySubject): boolean {
  return namesOf(variant, kind).includes(name)
}

function unknownSubject({ kind, name }: StorySubject, variants: readonly PreparedVariant[]): Error {
  const known = [...new Set(variants.flatMap((variant) => namesOf(variant, kind)))]
  const what = kind === 'message' ? 'event' : kind === 'request' ? 'workload' : 'transaction'
  const near = suggest(name, known)
  const hint = near === undefined ? `one of ${known.join(', ') || 'none'}` : `did you mean ${near}?`
  return usageError(`There is no ${what} "${name}" that is told of.`, hint)
}

function nothingToTell({ kind, name, number }: StorySubject, replication: number, { anomaly }: StoryFlags): Error {
  const which = number === null ? name : `${name} #${number}`
  const how = anomaly === undefined ? '' : ` with ${anomaly}`
  const hint = 'another replication may have one: --only 1'
  return usageError(`Replication ${replication} has no ${kind} ${which}${how}.`, hint)
}
