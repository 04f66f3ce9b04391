import * as z from 'zod'
import type { Step } from '../step.ts'
import { choices } from './choices.ts'
import { blocks } from './data-blocks.ts'
import { countLaw, positiveCount } from './literals.ts'
import { publishStep } from './messaging/publish-step.ts'
import { simpleSteps } from './simple-steps.ts'
import { statementSteps } from './statement-steps.ts'
import type { StepDocument, StepsDocument } from './step-document.ts'
import { thing, withRule } from './thing.ts'
import { transactionStep } from './transactions/transaction-step.ts'

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

const respondWord = z.literal('respond', { error: 'respond' }).transform((): Step => ({ kind: 'respond' }))

/** What an operation does, one thing at a time. */
export const step: z.ZodType<Step, StepDocument> = z
  .union(
    [
      ...simpleSteps,
      publishStep,
      transactionStep,
      ...statementSteps,
      ...blocks(someSteps),
      parallelStep,
      chooseStep,
      repeatStep,
      respondWord,
    ],
    {
      error: 'a step',
    },
  )
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
    { label: 'update', body: { update: '${1:record}', add: '${2:-1}', require: '${3:>= 0}', as: '${4:out-of-stock}' } },
    { label: 'insert', body: { insert: '${1:record}' } },
    { label: 'delete', body: { delete: '${1:record}' } },
    { label: 'query', body: { query: '${1:record}', rows: '${2:20}' } },
    { label: 'join', body: { join: ['${1:record}', '${2:record}'], rows: '${3:20}' } },
    { label: 'begin', body: { begin: [{ read: '${1:record}' }, { write: '${1:record}' }] } },
    { label: 'lease', body: { lease: '${1:record}', ttl: '${2:10s}', do: [{ cpu: '${3:1ms}' }] } },
    { label: 'invalidate', body: { invalidate: '${1:record}' } },
    { label: 'cache', body: { cache: '${1:record}', ttl: '${2:60s}', miss: [{ read: '${1:record}' }] } },
    {
      label: 'transaction',
      body: {
        transaction: '${1:place-order}',
        steps: [{ call: '${2:module}.${3:operation}', undo: '${2:module}.${4:operation}' }],
      },
    },
    { label: 'publish', body: { publish: '${1:order.placed}' } },
    { label: 'fail', body: { fail: '${1:1%}' } },
    { label: 'respond', body: 'respond' },
  ]
}
