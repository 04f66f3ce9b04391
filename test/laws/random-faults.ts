import fc from 'fast-check'
import type { FaultEffect, FaultPlan, FaultSchedule, InstanceTargets, PathTargets } from '../../src/sim/fault-plan.ts'
import { constant } from '../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../src/sim/kernel/distributions/exponential.ts'
import { Outcome } from '../../src/sim/outcome.ts'
import type { Plan } from '../../src/sim/plan.ts'

const US = 1000
const FOREVER = Number.POSITIVE_INFINITY

/** Every kind of fault, but those that need a cache. */
export const KINDS = [
  'latency',
  'loss',
  'duplicate',
  'reorder',
  'bandwidth',
  'partition',
  'bridge',
  'jam',
  'refuse',
  'hang',
  'reset',
  'unfound',
  'unanswered-name',
  'crash',
  'drain',
  'pause',
  'slow',
  'cpu-quota',
  'memory',
  'threads',
  'descriptors',
  'clock',
  'errors',
  'lost-reply',
  'throttle',
  'pool-leak',
  'pool-exhausted',
  'surge',
  'client-retries',
] as const
export type Kind = (typeof KINDS)[number]

/** A fault as plain data that shrinks well; numbers mean what its kind makes of them. Times in microseconds. */
export interface FaultDraft {
  readonly kind: Kind
  /** Names its target, of as many as the world has. */
  readonly target: number
  readonly share: number
  readonly amount: number
  readonly pick: 'all' | 'one' | 'majority'
  readonly direction: PathTargets['direction']
  readonly flag: boolean
  readonly schedule:
    | { readonly kind: 'scripted'; readonly at: number; readonly lasts: number; readonly every: number }
    | { readonly kind: 'after'; readonly delay: number; readonly lasts: number; readonly event: 'start' | 'end' }
    | { readonly kind: 'stochastic'; readonly on: number; readonly off: number }
    | { readonly kind: 'when'; readonly value: number; readonly lasts: number; readonly delay: number }
}

/** Some faults, of some kinds. `load`: microseconds in which they begin. */
export function randomFaults(load: number, kinds: readonly Kind[] = KINDS): fc.Arbitrary<readonly FaultDraft[]> {
  const time = fc.integer({ min: 0, max: load })
  const lasts = fc.oneof(fc.integer({ min: 0, max: load / 2 }), fc.constant(FOREVER))
  const stay = fc.integer({ min: 50, max: load / 4 })
  const schedule: fc.Arbitrary<FaultDraft['schedule']> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('scripted' as const),
        at: time,
        lasts,
        every: fc.oneof(fc.constant(0), fc.integer({ min: load / 8, max: load })),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('after' as const),
        delay: fc.nat(load / 4),
        lasts,
        event: fc.constantFrom('start' as const, 'end' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stochastic' as const), on: stay, off: stay }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('when' as const),
        value: fc.nat(3),
        lasts: fc.integer({ min: 1, max: load / 4 }),
        delay: fc.nat(500),
      }),
    },
  )
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      target: fc.nat(30),
      share: fc.constantFrom(0.05, 0.5, 1),
      amount: fc.integer({ min: 1, max: 3000 }),
      pick: fc.constantFrom('all' as const, 'one' as const, 'majority' as const),
      direction: fc.constantFrom('both' as const, 'there' as const, 'back' as const),
      flag: fc.boolean(),
      schedule,
    }),
    { minLength: 1, maxLength: 4, size: 'max' },
  )
}

/** A plan with the faults of some drafts, which all end at `heal`, ns; those that have no target there are left out. */
export function withFaults(plan: Plan, drafts: readonly FaultDraft[], heal: number): Plan {
  const faults: FaultPlan[] = []
  for (const draft of drafts) {
    const effect = effectOf(draft, plan)
    if (effect === undefined) continue
    const schedule = scheduleOf(draft, faults.length, plan)
    if (schedule !== undefined) faults.push({ id: `f${faults.length}`, kind: draft.kind, schedule, effect })
  }
  return { ...plan, faults, heal }
}

function scheduleOf({ schedule, target }: FaultDraft, index: number, plan: Plan): FaultSchedule | undefined {
  const lasts = (us: number): number => us * US
  switch (schedule.kind) {
    case 'scripted': {
      const { at, every } = schedule
      const jitter = every > 0 ? 100 * US : 0
      return { kind: 'scripted', at: at * US, lasts: lasts(schedule.lasts), every: every * US, jitter, until: FOREVER }
    }
    case 'after':
      // Only after an earlier one: never in a ring.
      if (index === 0) return undefined
      return { ...schedule, fault: target % index, delay: schedule.delay * US, lasts: lasts(schedule.lasts) }
    case 'stochastic': {
      const stay = (us: number) => ({ minimum: us * US, extra: exponential(us * US) })
      return { kind: 'stochastic', at: 0, until: FOREVER, on: stay(schedule.on), off: stay(schedule.off) }
    }
    case 'when': {
      const condition = {
        unit: target % plan.units.length,
        measure: 'concurrency',
        compare: '>',
        value: schedule.value,
      } as const
      const { delay } = schedule
      return { kind: 'when', condition, delay: delay * US, lasts: schedule.lasts * US, times: 3, poll: 250 * US }
    }
  }
}

