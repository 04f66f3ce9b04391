import { expect } from 'vitest'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { StoreRules } from '../../../../src/sim/data-plan.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS, type WorldSpec } from '../../world/plans.ts'
import { expectDrained, type Run } from '../../world/simulate.ts'
import { access, deliver, io, type LeaseOptions, lease, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

export interface Watched extends Run {
  readonly facts: Facts
}

export interface Workshop {
  /** When jobs come, ms; they go to the two workers in turn. */
  readonly jobs: readonly number[]
  /** How long a worker computes between reading the file and writing it. */
  readonly work?: number
  readonly lease?: LeaseOptions
  readonly body?: readonly StepSpec[]
  readonly operations?: WorldSpec['operations']
  readonly rules?: StoreRules
  readonly more?: Partial<WorldSpec>
}

/** What a worker does under its lease: it reads the file, works, and writes what it has made of it. */
export const reworked = (work: number): readonly StepSpec[] => [
  access('read', 'file'),
  io(work),
  access('write', 'file', { value: { kind: 'read-plus', add: 1 }, fenced: true }),
]

/** Two workers, and a store that takes 1 ms for everything and keeps a file and the lease on it. */
export function workshop({ jobs, work = 10 * MS, body, operations, rules, more, ...rest }: Workshop): WorldSpec {
  return {
    units: { worker: { instances: 2 }, db: {} },
    modules: { locks: 'db', file: 'db' },
    operations: {
      'worker.work': [lease('locks', body ?? reworked(work), rest.lease)],
      ...operations,
      ...Object.fromEntries(
        ['locks.acquire', 'locks.release', 'file.read', 'file.write'].map((name) => [name, [io(1 * MS), deliver()]]),
      ),
    },
    stores: { db: { records: { locks: { keys: 2 }, file: { initial: 0 } }, rules: rules ?? { kind: 'object' } } },
    workloads: { jobs: { calls: 'worker.work', arrivals: at(...jobs.map((ms) => ms * MS)) } },
    ...more,
  }
}

export function watch(spec: WorldSpec, seed: string = '1'): Watched {
  const world = createWorld(buildPlan(spec), { seed, replication: 0 })
  const log = new Log(world.catalogue, { lines: false })
  const facts = new Facts()
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  expectDrained({ log, end, world })
  return { log, end, world, facts }
}

/** When a lease was held, ns: from, until, with which token and by which request. */
export interface Held {
  readonly from: number
  /** When it was given back, or else ran out. */
  readonly until: number
  readonly token: number
  readonly request: number
}

export function held({ facts }: Watched): readonly Held[] {
  const spans = new Map<number, Held>()
  for (const { at: now, value: token, version: until, request } of facts.of(FactKind.granted)) {
    spans.set(token, { from: spans.get(token)?.from ?? now, until, token, request })
  }
  return [...spans.values()]
}

/** Of each write of the file, in the order in which they were done, the token of who did it. */
export function tokensOfWrites(run: Watched): readonly number[] {
  const tokens = new Map<number, number>()
  const all: number[] = []
  for (const fact of run.facts.all) {
    if (fact.kind === FactKind.granted) tokens.set(fact.request, fact.value)
    if (isWrite(fact)) all.push(tokens.get(fact.request) ?? Number.NaN)
  }
  return all
}

/** The locks are record 0 of the workshop, the file is record 1. */
function isWrite({ kind, record }: DataFact): boolean {
  return kind === FactKind.committed && record === 1
}
