import fc from 'fast-check'
import { empirical } from '../../src/sim/kernel/distributions/empirical.ts'
import { exponential } from '../../src/sim/kernel/distributions/exponential.ts'
import type { BalancePlan } from '../../src/sim/plan.ts'
import type { Law } from '../sim/world/law.ts'
import { at, closed, type EdgeSpec, FOREVER, open, type UnitSpec, type WorldSpec } from '../sim/world/plans.ts'
import { call, choose, cpu, fail, io, parallel, repeat, respond, type StepSpec, send } from '../sim/world/steps.ts'
import { type GuardDraft, guardOf, randomGuards } from './random-guards.ts'

/** A time in microseconds: constant, exponential or one of several. */
type TimeDraft = number | { readonly mean: number } | { readonly values: readonly number[] }

type StepDraft =
  | { readonly kind: 'cpu' | 'io'; readonly time: TimeDraft }
  | { readonly kind: 'call' | 'send'; readonly callee: number; readonly timeout: number; readonly optional: boolean }
  | {
      readonly kind: 'parallel'
      readonly branches: readonly (readonly StepDraft[])[]
      readonly spare: number
      readonly optional: boolean
    }
  | { readonly kind: 'choose'; readonly first: readonly StepDraft[]; readonly second: readonly StepDraft[] }
  | {
      readonly kind: 'repeat'
      readonly times: number
      readonly steps: readonly StepDraft[]
      readonly optional: boolean
    }
  | { readonly kind: 'fail'; readonly probability: number }

interface OperationDraft {
  readonly unit: number
  readonly steps: readonly StepDraft[]
  /** Where it responds; nowhere when beyond its steps. */
  readonly respondsAt: number
  readonly answer: number
}

interface UnitDraft
  extends Required<Pick<UnitSpec, 'instances' | 'slots' | 'cores' | 'scheduling' | 'limit' | 'discipline'>> {
  readonly policy: BalancePlan['policy']
  readonly scope: BalancePlan['scope']
}

interface EdgeDraft {
  readonly delay: TimeDraft
  readonly loss: number
  readonly limited: boolean
  readonly timeout: number
  readonly cancel: boolean
  /** Size of a pool of its own; 0 is none. */
  readonly pool: number
  readonly setUp: number
  readonly keepAlive: number
  readonly multiplexed: boolean
  readonly costs: boolean
  readonly propagate: boolean
  readonly guard: GuardDraft | null
}

type ArrivalsDraft =
  | { readonly kind: 'poisson'; readonly every: number }
  | { readonly kind: 'replay'; readonly times: readonly number[] }
  | { readonly kind: 'closed'; readonly users: number; readonly think: number }

interface WorkloadDraft {
  readonly arrivals: ArrivalsDraft
  readonly operation: number
  readonly deadline: number
  readonly propagate: boolean
}

/** A random world, as plain data that shrinks well; `worldOf` makes a world of it. */
export interface WorldDraft {
  readonly units: readonly UnitDraft[]
  readonly operations: readonly OperationDraft[]
  readonly edges: readonly EdgeDraft[]
  readonly workloads: readonly WorkloadDraft[]
  readonly inProcess: number
}

/** Microseconds of load. */
export const LOAD = 20_000

/**
 * Random worlds. Calls go from an operation to a later one, and operations lie on units in ascending order: calls never
 * go round in a ring, in which slots could wait for each other for ever. `exact`: nothing in it has to be rounded.
 * `plain`: nothing is given up or lost, nothing goes on beside or after anything else.
 */
export function randomWorlds(
  options: { readonly exact?: boolean; readonly plain?: boolean } = {},
): fc.Arbitrary<WorldDraft> {
  const { exact = false, plain = false } = options
  const constants = fc.oneof(fc.constantFrom(0, 1, 100), fc.nat(2000))
  const time: fc.Arbitrary<TimeDraft> = fc.oneof(
    { weight: 2, arbitrary: constants },
    { weight: exact ? 0 : 2, arbitrary: fc.record({ mean: fc.integer({ min: 1, max: 1500 }) }) },
    { weight: 1, arbitrary: fc.record({ values: fc.array(constants, { minLength: 1, maxLength: 4 }) }) },
  )
  const timeout = plain ? fc.constant(0) : fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4000 }))
  const unit: fc.Arbitrary<UnitDraft> = fc.record({
    instances: fc.integer({ min: 1, max: 3 }),
    slots: fc.constantFrom(1, 2, 5, FOREVER),
    cores: fc.integer({ min: 1, max: 2 }),
    scheduling: exact ? fc.constant('fcfs' as const) : fc.constantFrom('ps' as const, 'fcfs' as const),
    limit: fc.constantFrom(FOREVER, FOREVER, 0, 3),
    discipline: fc.constantFrom('fifo' as const, 'lifo' as const),
    policy: fc.constantFrom('random', 'round-robin', 'least-outstanding', 'power-of-choices' as const),
    scope: fc.constantFrom('shared' as const, 'client' as const),
  })
  const arrivals: fc.Arbitrary<ArrivalsDraft> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('replay' as const),
        times: fc.array(fc.nat(LOAD), { minLength: 2, maxLength: 30, size: 'max' }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('closed' as const),
        users: fc.integer({ min: 1, max: 4 }),
        think: fc.integer({ min: 100, max: 2000 }),
      }),
    },
    {
      weight: exact ? 0 : 2,
      arbitrary: fc.record({ kind: fc.constant('poisson' as const), every: fc.integer({ min: 100, max: 3000 }) }),
    },
  )
  return fc.record({
    units: fc.array(unit, { minLength: 1, maxLength: 4, size: 'max' }),
    operations: fc.array(operationOf(time, timeout, plain), { minLength: 1, maxLength: 5, size: 'max' }),
    edges: fc.array(edgeDraft(time, timeout, exact, plain), { minLength: 1, maxLength: 5 }),
    workloads: fc.array(
      fc.record({
        arrivals,
        operation: fc.nat(4),
        deadline: plain ? fc.constant(0) : fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 8000 })),
        propagate: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    inProcess: fc.constantFrom(0, 7),
  })
}