function effectOf(draft: FaultDraft, plan: Plan): FaultEffect | undefined {
  return networkEffect(draft, plan) ?? processEffect(draft, plan) ?? dependencyEffect(draft, plan)
}

function networkEffect(draft: FaultDraft, plan: Plan): FaultEffect | undefined {
  const { kind, target, share, amount, flag, pick } = draft
  const time = flag ? exponential(amount * US) : constant(amount * US)
  const end = flag ? 'callee' : 'caller'
  const edges = target % 3 === 0 ? plan.edges.map((_, e) => e) : [target % plan.edges.length]
  const { direction } = draft
  const path: PathTargets = { edges, direction, from: [], to: [], end, pick: { kind: pick }, programs: [] }
  switch (kind) {
    case 'latency':
      return { kind, path, add: time }
    case 'loss':
      return { kind, path, share, burst: flag ? 3 : 1 }
    case 'duplicate':
      return { kind, path, share, delay: time }
    case 'reorder':
      return { kind, path, share, hold: time }
    case 'bandwidth':
      return { kind, path, rate: amount * 1000 }
    case 'partition':
    case 'jam':
      return { kind, path }
    case 'bridge': {
      const edge = plan.edges[target % plan.edges.length]
      if (edge === undefined) return undefined
      return { kind, left: [{ unit: edge.from, instance: 0 }], right: [{ unit: edge.to, instance: 0 }] }
    }
    case 'refuse':
    case 'hang':
    case 'reset':
      return { kind: 'connection', path, share, mode: kind }
    case 'unfound':
      return { kind: 'discovery', path, mode: 'fail' }
    case 'unanswered-name':
      return { kind: 'discovery', path, mode: 'hang' }
    default:
      return undefined
  }
}

function processEffect({ kind, target, share, amount, flag, pick }: FaultDraft, plan: Plan): FaultEffect | undefined {
  const on: InstanceTargets = { units: [target % plan.units.length], zones: [], pick: { kind: pick } }
  const restart = amount * US
  switch (kind) {
    case 'crash':
      return {
        kind,
        on,
        host: flag ? 'up' : 'down',
        restart,
        cold: { factor: share < 1 ? 3 : 1, lasts: amount * US },
      }
    case 'drain':
      return { kind, on, grace: amount * US, restart: flag ? 0 : restart }
    case 'pause':
      return { kind, on }
    case 'slow':
      return { kind, on, factor: 1 + amount / 500, resource: flag ? 'all' : 'cpu', healthChecks: false }
    case 'cpu-quota':
      return { kind, on, quota: 50 * US, period: (100 + amount) * US }
    case 'memory': {
      const perRequest = flag ? 1e4 : 0
      return { kind, on, limit: 1e6, growth: amount * 1e5, perRequest, slowFrom: share, slowdown: 4, restart }
    }
    case 'threads':
      return { kind, on, take: share }
    case 'descriptors':
      return { kind, on, limit: amount % 4 }
    case 'clock':
      return { kind, on, step: (flag ? 1 : -1) * amount * US, drift: share / 100 }
    default:
      return undefined
  }
}

function dependencyEffect(
  { kind, target, share, amount, flag, pick }: FaultDraft,
  plan: Plan,
): FaultEffect | undefined {
  const on: InstanceTargets = { units: [target % plan.units.length], zones: [], pick: { kind: pick } }
  const workload = target % plan.workloads.length
  const operations = plan.programs.flatMap(({ operation }, p) => (operation ? [p] : []))
  const programs = [operations[target % operations.length] as number]
  switch (kind) {
    case 'errors':
      return { kind, programs, on, share, when: flag ? 'before' : 'after', outcome: Outcome.error, first: amount % 3 }
    case 'lost-reply':
      return { kind, programs, on, share }
    case 'throttle':
      return { kind, programs, on, perSecond: amount, burst: 2, retryAfter: amount * US }
    case 'pool-leak':
    case 'pool-exhausted': {
      if (plan.pools.length === 0) return undefined
      const pool = target % plan.pools.length
      return kind === 'pool-leak' ? { kind, pool, share } : { kind, pool, take: 1 + (amount % 3) }
    }
    case 'surge':
      return { kind, workload, factor: share * 3 }
    case 'client-retries':
      return { kind, workload, attempts: 1 + (amount % 4), wait: flag ? 0 : amount * US }
    default:
      return undefined
  }
}
