import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import type { SqlRules } from '../../../src/sim/data-plan.ts'
import type { FaultEffect, FaultPlan } from '../../../src/sim/fault-plan.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { at, MS, type PlanIndex, SECOND } from '../world/plans.ts'
import { access, fail, io, type StepSpec } from '../world/steps.ts'
import { type Watched, watch } from './business-world.ts'
import { RECORDS, TWO_PHASE, twoPhase } from './two-phase-world.ts'

const HEAL = 3000 * MS
const NAMES = ['a', 'b', 'c']
/** By record: several shards have some of them. */
const KEYS = [0, 1, 3]

const law = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  /** Single nodes, two shards of one node, or three nodes of which two have every commit. */
  nodes: fc.constantFrom('one', 'shards', 'replicas'),
  isolation: fc.constantFrom('read-committed' as const, 'serializable' as const),
  no: fc.constantFrom(0, 0, 1, 3),
  time: fc.nat(20),
  storm: fc.subarray(['participants', 'shop', 'stores', 'lost', 'cut', 'pause'] as const),
  orders: fc.array(fc.nat(2500), { minLength: 1, maxLength: 8 }).map((all) => all.toSorted((x, y) => x - y)),
  timeout: fc.constantFrom(50, 500),
  patience: fc.constantFrom(20, 200),
  seed: fc.nat(1e6),
})
type Law = typeof law extends fc.Arbitrary<infer T> ? T : never

function stormOf({ storm, count }: Law): (index: PlanIndex) => readonly FaultPlan[] {
  return (index) => {
    const units = NAMES.slice(0, count)
    const stores = units.map((unit) => `db-${unit}`)
    const on = (names: readonly string[]) =>
      ({ units: names.map(index.unit), zones: [], pick: { kind: 'one' } }) as const
    const crash = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const programs = units.flatMap((unit) =>
      ['prepare', 'commit', 'rollback'].map((each) => index.program(`${unit}.${each}`)),
    )
    const effects: Record<Law['storm'][number], FaultEffect> = {
      participants: { ...crash, on: on(units) },
      shop: { ...crash, on: on(['shop']) },
      stores: { ...crash, on: on(stores) },
      lost: { kind: 'lost-reply', on: on(units), programs, share: 0.6 },
      cut: {
        kind: 'partition',
        path: {
          edges: units.flatMap((unit) => [index.edge(`shop -> ${unit}`), index.edge(`${unit} -> db-${unit}`)]),
          direction: 'both',
          from: [],
          to: [],
          end: 'callee',
          pick: { kind: 'all' },
          programs: [],
        },
      },
      pause: { kind: 'pause', on: on(['shop', ...units, ...stores]) },
    }
    const stay = (mean: number) => ({ minimum: 20 * MS, extra: exponential(mean * MS) })
    const schedule = { kind: 'stochastic', at: 0, until: HEAL, on: stay(100), off: stay(200) } as const
    return storm.map((id): FaultPlan => ({ id, kind: effects[id].kind, schedule, effect: effects[id] }))
  }
}