function edgeDraft(
  time: fc.Arbitrary<TimeDraft>,
  timeout: fc.Arbitrary<number>,
  exact: boolean,
  plain: boolean,
): fc.Arbitrary<EdgeDraft> {
  return fc.record({
    delay: fc.oneof(fc.constant(0), time),
    loss: plain ? fc.constant(0) : fc.constantFrom(0, 0, 0.15),
    limited: fc.boolean(),
    timeout,
    cancel: fc.boolean(),
    pool: fc.constantFrom(0, 0, 1, 3),
    setUp: fc.nat(2),
    keepAlive: fc.constantFrom(0, 500, FOREVER),
    multiplexed: fc.boolean(),
    costs: fc.boolean(),
    propagate: fc.boolean(),
    guard: plain ? fc.constant(null) : randomGuards(exact),
  })
}

function operationOf(
  time: fc.Arbitrary<TimeDraft>,
  timeout: fc.Arbitrary<number>,
  plain: boolean,
): fc.Arbitrary<OperationDraft> {
  const simple: fc.Arbitrary<StepDraft> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('cpu' as const, 'io' as const), time }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('call' as const, 'call' as const, 'call' as const, 'send' as const),
        callee: fc.nat(4),
        timeout,
        optional: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('fail' as const), probability: fc.constantFrom(0, 0.3, 1) }),
    },
  )
  const nested = (steps: fc.Arbitrary<readonly StepDraft[]>): fc.Arbitrary<StepDraft> =>
    fc.oneof(
      fc.record({
        kind: fc.constant('parallel' as const),
        branches: fc.array(steps, { maxLength: 3 }),
        spare: fc.nat(2),
        optional: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('choose' as const), first: steps, second: steps }),
      fc.record({
        kind: fc.constant('repeat' as const),
        times: fc.constantFrom(0, 1, 2, 3),
        steps,
        optional: fc.boolean(),
      }),
    )
  const inner = fc.array(simple, { maxLength: 2, size: 'max' })
  const middle = fc.array(fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: nested(inner) }), {
    maxLength: 2,
    size: 'max',
  })
  const step = fc.oneof({ weight: 3, arbitrary: simple }, { weight: plain ? 0 : 2, arbitrary: nested(middle) })
  return fc.record({
    unit: fc.nat(3),
    steps: fc.array(step, { minLength: 1, maxLength: 4, size: 'max' }),
    respondsAt: plain ? fc.constant(9) : fc.nat(9),
    answer: fc.nat(3000),
  })
}

/**
 * The world of a draft. `microsecond`: how long one lasts, in ns. `settles`: whatever may be lost is given up after a
 * while, so that every request comes to an end.
 */
export function worldOf(
  draft: WorldDraft,
  options: { readonly microsecond?: number; readonly settles?: boolean } = {},
): WorldSpec {
  const us = options.microsecond ?? 1000
  const units = draft.units.map((_, i) => `u${i}`)
  const placed = draft.operations.map(({ unit }) => unit % units.length).toSorted((a, b) => a - b)
  const names = placed.map((unit, i) => `u${unit}.op${i}`)
  const callers = [...units, ...draft.workloads.map((_, i) => `w${i}`)]
  const edges = callers.flatMap((from, i) =>
    units.map((to, j) => [`${from} -> ${to}`, draft.edges[(i * 5 + j * 3) % draft.edges.length] as EdgeDraft] as const),
  )
  return {
    units: Object.fromEntries(draft.units.map((unit, i) => [units[i] as string, unitOf(unit)])),
    operations: Object.fromEntries(
      draft.operations.map(({ steps: list, respondsAt }, i) => {
        const all = stepsOf(list, names.slice(i + 1), us)
        return [names[i] as string, respondsAt > all.length ? all : all.toSpliced(respondsAt, 0, respond())]
      }),
    ),
    answers: Object.fromEntries(draft.operations.map(({ answer }, i) => [names[i] as string, answer])),
    edges: Object.fromEntries(
      edges.map(([name, edge]) => {
        const guard = guardFor(name, edge, us, names.at(-1) as string, new Map(edges))
        return [name, { ...edgeOf(name, edge, us, options.settles ?? false), ...guard }]
      }),
    ),
    pools: Object.fromEntries(
      edges.flatMap(([name, { pool }]) => (pool > 0 ? [[`pool of ${name}`, pool] as const] : [])),
    ),
    workloads: Object.fromEntries(
      draft.workloads.map(({ arrivals, operation, deadline, propagate }, i) => [
        `w${i}`,
        {
          calls: names[operation % names.length] as string,
          arrivals: arrivalsOf(arrivals, us),
          deadline: deadline * us,
          propagate,
          request: 700,
        },
      ]),
    ),
    inProcess: draft.inProcess * us,
    duration: LOAD * us,
    drain: 1e9 * us,
    limits: { events: 300_000, eventsPerInstant: 100_000, pendingEvents: 100_000 },
  }
}

