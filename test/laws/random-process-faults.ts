import fc from 'fast-check'
import type { FaultEffect, FaultPlan, InstanceTargets } from '../../src/sim/fault-plan.ts'
import { Outcome } from '../../src/sim/outcome.ts'
import { FOREVER, type PlanIndex, type WorldSpec } from '../sim/world/plans.ts'
import { LOAD } from './random-worlds.ts'

const KINDS = [
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
  'pool-exhausted',
  'pool-leak',
] as const

/** A fault on processes or dependencies, as plain data; times in microseconds. */
export interface FaultDraft {
  readonly kind: (typeof KINDS)[number]
  readonly unit: number
  readonly all: boolean
  readonly from: number
  readonly length: number
  /** Each kind makes of them what it needs. */
  readonly small: number
  readonly time: number
  readonly share: number
}

/** Some faults, of all kinds or of these; they overlap as they like. */
export function randomFaults(kinds: readonly (typeof KINDS)[number][] = KINDS): fc.Arbitrary<readonly FaultDraft[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      unit: fc.nat(3),
      all: fc.boolean(),
      from: fc.nat(LOAD),
      length: fc.oneof(fc.constantFrom(0, 1), fc.nat(LOAD / 2)),
      small: fc.nat(3),
      time: fc.oneof(fc.constant(0), fc.nat(3000)),
      share: fc.constantFrom(0.2, 0.5, 1),
    }),
    { minLength: 1, maxLength: 6, size: 'max' },
  )
}

/** The world with these faults in it, and a timeout wherever somebody could wait for ever. */
export function withFaults(spec: WorldSpec, drafts: readonly FaultDraft[]): WorldSpec {
  const edges = Object.entries(spec.edges ?? {}).map(
    ([name, edge]) => [name, { ...edge, timeout: edge.timeout || 5e6 }] as const,
  )
  return {
    ...spec,
    edges: Object.fromEntries(edges),
    faults: (index) => drafts.flatMap((draft, i) => planOf(draft, i, spec, index)),
  }
}

function planOf(draft: FaultDraft, i: number, spec: WorldSpec, index: PlanIndex): readonly FaultPlan[] {
  const names = Object.keys(spec.units)
  const name = names[draft.unit % names.length] as string
  const on: InstanceTargets = {
    units: [index.unit(name)],
    zones: [],
    pick: draft.all ? { kind: 'all' } : { kind: 'one' },
  }
  const programs = Object.keys(spec.operations)
    .filter((operation) => operation.startsWith(`${name}.`))
    .map((operation) => index.program(operation))
  const effect = effectOf(draft, on, programs, Object.keys(spec.pools ?? {}), index)
  if (effect === undefined) return []
  const schedule = {
    kind: 'scripted',
    at: draft.from * 1000,
    lasts: draft.length * 1000,
    every: 0,
    jitter: 0,
    until: FOREVER,
  } as const
  return [{ id: `f${i}`, kind: draft.kind, schedule, effect }]
}

function effectOf(
  { kind, small, time, share }: FaultDraft,
  on: InstanceTargets,
  programs: readonly number[],
  pools: readonly string[],
  index: PlanIndex,
): FaultEffect | undefined {
  const ns = time * 1000
  const host = small % 2 === 0 ? 'down' : 'up'
  const pool = pools[small % Math.max(1, pools.length)]
  if ('errors lost-reply throttle'.includes(kind) && programs.length === 0) return undefined
  switch (kind) {
    case 'crash':
      return { kind, on, host, restart: ns, cold: { factor: 1 + small, lasts: small * ns } }
    case 'drain':
      return { kind, on, grace: ns, restart: small * ns }
    case 'pause':
      return { kind, on }
    case 'slow':
      return { kind, on, factor: 1 + small, resource: 'all', healthChecks: false }
    case 'cpu-quota':
      return { kind, on, quota: share * (ns + 1e5), period: ns + 1e5 }
    case 'memory':
      return {
        kind,
        on,
        limit: 1e6,
        // It is full after so many microseconds.
        growth: 1e12 / (time + 50),
        perRequest: small * 1e5,
        slowFrom: share,
        slowdown: 1 + small,
        restart: ns,
      }
    case 'threads':
      return { kind, on, take: share }
    case 'descriptors':
      return { kind, on, limit: small }
    case 'clock':
      return { kind, on, step: small % 2 === 0 ? ns : -ns, drift: small === 3 ? share : 0 }
    case 'errors':
      return {
        kind,
        on,
        programs,
        share,
        when: small % 2 === 0 ? 'before' : 'after',
        outcome: Outcome.error,
        first: small,
      }
    case 'lost-reply':
      return { kind, on, programs, share }
    case 'throttle':
      return { kind, on, programs, perSecond: 1 + time, burst: 1 + small, retryAfter: ns }
    case 'pool-exhausted':
      return pool === undefined ? undefined : { kind, pool: index.pool(pool), take: 1 + small }
    case 'pool-leak':
      return pool === undefined ? undefined : { kind, pool: index.pool(pool), share }
  }
}
