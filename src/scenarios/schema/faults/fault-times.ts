import * as z from 'zod'
import type { FaultStart, Stay } from '../../fault.ts'
import { duration, positiveCount, positiveDuration, type Quantity } from '../literals.ts'
import { name } from '../name.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import type { AfterDocument, StayDocument, WhenDocument } from './fault-document.ts'
import { condition } from './fault-literals.ts'

type After = Pick<FaultStart & { kind: 'after' }, 'fault' | 'event' | 'delay'>
type When = Pick<FaultStart & { kind: 'when' }, 'condition' | 'delay' | 'times' | 'poll'>

const after: z.ZodType<After, string | AfterDocument> = z.union(
  [
    name.transform((fault): After => ({ fault, event: 'end', delay: 0 })),
    thing('the start after another fault', {
      fault: name.describe('The id of the other fault.'),
      event: z
        .enum(['start', 'end'], { error: 'start or end' })
        .prefault('end')
        .describe('Whether its start or its end is waited for.'),
      delay: duration.prefault(0).describe('How long after that.'),
    }),
  ],
  { error: 'the id of a fault, or { fault: slow-db, event: end, delay: 10s }' },
)

/** A look is no event, so that no limit of a run would end looks without end; ns. */
const SHORTEST_POLL = 1_000_000
const TOO_OFTEN: BrokenRule = {
  code: 'S108',
  message: 'a run would do little else than look',
  path: ['poll'],
  expected: 'at least 1ms',
}

const when: z.ZodType<When, string | WhenDocument> = z.union(
  [
    condition.transform((that): When => ({ condition: that, delay: 0, times: 1, poll: 100_000_000 })),
    withRule(
      thing('the condition of a fault', {
        that: condition.describe('What must be true.'),
        delay: duration.prefault(0).describe('How long after it has become true.'),
        times: positiveCount.prefault(1).describe('How often at most.'),
        poll: positiveDuration.prefault('100ms').describe('How often one looks; at least 1ms.'),
      }),
      ({ poll }) => (typeof poll === 'number' && poll < SHORTEST_POLL ? TOO_OFTEN : undefined),
    ).transform(({ that, ...rest }): When => ({ condition: that, ...rest })),
  ],
  { error: 'a condition, or { that: orders.queue-length > 500, delay: 5s }' },
)

const stay: z.ZodType<Stay, StayDocument> = z.union(
  [
    positiveDuration.transform((length): Stay => ({ min: length, mean: length })),
    withRule(
      thing('a stay', {
        min: duration.prefault(0).describe('The least.'),
        mean: positiveDuration.describe('The mean; what is above the least is exponential.'),
      }),
      ({ min, mean }) =>
        typeof min === 'number' && typeof mean === 'number' && mean < min
          ? { code: 'S108', message: 'the mean is below the least', path: ['mean'], expected: 'at least min' }
          : undefined,
    ),
  ],
  { error: 'a duration, or { min: 2s, mean: 5s }' },
)

const flap: z.ZodType<Flap, { readonly on: StayDocument; readonly off: StayDocument }> = thing('the flapping', {
  on: stay.describe('How long it is on each time.'),
  off: stay.describe('How long it is off each time; it begins off.'),
})

/** What may be left out. */
export type Optional<Output, Input> = z.ZodExactOptional<z.ZodType<Output, Input>>
type OptionalTime = Optional<number, Quantity>
type Flap = Pick<FaultStart & { kind: 'flap' }, 'on' | 'off'>

/**
 * What every kind of fault may say about its name and its times. Each has an id, so that the JSON Schema describes it
 * only once.
 */
export const timeFields: {
  id: Optional<string, string>
  disabled: z.ZodPrefault<z.ZodType<boolean, boolean>>
  at: OptionalTime
  for: OptionalTime
  until: OptionalTime
  every: OptionalTime
  jitter: OptionalTime
  after: Optional<After, string | AfterDocument>
  when: Optional<When, string | WhenDocument>
  flap: Optional<Flap, { readonly on: StayDocument; readonly off: StayDocument }>
} = {
  id: name
    .exactOptional()
    .describe('What expectations and results call it; else its kind and a number.')
    .meta({ id: 'fault-id' }),
  disabled: z
    .boolean({ error: 'true or false' })
    .prefault(false)
    .describe('Whether it stays in the file and does nothing.')
    .meta({ id: 'fault-disabled' }),
  at: duration.exactOptional().describe('When it starts; else with the run.').meta({ id: 'fault-at' }),
  for: positiveDuration
    .exactOptional()
    .describe('How long it lasts; else to the end of the run.')
    .meta({ id: 'fault-for' }),
  until: positiveDuration
    .exactOptional()
    .describe('When it ends; with every or flap, when nothing more begins and what is on ends.')
    .meta({ id: 'fault-until' }),
  every: positiveDuration
    .exactOptional()
    .describe('Starts again and again, so long after the start before.')
    .meta({ id: 'fault-every' }),
  jitter: duration
    .exactOptional()
    .describe('Each start is later by a random time up to this.')
    .meta({ id: 'fault-jitter' }),
  after: after.exactOptional().describe('Starts after another fault, each time.').meta({ id: 'fault-after' }),
  when: when.exactOptional().describe('Starts when something has become true.').meta({ id: 'fault-when' }),
  flap: flap.exactOptional().describe('On and off in turn.').meta({ id: 'fault-flap' }),
}

