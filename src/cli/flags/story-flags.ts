import { type Command, InvalidArgumentError, Option } from 'commander'
import type { StorySubject } from '../../experiments/story/story.ts'
import { STORY_ANOMALIES } from '../../report/story/anomaly-words.ts'
import { usageError } from '../cli-error.ts'

/** What a story is asked about, as commander gives it. */
export interface StoryFlags {
  readonly transaction?: StorySubject
  readonly message?: StorySubject
  readonly request?: StorySubject
  readonly anomaly?: string
  readonly mermaid?: true
}

/** Adds the flags that ask for a story to a command. */
export function addStoryFlags(command: Command): Command {
  return command
    .option(
      '--transaction <name[#n]>',
      'the story of a business transaction: of number n, or the first with which something went wrong',
      subjectOf('transaction'),
    )
    .option('--message <event[#n]>', 'the same of a message', subjectOf('message'))
    .option('--request <workload#n>', 'the same of all that a request of a user brought about', subjectOf('request'))
    .addOption(
      new Option('--anomaly <kind>', 'with no number: the first story of this kind').choices([...STORY_ANOMALIES]),
    )
    .option('--mermaid', 'as a Mermaid sequence diagram')
}

/** What the flags ask for; `undefined` where they ask for no story. */
export function storySubject({
  transaction,
  message,
  request,
  anomaly,
  mermaid,
}: StoryFlags): StorySubject | undefined {
  const asked = [transaction, message, request].filter((one) => one !== undefined)
  if (asked.length > 1) throw usageError('One story at a time.', 'use one of --transaction, --message and --request')
  const [subject] = asked
  if (subject === undefined && (anomaly !== undefined || mermaid === true)) {
    throw usageError('This does not say what the story is about.', 'add --transaction, --message or --request')
  }
  if (anomaly !== undefined && subject?.number !== null) {
    throw usageError('A number and an anomaly are not asked for together.', 'leave one of them out')
  }
  return subject
}

function subjectOf(kind: StorySubject['kind']): (text: string) => StorySubject {
  return (text) => {
    const [, name = '', digits] = /^([A-Za-z][A-Za-z0-9_.-]*)(?:#(\d{1,15}))?$/.exec(text) ?? []
    const number = digits === undefined ? null : Number(digits)
    if (name === '') throw new InvalidArgumentError('Expected a name, or a name and a number: place-order#17.')
    if (kind !== 'request') return { kind, name, number }
    if (number === null) throw new InvalidArgumentError('Expected a workload and a number: shoppers#17.')
    return { kind, name, number }
  }
}
