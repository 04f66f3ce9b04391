import * as z from 'zod'
import type { Step } from '../scenario.ts'
import { choices } from './choices.ts'
import { countLaw, durationLaw, positiveCount, positiveDuration, share } from './literals.ts'
import { name } from './name.ts'
import { simpleSteps } from './simple-steps.ts'
import type { StepDocument, StepsDocument } from './step-document.ts'
import { thing, withRule } from './thing.ts'

const someSteps: z.ZodType<readonly Step[], StepsDocument> = z.lazy(() => steps)

const need = z
  .union([z.enum(['all', 'any']), positiveCount], { error: 'all, any or a count' })
  .prefault('all')
  .describe('How many branches must succeed before the operation goes on.')

const parallelTimes = thing('a parallel step', {
  times: positiveCount.describe('How many branches there are.'),
  do: someSteps.describe('The steps of each branch.'),
}).transform((body) => ({ kind: 'times' as const, ...body }))

const parallelList = z
  .array(someSteps, { error: 'a list of branches' })
  .min(1, { error: 'a list of branches' })
  .transform((branches) => ({ kind: 'list' as const, branches }))

const parallelStep = withRule(
  thing('a parallel step', {
    parallel: z
      .union([parallelList, parallelTimes], { error: 'a list of branches, or { times: 100, do: [...] }' })
      .describe('Branches that run at once, each a step or a list of steps.'),
    need,
  }),
  needsTooMany,
).transform((step): Step => ({ kind: 'parallel', ...step }))

const chooseStep = thing('a choose step', {
  choose: choices(someSteps).describe(
    'Choices, of which at most one happens; where shares sum to less, the rest does nothing.',
  ),
}).transform((step): Step => ({ kind: 'choose', ...step }))

const repeatStep = thing('a repeat step', {
  repeat: countLaw.describe('How often, one after the other.'),
  do: someSteps.describe('The steps to repeat.'),
}).transform((step): Step => ({ kind: 'repeat', ...step }))

const cacheStep = thing('a cache step', {
  cache: name.describe('A record that some module owns, of which copies are kept here.'),
  key: name.exactOptional().describe('The input that is the key; else one is drawn from the popularity of the record.'),
  ttl: z
    .union([z.literal('forever').transform(() => Number.POSITIVE_INFINITY), positiveDuration], {
      error: 'a duration or forever',
    })
    .prefault('forever')
    .describe('How long an entry is good.'),
  entries: z
    .union([z.literal('unbounded').transform(() => Number.POSITIVE_INFINITY), positiveCount], {
      error: 'a count or unbounded',
    })
    .prefault('unbounded')
    .describe('How many entries there are at most; the least recently used one makes room.'),
  'look-up': durationLaw.prefault(0).describe('How long looking up takes, found or not.'),
  scope: z
    .enum(['instance', 'shared'], { error: 'instance or shared' })
    .prefault('instance')
    .describe('Whether each instance has a cache of its own, or all share one.'),
  warm: share.prefault(0).describe('Share of the keys, the most popular ones, that are there at the start.'),
  miss: someSteps.describe('What is done where the key is not there; then it is.'),
}).transform((step): Step => ({ kind: 'cache', ...step }))

const respondWord = z.literal('respond', { error: 'respond' }).transform((): Step => ({ kind: 'respond' }))

/** What an operation does, one thing at a time. */
export const step: z.ZodType<Step, StepDocument> = z
  .union([...simpleSteps, parallelStep, chooseStep, repeatStep, cacheStep, respondWord], { error: 'a step' })
  .meta({ id: 'step', defaultSnippets: snippets() })

const stepList: z.ZodType<readonly Step[], readonly StepDocument[]> = z.array(step, { error: 'a list of steps' })

/** A list of steps, or a single one. */
const steps: z.ZodType<readonly Step[], StepsDocument> = z
  .union([stepList, step.transform((single) => [single])], { error: 'a step or a list of steps' })
  .meta({ id: 'steps' })

function needsTooMany(value: Readonly<Record<string, unknown>>): ReturnType<Parameters<typeof withRule>[1]> {
  const { need: needed, parallel } = value
  if (typeof needed !== 'number' || typeof parallel !== 'object' || parallel === null) return undefined
  const branches = 'times' in parallel ? parallel.times : 'branches' in parallel ? parallel.branches : undefined
  const most = Array.isArray(branches) ? branches.length : branches
  if (typeof most !== 'number' || needed <= most) return undefined
  return {
    code: 'S108',
    message: `this step needs ${needed} branches and has ${most}`,
    path: ['need'],
    expected: `at most ${most}, or all`,
  }
}

/** What an editor offers. */
function snippets(): readonly { label: string; body: unknown }[] {
  return [
    { label: 'cpu', body: { cpu: 'exp(${1:5ms})' } },
    { label: 'io', body: { io: 'lognormal(p50=${1:20ms}, p99=${2:180ms})' } },
    { label: 'call', body: { call: '${1:module}.${2:operation}' } },
    { label: 'send', body: { send: '${1:module}.${2:operation}' } },
    {
      label: 'parallel',
      body: { parallel: [{ call: '${1:module}.${2:operation}' }, { call: '${3:module}.${4:operation}' }] },
    },
    { label: 'choose', body: { choose: [{ share: '${1:30%}', do: [{ cpu: '${2:1ms}' }] }] } },
    { label: 'repeat', body: { repeat: '${1:5}', do: [{ cpu: '${2:1ms}' }] } },
    { label: 'read', body: { read: '${1:record}' } },
    { label: 'write', body: { write: '${1:record}' } },
    { label: 'cache', body: { cache: '${1:record}', ttl: '${2:60s}', miss: [{ read: '${1:record}' }] } },
    { label: 'fail', body: { fail: '${1:1%}' } },
    { label: 'respond', body: 'respond' },
  ]
}
