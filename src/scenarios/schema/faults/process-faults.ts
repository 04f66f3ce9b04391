import * as z from 'zod'
import type { Cold, FaultKind } from '../../fault.ts'
import { bandwidth, duration, positiveCount, positiveDuration, share, size } from '../literals.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import type { ColdDocument } from './fault-document.ts'
import { clockDrift, clockStep, factor, someShare } from './fault-literals.ts'
import { type FaultSchema, faultOfKind } from './fault-of-kind.ts'
import { choiceOf, instanceFields, names } from './fault-targets.ts'
import { type Optional, timeFields } from './fault-times.ts'

const on = names.describe('Whom: a unit, store or module, or a list of them.')
const rest = { ...instanceFields, ...timeFields }

/** How slow it is after a start; `undefined` where it is not. */
export const cold: Optional<Cold, ColdDocument> = thing('the cold start', {
  factor: factor.describe('How many times as long everything takes.'),
  for: positiveDuration.describe('How long.'),
})
  .transform((value): Cold => value)
  .exactOptional()
  .describe('How much slower it works after the start, and how long.')

/** A start after which all is as before. */
export const WARM: Cold = { factor: 1, for: 0 }

/** How long it takes to start again. */
export const restart: z.ZodPrefault<z.ZodType<number, string | 0>> = duration
  .prefault(0)
  .describe('How long it takes to start again when the fault is over.')

const crash = faultOfKind(
  thing('a crash fault', {
    crash: on,
    host: z
      .enum(['down', 'up'], { error: 'down or up' })
      .prefault('down')
      .describe('Whether nobody answers at all, or a machine that refuses.'),
    restart,
    cold,
    ...rest,
  }),
  ({ crash: whom, host, restart: start, cold: slow = WARM, ...more }): FaultKind => {
    return { kind: 'crash', on: { names: whom, ...choiceOf(more) }, host, restart: start, cold: slow }
  },
)

const drain = faultOfKind(
  thing('a drain fault', {
    drain: on,
    grace: duration.prefault('30s').describe('How long what it works on may take to end.'),
    restart,
    ...rest,
  }),
  ({ drain: whom, grace, restart: start, ...more }): FaultKind => {
    return { kind: 'drain', on: { names: whom, ...choiceOf(more) }, grace, restart: start }
  },
)

const pause = faultOfKind(thing('a pause fault', { pause: on, ...rest }), ({ pause: whom, ...more }): FaultKind => {
  return { kind: 'pause', on: { names: whom, ...choiceOf(more) } }
})

const stall = faultOfKind(
  thing('a stall fault', { stall: names.describe('Whom: a store, or a list of them.'), ...rest }),
  ({ stall: whom, ...more }): FaultKind => ({ kind: 'stall', on: { names: whom, ...choiceOf(more) } }),
)

const slow = faultOfKind(
  thing('a slow fault', {
    slow: on,
    factor: factor.describe('How many times as long work takes that begins.'),
    resource: z
      .enum(['cpu', 'io', 'all'], { error: 'cpu, io or all' })
      .prefault('all')
      .describe('Whether computing, waiting or both are slower.'),
    'health-checks': z
      .boolean({ error: 'true or false' })
      .prefault(false)
      .describe('Whether health checks are slower, too; if not, nobody notices.'),
    ...rest,
  }),
  ({ slow: whom, factor: times, resource, 'health-checks': checks, ...more }): FaultKind => {
    const target = { names: whom, ...choiceOf(more) }
    return { kind: 'slow', on: target, factor: times, resource, 'health-checks': checks }
  },
)

const quota = faultOfKind(
  thing('a cpu-quota fault', {
    'cpu-quota': on,
    quota: positiveDuration.describe('Cpu time in each period, of all cores together.'),
    period: positiveDuration.prefault('100ms').describe('The period; 100ms is the default of Linux.'),
    ...rest,
  }),
  ({ 'cpu-quota': whom, quota: most, period, ...more }): FaultKind => {
    return { kind: 'cpu-quota', on: { names: whom, ...choiceOf(more) }, quota: most, period }
  },
)

const memory = faultOfKind(
  withRule(
    thing('a memory fault', {
      memory: on,
      limit: size.describe('Where an instance is killed.'),
      growth: bandwidth.exactOptional().describe('How fast it grows by itself.'),
      'per-request': size.prefault(0).describe('What each request leaves behind.'),
      'slow-from': share
        .exactOptional()
        .describe('The share of the limit above which computing gets slower; else 80%.'),
      slowdown: factor.exactOptional().describe('How many times as long computing takes at the limit; else it stays.'),
      restart: duration.prefault('10s').describe('How long it takes to start again when it was killed.'),
      ...rest,
    }),
    growing,
  ),
  ({ memory: whom, limit, growth = 0, 'slow-from': from = 0.8, slowdown = 1, restart: start, ...more }): FaultKind => ({
    kind: 'memory',
    on: { names: whom, ...choiceOf(more) },
    limit,
    growth,
    'per-request': more['per-request'],
    'slow-from': from,
    slowdown,
    restart: start,
  }),
)

const threads = faultOfKind(
  thing('a threads fault', {
    threads: on,
    take: someShare.describe('How many of the worker slots are taken.'),
    ...rest,
  }),
  ({ threads: whom, take, ...more }): FaultKind => {
    return { kind: 'threads', on: { names: whom, ...choiceOf(more) }, take }
  },
)

const descriptors = faultOfKind(
  thing('a descriptors fault', {
    descriptors: on,
    limit: positiveCount.describe('Requests in an instance, above which new ones are refused.'),
    ...rest,
  }),
  ({ descriptors: whom, limit, ...more }): FaultKind => {
    return { kind: 'descriptors', on: { names: whom, ...choiceOf(more) }, limit }
  },
)

const clock = faultOfKind(
  withRule(
    thing('a clock fault', {
      clock: on,
      step: clockStep.prefault(0).describe('How far the wall clock jumps; backwards with a minus sign.'),
      drift: clockDrift.prefault(0).describe('How much too fast it runs; too slow with a minus sign.'),
      ...rest,
    }),
    wrong,
  ),
  ({ clock: whom, step, drift, ...more }): FaultKind => {
    return { kind: 'clock', on: { names: whom, ...choiceOf(more) }, step, drift }
  },
)

type Written = Readonly<Record<string, unknown>>

function growing(value: Written): BrokenRule | undefined {
  if (value['limit'] === 0) {
    return { code: 'S161', message: 'with a limit of 0 nothing ever runs', path: ['limit'], hint: 'use crash' }
  }
  if (!('growth' in value) && value['per-request'] === 0) {
    const message = 'the memory of this fault never grows'
    return { code: 'S161', message, expected: 'growth: 10MiB/s, per-request: 100KiB, or both' }
  }
  if ('slow-from' in value && !('slowdown' in value)) {
    const message = '"slow-from" says where it gets slower, and nothing says how slow'
    return { code: 'S161', message, path: ['slow-from'], expected: 'slowdown: 4 beside it' }
  }
  return undefined
}

function wrong({ step, drift }: Written): BrokenRule | undefined {
  if (step !== 0 || drift !== 0) return undefined
  return { code: 'S161', message: 'this clock is right', expected: 'step: 5s, drift: 0.1%, or both' }
}

/** Faults of processes, by kind. */
export const processFaults: Readonly<Record<string, FaultSchema>> = {
  crash,
  drain,
  pause,
  stall,
  slow,
  'cpu-quota': quota,
  memory,
  threads,
  descriptors,
  clock,
}