function worldOf(given: Law): Plan {
  const { count, nodes, isolation, no, time, orders, timeout, patience } = given
  const units = NAMES.slice(0, count)
  const steps = (unit: string): readonly StepSpec[] => [
    ...RECORDS.map((record, i) =>
      access('update', `${record}-${unit}`, { key: KEYS[i] ?? 0, add: -1, timeout: 200 * MS }),
    ),
    io(time * MS),
    fail(no / 10, 'rejected'),
  ]
  const touchAll = (optional: boolean): readonly StepSpec[] =>
    units.flatMap((unit) =>
      RECORDS.map((record, i) =>
        access('update', `${record}-${unit}`, { key: KEYS[i] ?? 0, add: 0, timeout: SECOND, optional }),
      ),
    )
  const failover = { heartbeat: 20 * MS, detect: 60 * MS, election: constant(10 * MS), fencing: true }
  const rulesOf = (rules: SqlRules): SqlRules => ({
    ...rules,
    isolation,
    lockTimeout: 300 * MS,
    deadlockTimeout: 50 * MS,
    replication:
      nodes === 'replicas'
        ? { ...rules.replication, acknowledgements: 1, retransmit: 50 * MS, failover }
        : rules.replication,
  })
  const patient = Object.fromEntries(units.map((unit) => [`${unit} -> db-${unit}`, { timeout: 400 * MS }]))
  return twoPhase({
    units,
    log: true,
    steps,
    timeout: patience * MS,
    rules: { ...TWO_PHASE, timeout: timeout * MS },
    shop: { instances: 2 },
    rulesOf,
    ...(nodes === 'one' ? {} : { sharding: nodes === 'shards' ? { shards: 2 } : { nodesPerShard: 3 } }),
    prepare: exponential(2 * MS),
    commit: exponential(2 * MS),
    more: {
      network: { delay: exponential(MS) },
      edges: patient,
      // The first time it learns who leads.
      operations: { 'load.before': touchAll(true), 'load.after': touchAll(false) },
      workloads: {
        users: { calls: 'shop.order', arrivals: at(...orders.map((ms) => ms * MS)) },
        before: { calls: 'load.before', arrivals: at(80 * SECOND) },
        after: { calls: 'load.after', arrivals: at(90 * SECOND) },
      },
      duration: 100 * SECOND,
      faults: stormOf(given),
      heal: HEAL,
    },
  })
}

/** How many rows were committed for a transaction; of each leg all or none. */
function rowsOf({ facts }: Watched, id: number): number {
  return facts.of(FactKind.committed).filter(({ business, leg }) => business === id && leg >= 0).length
}

describe('two-phase commit with a log, whatever crashes and whatever is lost', () => {
  it('commits all or nothing after the faults have healed, and leaves no lock', { timeout: 120_000 }, () => {
    const seen = { committed: 0, compensated: 0, resumed: 0, released: 0 }
    fc.assert(
      fc.property(law, (given) => {
        const run = watch(worldOf(given), `${given.seed}`)
        const { facts } = run
        expect(run.end.status).toBe('completed')
        for (const id of facts.ids) {
          const committed = facts.business(['committed'], id)
          const compensated = facts.business(['compensated'], id)
          expect(committed.length + compensated.length).toBe(1)
          expect(rowsOf(run, id)).toBe(committed.length * given.count * 3)
          const [decided, ...more] = facts.business(['decided'], id)
          expect(more).toEqual([])
          expect(decided?.outcome === 0).toBe(committed.length === 1)
          // Who is prepared is released, for the reason that was decided, and nobody before the decision.
          const released = facts.business(['released'], id)
          for (const { outcome, at: when } of released) {
            expect(outcome === 0).toBe(committed.length === 1)
            if (outcome === 0) expect(when).toBeGreaterThanOrEqual(decided?.at ?? Number.POSITIVE_INFINITY)
          }
          if (given.nodes !== 'replicas') expect(released).toHaveLength(facts.business(['prepared'], id).length)
          seen.committed += committed.length
          seen.compensated += compensated.length
          seen.resumed += facts.business(['resumed'], id).length
          seen.released += released.length
        }
        expect(facts.of(FactKind.lost)).toEqual([])
        // What comes long after waits for nobody: stores keep what nobody talks of any more for a minute.
        expect(run.log.calls('load.after').map(({ outcome }) => outcome)).toEqual(['ok'])
        const late = NAMES.flatMap((unit) => run.log.waits.get(`lock db-${unit}`) ?? [])
        expect(late.filter(({ time, value }) => time > 89 * SECOND && value > 0)).toEqual([])
        expect(run.world.frames).toBe(0)
      }),
      { seed: 21, numRuns: 120 },
    )
    expect([seen.committed > 80, seen.compensated > 100, seen.resumed > 10, seen.released > 150]).toEqual([
      true,
      true,
      true,
      true,
    ])
  })
})
