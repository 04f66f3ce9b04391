import fc from 'fast-check'
import { expect } from 'vitest'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { Isolation } from '../../../../src/sim/data-plan.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS, SECOND, type WorldSpec } from '../../world/plans.ts'
import { expectDrained, type Run } from '../../world/simulate.ts'
import { access, begin, deliver, io, type StepSpec } from '../../world/steps.ts'
import { SQL } from '../../world/stores.ts'
import { Facts } from '../facts.ts'

export const KEYS = 3
/** When everybody writes everything once more, after all is over. */
const AFTERWARDS = 100_000

/** What a statement of a random transaction does to a key, after so many ms. */
export interface Deed {
  readonly verb: 'read' | 'lock' | 'write' | 'add'
  readonly key: number
  readonly think: number
}

export interface RandomTransaction {
  /** ms */
  readonly from: number
  readonly deeds: readonly Deed[]
  readonly retries: number
}

export const transactions: fc.Arbitrary<readonly RandomTransaction[]> = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 12 }),
    deeds: fc.array(
      fc.record({
        verb: fc.constantFrom('read', 'read', 'read', 'write', 'write', 'add', 'lock'),
        key: fc.integer({ min: 0, max: KEYS - 1 }),
        think: fc.integer({ min: 0, max: 6 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    retries: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 2, maxLength: 5 },
)

function steps({ verb, key, think }: Deed): readonly StepSpec[] {
  const wait = io(think * MS)
  switch (verb) {
    case 'read':
      return [wait, access('read', 'stock', { key })]
    case 'lock':
      return [wait, access('read', 'stock', { key, forUpdate: true })]
    case 'write':
      return [wait, access('write', 'stock', { key })]
    case 'add':
      return [wait, access('update', 'sums', { key, add: 1 })]
  }
}

/** What the operations of the store `db` take. */
export const OPERATIONS: WorldSpec['operations'] = Object.fromEntries(
  [
    'stock.read',
    'stock.write',
    'stock.update',
    'stock.insert',
    'stock.query',
    'sums.write',
    'sums.insert',
    'sums.update',
    'sums.read',
    'db.commit',
    'db.rollback',
  ].map((name) => [name, [io(1 * MS), deliver()]]),
)

export interface Watched extends Run {
  readonly facts: Facts
}

/** Runs a world and holds it to what every run keeps: the probe's laws, and that nothing is left. */
export function watch(spec: WorldSpec, seed: string = '1'): Watched {
  const world = createWorld(buildPlan(spec), { seed, replication: 0 })
  const log = new Log(world.catalogue)
  const facts = new Facts()
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  expectDrained({ log, end, world })
  return { log, end, world, facts }
}

/** The random transactions, and long after them a write to each row, which must find no lock. */
export function worldOf(
  all: readonly RandomTransaction[],
  isolation: Isolation,
  more: Partial<WorldSpec> = {},
): WorldSpec {
  const keys = Array.from({ length: KEYS }, (_, key) => key)
  const own = all.map(({ deeds, retries }, i): readonly [string, readonly StepSpec[]] => [
    `app.t${i}`,
    [begin('db', deeds.flatMap(steps), { isolation, retries })],
  ])
  const after = keys.flatMap((key) => [
    access('write', 'stock', { key, timeout: SECOND }),
    access('update', 'sums', { key, add: 0, timeout: SECOND }),
  ])
  return {
    units: { app: {}, db: {} },
    modules: { stock: 'db', sums: 'db' },
    operations: { ...Object.fromEntries(own), 'app.after': after, ...OPERATIONS },
    stores: { db: { records: { stock: { keys: KEYS }, sums: { keys: KEYS, initial: 0 } }, rules: RULES } },
    workloads: {
      ...Object.fromEntries(all.map(({ from }, i) => [`w${i}`, { calls: `app.t${i}`, arrivals: at(from * MS) }])),
      after: { calls: 'app.after', arrivals: at(AFTERWARDS * MS) },
    },
    duration: 2 * AFTERWARDS * MS,
    ...more,
  }
}

const RULES = { ...SQL, deadlockTimeout: 20 * MS } as typeof SQL

/** A committed transaction, and what it has read and written, in order. */
export interface Committed {
  readonly id: number
  readonly deeds: readonly { readonly kind: 'read' | 'write'; readonly place: string; readonly version: number }[]
}

/** The transactions that were committed; what one has written more than once counts as its last version. */
export function committedOf({ facts }: Watched): readonly Committed[] {
  const ids = facts.of(FactKind.ended).flatMap(({ transaction, value }) => (value === 1 ? [transaction] : []))
  return ids.map((id) => {
    const own = facts.all.filter(({ transaction }) => transaction === id)
    return { id, deeds: own.flatMap((fact) => deedOf(fact)) }
  })
}

function deedOf({ kind, record, key, version }: DataFact): Committed['deeds'] {
  const place = `${record}/${key}`
  if (kind === FactKind.read) return [{ kind: 'read', place, version }]
  return kind === FactKind.touched ? [{ kind: 'write', place, version }] : []
}

/** Whether some serial order of the transactions explains what each of them has read. By trying all. */
export function isSerializable(all: readonly Committed[]): boolean {
  const place = (state: ReadonlyMap<string, number>, left: readonly Committed[]): boolean => {
    if (left.length === 0) return true
    return left.some((one, i) => {
      const next = apply(one, state)
      return next !== undefined && place(next, [...left.slice(0, i), ...left.slice(i + 1)])
    })
  }
  return place(new Map(), all)
}

function apply({ deeds }: Committed, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> | undefined {
  const state = new Map(before)
  for (const { kind, place, version } of deeds) {
    if (kind === 'write') state.set(place, version)
    else if ((state.get(place) ?? 0) !== version) return undefined
  }
  return state
}
