import * as z from 'zod'
import { parseCount } from '../literals/count.ts'
import { constantLaw } from '../literals/law.ts'
import { durations } from '../literals/law-domain.ts'
import { Mistake } from '../literals/mistake.ts'
import { roundedShare } from '../literals/share.ts'
import type { Deadline, Load, Workload } from '../scenario.ts'
import { type ArrivalsDocument, arrivals } from './arrivals.ts'
import { SUM_TOLERANCE } from './choices.ts'
import { literal } from './literal.ts'
import {
  type Count,
  duration,
  durationLaw,
  positiveCount,
  positiveDuration,
  type Quantity,
  type Share,
  share,
  sizeLaw,
} from './literals.ts'
import { name, named, operationName } from './name.ts'
import { input } from './popularity.ts'
import { report } from './report.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'

/** Who calls what, how often: open (`arrivals`) or closed (`users`). */
export interface WorkloadDocument {
  readonly arrivals?: ArrivalsDocument | undefined
  readonly users?: Count | undefined
  readonly think?: Quantity | undefined
  readonly 'ramp-up'?: Quantity | undefined
  readonly mix?: Readonly<Record<string, Share>> | undefined
  readonly call?: string | undefined
  readonly inputs?: Readonly<Record<string, string>> | undefined
  readonly session?: string | undefined
  readonly deadline?: Quantity | { readonly after: Quantity; readonly propagate?: boolean | undefined } | undefined
  readonly request?: Quantity | undefined
  readonly zone?: string | undefined
  readonly priorities?: Readonly<Record<string, Count>> | undefined
}

const mix = z
  .record(operationNameAsKey(), share, { error: 'a map of operations and shares' })
  .superRefine((shares, context) => {
    const sum = Object.values(shares).reduce((total, each) => total + each, 0)
    if (Math.abs(sum - 1) <= SUM_TOLERANCE) return
    const message = `the shares of this mix add up to ${roundedShare(sum)}`
    report(context, new Mistake('S108', message, { start: 0, end: 0 }, { expected: '100% in all' }))
  })

const deadline = z.union(
  [
    positiveDuration.transform((after): Deadline => ({ after, propagate: false })),
    thing('the deadline', {
      after: positiveDuration.describe('When the caller stops waiting.'),
      propagate: z
        .boolean({ error: 'true or false' })
        .prefault(false)
        .describe('Whether servers know the deadline and stop working at it.'),
    }),
  ],
  { error: 'a duration, or { after: 5s, propagate: true }' },
)

const priority: z.ZodType<number, Count> = literal({
  id: 'priority',
  noun: 'a class',
  examples: ['0', '5'],
  pattern: '^[0-9]$',
  numbers: 'all',
  parse: (text) => {
    const value = parseCount(text)
    if (value instanceof Mistake || value <= 9) return value
    return new Mistake('S116', `"${text}" is no class`, { start: 0, end: text.length }, { expected: 'from 0 to 9' })
  },
  more: { minimum: 0, maximum: 9 },
})

const fields = {
  arrivals: arrivals.exactOptional().describe('Open load: when requests come, whatever happens to those before.'),
  users: positiveCount
    .exactOptional()
    .describe('Closed load: how many users there are, each with one request at a time.'),
  think: durationLaw.exactOptional().describe('How long a user thinks between an answer and the next request.'),
  'ramp-up': duration.exactOptional().describe('How long it takes until all users have started.'),
  mix: mix.exactOptional().describe('What is called, by shares that add up to 100%.'),
  call: operationName.exactOptional().describe('The one operation that is called.'),
  inputs: named('a map of inputs', input).prefault({}).describe('Values drawn once for each request, by name.'),
  session: name
    .exactOptional()
    .describe('The input that says whose request it is, for read-your-writes and the like; else the user, or nobody.'),
  deadline: deadline.exactOptional().describe('When the caller stops waiting, however many calls lie below.'),
  request: sizeLaw.prefault('1KiB').describe('Payload of the request.'),
  zone: name.exactOptional().describe('The zone the callers are in; else they are outside.'),
  priorities: z
    .record(operationNameAsKey(), priority, { error: 'a map of operations and classes' })
    .prefault({})
    .describe('Class of each operation, 0 to 9, for queues with discipline: priority; 0 is the most important.'),
}

type Parsed = z.output<z.ZodObject<typeof fields>>

/** One kind of caller. */
const workload: z.ZodType<Workload, WorkloadDocument> = withRule(
  withRule(withRule(thing('a workload', fields), openOrClosed), closedOnly),
  mixOrCall,
)
  .transform(workloadOf)
  .meta({ id: 'workload' })

function workloadOf({ arrivals: open, users, think, 'ramp-up': rampUp, mix: shares, call, ...rest }: Parsed): Workload {
  const load: Load =
    open === undefined
      ? { kind: 'closed', users: users ?? 1, think: think ?? constantLaw(0, durations), 'ramp-up': rampUp ?? 0 }
      : { kind: 'open', arrivals: open }
  const called = shares === undefined ? { [call ?? '']: 1 } : shares
  // In the order of their names, so that two documents that differ in the order of keys are one scenario.
  const mixed = Object.keys(called).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return { ...rest, load, mix: mixed.map((operation) => ({ operation, share: called[operation] ?? 0 })) }
}

function openOrClosed(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const open = 'arrivals' in value
  if (open !== 'users' in value) return undefined
  return {
    code: 'S108',
    message: open ? 'this workload has arrivals and users' : 'this workload has no arrivals and no users',
    ...(open ? { path: ['users'] } : {}),
    expected: 'arrivals: poisson(120/s) for open load, or users: 30 for a closed loop',
  }
}

function closedOnly(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const stray = ['think', 'ramp-up'].find((key) => key in value)
  if (stray === undefined || 'users' in value) return undefined
  return {
    code: 'S108',
    message: `"${stray}" has a meaning only with users`,
    path: [stray],
    hint: 'remove it, or add users:',
  }
}

function mixOrCall(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const both = 'mix' in value
  if (both !== 'call' in value) return undefined
  return {
    code: 'S108',
    message: both ? 'this workload has a mix and a call' : 'this workload calls nothing',
    ...(both ? { path: ['call'] } : {}),
    expected: 'call: shop.browse, or mix: { shop.browse: 80%, shop.checkout: 20% }',
  }
}

function operationNameAsKey(): z.ZodType<string, string> {
  return operationName
}

/** Workloads by name. */
export const workloads: z.ZodType<
  Readonly<Record<string, Workload>>,
  Readonly<Record<string, WorkloadDocument>>
> = named('a map of workloads', workload)