/** What `timeFields` read, whatever else there is. */
export type Times = z.output<z.ZodObject<typeof timeFields>>

/** What a fault says about itself, apart from what it does. */
export interface FaultHead {
  readonly id: string | undefined
  readonly disabled: boolean
  readonly starts: FaultStart
}

/** Takes what all faults have out of what was read. */
export function headOf(times: Times, instant: boolean): FaultHead {
  return { id: times.id, disabled: times.disabled, starts: startOf(times, instant ? 0 : Number.POSITIVE_INFINITY) }
}

function startOf(
  { at = 0, until, every = 0, jitter = 0, after, when, flap, ...times }: Times,
  lasts: number,
): FaultStart {
  const length = times.for ?? lasts
  if (after !== undefined) return { kind: 'after', ...after, for: length }
  if (when !== undefined) return { kind: 'when', ...when, for: length }
  const end = until ?? Number.POSITIVE_INFINITY
  if (flap === undefined) return { kind: 'scripted', at, for: length, every, jitter, until: end }
  return { kind: 'flap', at, until: times.for === undefined ? end : at + times.for, ...flap }
}

type Written = Readonly<Record<string, unknown>>

const WAYS = ['after', 'when', 'flap'] as const

/**
 * Times that contradict each other; `instant` is for a fault that is over as soon as it has started.
 */
export function timesRule(value: Written, instant: boolean): BrokenRule | undefined {
  return oneStart(value) ?? contradiction(value, instant)
}

/** A fault starts at times, after another, when something is true, or in turns. */
function oneStart(value: Written): BrokenRule | undefined {
  const ways = WAYS.filter((key) => key in value)
  const [way, second] = ways
  if (way === undefined) return undefined
  if (second !== undefined) {
    const message = `a fault starts in one way, and this one has "${way}" and "${second}"`
    return { code: 'S108', message, path: [second], hint: 'make it two faults' }
  }
  const foreign = (way === 'flap' ? ['every', 'jitter'] : ['at', 'every', 'jitter', 'until']).find(
    (key) => key in value,
  )
  if (foreign === undefined) return undefined
  return {
    code: 'S108',
    message: `"${foreign}" has no meaning beside "${way}"`,
    path: [foreign],
    ...ADVICE[way === 'flap' || foreign !== 'at' ? foreign : way],
  }
}

const ADVICE: Readonly<Record<string, { readonly hint: string }>> = {
  until: { hint: 'say how long it lasts with "for"' },
  after: { hint: 'to start later than the other fault: after: { fault: …, delay: 10s }' },
  when: { hint: 'to start later than the condition: when: { that: …, delay: 10s }' },
}

function contradiction(value: Written, instant: boolean): BrokenRule | undefined {
  const [at, length, until, every, jitter] = ['at', 'for', 'until', 'every', 'jitter'].map((key) =>
    numberIn(value, key),
  )
  const repeats = 'every' in value
  if (instant) {
    const useless = ['for', 'flap', ...(repeats ? [] : ['until'])].find((key) => key in value)
    if (useless === undefined) return tooLate(at, jitter, until)
    const message = `"${useless}" has no meaning here: this fault is over at once`
    return { code: 'S108', message, path: [useless], hint: 'to repeat it, use "every"' }
  }
  if ('for' in value && 'until' in value && !repeats) {
    const message = '"for" and "until" both say when this fault ends'
    return { code: 'S108', message, path: ['until'], hint: 'keep one of the two' }
  }
  if (repeats && !('for' in value)) {
    const message = 'a fault that starts every so often must end in between'
    return { code: 'S108', message, path: ['every'], expected: '"for" with how long it lasts each time' }
  }
  if (every !== undefined && length !== undefined && every < length + (jitter ?? 0)) {
    const message = 'this fault starts again before it has ended'
    const expected = `at least "for"${'jitter' in value ? ' and "jitter" together' : ''}`
    return { code: 'S108', message, path: ['every'], expected }
  }
  return tooLate(at, jitter, until)
}

function tooLate(at: number = 0, jitter: number = 0, until: number = Number.POSITIVE_INFINITY): BrokenRule | undefined {
  if (at + jitter < until) return undefined
  const message = 'this fault ends before it starts'
  return { code: 'S108', message, path: ['until'], expected: `after "at"${jitter > 0 ? ' and "jitter" together' : ''}` }
}

function numberIn(value: Written, key: string): number | undefined {
  const found = value[key]
  return typeof found === 'number' ? found : undefined
}