function timeOf(draft: TimeDraft, us: number): Law {
  if (typeof draft === 'number') return draft * us
  return 'mean' in draft ? exponential(draft.mean * us) : empirical(draft.values.map((value) => value * us))
}

/** Steps of an operation that may call the operations `later`; calls of the last one are left out. */
function stepsOf(drafts: readonly StepDraft[], later: readonly string[], us: number): readonly StepSpec[] {
  return drafts.flatMap((draft): readonly StepSpec[] => {
    switch (draft.kind) {
      case 'cpu':
        return [cpu(timeOf(draft.time, us))]
      case 'io':
        return [io(timeOf(draft.time, us))]
      case 'call':
      case 'send': {
        const callee = later[draft.callee % Math.max(1, later.length)]
        const options = { timeout: draft.timeout * us, optional: draft.optional, request: draft.callee * 500 }
        if (callee === undefined) return []
        return [draft.kind === 'call' ? call(callee, options) : send(callee, options)]
      }
      case 'parallel': {
        const branches = draft.branches.map((branch) => stepsOf(branch, later, us))
        return [parallel(branches, { need: Math.max(0, branches.length - draft.spare), optional: draft.optional })]
      }
      case 'choose':
        return [choose([0.5, stepsOf(draft.first, later, us)], [0.5, stepsOf(draft.second, later, us)])]
      case 'repeat':
        return [repeat(draft.times, stepsOf(draft.steps, later, us), { optional: draft.optional })]
      case 'fail':
        return [fail(draft.probability)]
    }
  })
}

function unitOf({ policy, scope, instances, ...unit }: UnitDraft): UnitSpec {
  return { ...unit, instances, balance: { policy, scope, choices: Math.min(2, instances) } }
}

function edgeOf(name: string, edge: EdgeDraft, us: number, settles: boolean): EdgeSpec {
  const timeout = settles && edge.loss > 0 ? Math.max(3000, edge.timeout) : edge.timeout
  return {
    link: {
      delay: timeOf(edge.delay, us),
      loss: edge.loss,
      // A byte takes as long as it takes, whatever the unit of time: 1 ns of a microsecond of 1000 ns.
      bandwidth: edge.limited ? 1e12 / us : FOREVER,
    },
    timeout: timeout * us,
    cancel: edge.cancel,
    propagateTimeout: edge.propagate,
    ...(edge.pool > 0 ? { pool: `pool of ${name}` } : {}),
    protocol: edge.costs ? { clientFixed: 3 * us, serverFixed: 5 * us, overhead: 120 } : {},
    connection: { setupRoundTrips: edge.setUp, keepAlive: edge.keepAlive * us, multiplexed: edge.multiplexed },
  }
}

/**
 * The guard of an edge. A fallback calls the last operation, which calls nobody: inside the unit, or over an edge
 * without a fallback, so that none goes round in a ring.
 */
function guardFor(
  name: string,
  { guard }: EdgeDraft,
  us: number,
  last: string,
  edges: ReadonlyMap<string, EdgeDraft>,
): Pick<EdgeSpec, 'guard'> {
  if (guard === null) return {}
  const from = name.split(' -> ')[0] as string
  const to = last.split('.')[0] as string
  const over = `${from} -> ${to}`
  const isSafe = edges.get(over)?.guard?.layers.every(({ kind }) => kind !== 'fallback') ?? true
  return {
    guard: (index) => {
      const program = index.program(last)
      if (from === to) return guardOf(guard, us, { program, edge: -1 })
      return guardOf(guard, us, isSafe && index.hasEdge(over) ? { program, edge: index.edge(over) } : null)
    },
  }
}

function arrivalsOf(draft: ArrivalsDraft, us: number): ReturnType<typeof at> {
  switch (draft.kind) {
    case 'poisson':
      return open(1e9 / (draft.every * us))
    case 'replay':
      return at(...draft.times.map((each) => each * us).toSorted((a, b) => a - b))
    case 'closed':
      return closed(draft.users, draft.think * us)
  }
}
