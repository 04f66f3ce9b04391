import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusinessFact } from '../../../src/sim/business-fact.ts'
import { BusinessKind } from '../../../src/sim/business-fact.ts'
import { FactKind } from '../../../src/sim/data-fact.ts'
import type { FaultEffect, FaultPlan, PathTargets } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { DEFINITE, Outcome } from '../../../src/sim/outcome.ts'
import { type Plan } from '../../../src/sim/plan.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { Log } from '../world/log.ts'
import { MS, type PlanIndex, type WorldSpec } from '../world/plans.ts'
import { access, fail, io } from '../world/steps.ts'
import { type LegSpec, SAGA, type ShopSpec, shop, stockOf, type Watched, watch } from './business-world.ts'

const HEAL = 3000 * MS
const UNITS = ['a', 'b', 'c', 'd', 'e']

/** A leg: what it waits for, and how often its operation says no, and its operation and undo fail, in tenths. */
const leg = fc.record({
  after: fc.nat(31),
  no: fc.constantFrom(0, 0, 1),
  error: fc.nat(3),
  undoError: fc.nat(5),
  time: fc.nat(30),
  inside: fc.nat(4).map((n) => n === 0),
})
const storm = fc.subarray(['crash', 'shop', 'lost', 'cut', 'pause'] as const)
const orders = fc.array(fc.nat(2500), { minLength: 1, maxLength: 8 }).map((all) => all.toSorted((x, y) => x - y))
const law = fc.record({
  legs: fc.array(leg, { minLength: 1, maxLength: 5 }),
  pivot: fc.integer({ min: -4, max: 4 }),
  storm,
  orders,
  timeout: fc.constantFrom(0, 100, 700),
  sql: fc.boolean(),
  attempts: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1e6),
})
type Law = typeof law extends fc.Arbitrary<infer T> ? T : never

function legsOf({ legs, pivot }: Law): readonly LegSpec[] {
  return legs.map(({ after, no, error, undoError, time, inside }, i) => {
    const unit = inside ? 'shop' : (UNITS[i] as string)
    const stock = stockOf({ unit })
    return {
      unit,
      pivot: i === pivot,
      after: legs.map((_, j) => j).filter((j) => j < i && (after >> j) % 2 === 1),
      steps: [
        fail(no / 10, 'rejected'),
        fail(error / 10),
        io(time * MS),
        access('update', stock, { add: -1, timeout: 100 * MS }),
      ],
      undoSteps: [fail(undoError / 10), io(MS), access('update', stock, { add: 1, timeout: 100 * MS })],
    }
  })
}

/** Only one leg can be inside the unit, because operations are named after units. */
function unique(legs: readonly LegSpec[]): boolean {
  return new Set(legs.map(({ unit }) => unit)).size === legs.length
}

function stormOf(kinds: Law['storm'], legs: readonly LegSpec[]): (index: PlanIndex) => readonly FaultPlan[] {
  return (index) => {
    const units = legs.map(({ unit }) => unit).filter((unit) => unit !== 'shop')
    const on = (names: readonly string[]) =>
      ({ units: names.map(index.unit), zones: [], pick: { kind: 'one' } }) as const
    const edges = units.map((unit) => index.edge(`shop -> ${unit}`))
    const path: PathTargets = {
      edges,
      direction: 'both',
      from: [],
      to: [],
      end: 'callee',
      pick: { kind: 'all' },
      programs: [],
    }
    const crash = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const programs = legs.map(({ unit }) => index.program(`${unit}.do`))
    const effects: Record<Law['storm'][number], FaultEffect | null> = {
      crash: { ...crash, on: on([...units, 'db']) },
      shop: { ...crash, on: on(['shop']) },
      lost: units.length === 0 ? null : { kind: 'lost-reply', on: on(units), programs, share: 0.6 },
      cut: units.length === 0 ? null : { kind: 'partition', path },
      pause: { kind: 'pause', on: on(['shop', ...units]) },
    }
    const stay = (mean: number) => ({ minimum: 20 * MS, extra: exponential(mean * MS) })
    return kinds.flatMap((id) => {
      const effect = effects[id]
      const schedule = { kind: 'stochastic', at: 0, until: HEAL, on: stay(100), off: stay(200) } as const
      return effect === null ? [] : [{ id, kind: effect.kind, schedule, effect }]
    })
  }
}

function planOf(given: Law, more: Partial<ShopSpec> = {}, world: Partial<WorldSpec> = {}): Plan {
  const legs = legsOf(given)
  return shop({
    legs,
    // A call that was given up may be done long after: only a version file undoes that, too.
    rules: {
      ...SAGA,
      attempts: given.attempts,
      timeout: given.timeout * MS,
      countermeasures: { ...SAGA.countermeasures, versionFile: true },
    },
    log: true,
    sql: given.sql,
    orders: given.orders,
    shop: { instances: 2 },
    ...more,
    more: { faults: stormOf(given.storm, legs), heal: HEAL, ...world },
  })
}

interface Told {
  readonly facts: readonly BusinessFact[]
  readonly has: (kind: keyof typeof BusinessKind, leg?: number) => readonly BusinessFact[]
}

function toldOf({ facts }: Watched, id: number): Told {
  const all = facts.told.filter(({ business }) => business === id)
  return {
    facts: all,
    has: (kind, of) => all.filter((fact) => fact.kind === BusinessKind[kind] && (of === undefined || fact.leg === of)),
  }
}

/** Whether a leg may have been done, as its coordinators could know before a fact. */
function mayBeDone({ facts }: Told, leg: number, before: number): boolean {
  const about = facts.slice(0, before).filter((fact) => fact.leg === leg)
  const called = about.filter(({ kind }) => kind === BusinessKind.called)
  const answered = about.filter(({ kind }) => kind === BusinessKind.answered)
  return called.length > answered.length || answered.some(({ outcome }) => outcome === 0 || DEFINITE[outcome] === false)
}

/** What was told of the transaction of each request, but not to its caller. */
function storiesOf(run: Watched): ReadonlyMap<number, readonly string[]> {
  const stories = new Map<number, string[]>()
  for (const { at, kind, leg: of, outcome, request } of run.facts.told) {
    if (kind === BusinessKind.told) continue
    const story = stories.get(request) ?? []
    story.push(`${at} ${kind} ${of} ${outcome}`)
    stories.set(request, story)
  }
  return stories
}

describe('a logged saga, whatever crashes and whatever is lost', () => {
  it('ends committed or compensated after the faults have healed, and undoes in reverse partial order', {
    timeout: 60_000,
  }, () => {
    const seen = { committed: 0, compensated: 0, resumed: 0, doubles: 0, absorbed: 0 }
    fc.assert(
      fc.property(
        law.filter((given) => unique(legsOf(given))),
        (given) => {
          const legs = legsOf(given)
          const run = watch(planOf(given), `${given.seed}`)
          expect(run.end.status).toBe('completed')
          for (const id of run.facts.ids) {
            const told = toldOf(run, id)
            const ends = [...told.has('committed'), ...told.has('compensated')]
            expect(ends).toHaveLength(1)
            expect(told.has('abandoned')).toEqual([])
            expect(told.has('resumed')).toHaveLength(told.has('orphaned').length)
            const turned = told.facts.findIndex(({ kind }) => kind === BusinessKind.turned)
            const late = told.facts.slice(turned).filter(({ kind }) => kind === BusinessKind.called)
            if (turned >= 0) expect(late).toEqual([])
            const writes = run.facts.of(FactKind.committed).filter(({ business, leg }) => business === id && leg >= 0)
            legs.forEach((_, i) => {
              const done = writes.filter((fact) => fact.leg === i && fact.phase === 0).length
              const undone = writes.filter((fact) => fact.leg === i && fact.phase === 1).length
              if (told.has('committed').length > 0) expect([done > 0, undone]).toEqual([true, 0])
              else expect([undone > 0]).toEqual([done > 0])
              if (done > 1) seen.doubles++
            })
            told.facts.forEach(({ kind, leg: i }, position) => {
              if (kind !== BusinessKind.undoCalled) return
              legs.forEach(({ after }, j) => {
                if (after?.includes(i) !== true || !mayBeDone(told, j, position)) return
                const back = told.facts.slice(0, position).some((fact) => {
                  return fact.kind === BusinessKind.undoAnswered && fact.leg === j && fact.outcome === Outcome.ok
                })
                expect(back).toBe(true)
              })
            })
            seen.committed += told.has('committed').length
            seen.compensated += told.has('compensated').length
            seen.resumed += told.has('resumed').length
            seen.absorbed += told.has('undoAbsorbed').length
          }
        },
      ),
      { seed: 5, numRuns: 150 },
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20)
  })

  it('does not care what becomes of who wanted it', { timeout: 30_000 }, () => {
    let gaveUp = 0
    let begun = 0
    fc.assert(
      fc.property(
        law.filter((one) => unique(legsOf(one))),
        fc.integer({ min: 1, max: 40 }),
        (one, deadline) => {
          // Which answers are lost depends on how many there are, of whatever run.
          const storms = one.storm.filter((kind) => kind !== 'lost')
          // … and who waits for a row, on whether others have begun.
          const given = { ...one, storm: storms, sql: false }
          const arrivals = { kind: 'replay', times: Float64Array.from(given.orders, (ms) => ms * MS) } as const
          const users = { calls: 'shop.order', arrivals }
          const patient = storiesOf(watch(planOf(given, {}, { workloads: { users } }), `${given.seed}`))
          const plan = planOf(
            given,
            {},
            { workloads: { users: { ...users, deadline: deadline * MS, propagate: true } } },
          )
          const impatient = watch(plan, `${given.seed}`)
          for (const [request, story] of storiesOf(impatient)) expect(story).toEqual(patient.get(request))
          gaveUp += impatient.log.calls('shop.order').filter(({ outcome }) => outcome === 'deadline').length
          begun += impatient.facts.ids.length
        },
      ),
      { seed: 6, numRuns: 40 },
    )
    expect(gaveUp).toBeGreaterThan(20)
    expect(begun).toBeGreaterThan(100)
  })

  it('runs the same whether anybody watches or not', () => {
    fc.assert(
      fc.property(
        law.filter((given) => unique(legsOf(given))),
        (given) => {
          const plan = planOf(given)
          const world = createWorld(plan, { seed: `${given.seed}`, replication: 0 })
          const alone = world.run(new Log(world.catalogue))
          expect(watch(plan, `${given.seed}`).end.fingerprint).toBe(alone.fingerprint)
        },
      ),
      { seed: 7, numRuns: 20 },
    )
  })
})

describe('a saga without faults', () => {
  it('of legs one after the other takes as long as all of them, and of legs at once as long as the longest', () => {
    const times = fc.array(fc.nat(50), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(times, fc.boolean(), fc.boolean(), (all, parallel, log) => {
        const legs = all.map((ms, i) => ({
          unit: UNITS[i] as string,
          steps: [io(ms * MS)],
          ...(parallel ? { after: [] } : {}),
        }))
        const run = watch(shop({ legs, rules: SAGA, log }))
        const { latency, outcome } = run.log.onlyCall('shop.order')
        const sum = all.reduce((a, b) => a + b, 0)
        expect(outcome).toBe('ok')
        if (parallel) {
          // Before the first, and after the last; at most one write may be under way when the last leg ends.
          const longest = Math.max(...all) * MS
          expect(latency).toBeGreaterThanOrEqual(longest + (log ? 1 * MS : 0))
          expect(latency).toBeLessThanOrEqual(longest + (log ? 1.5 * MS : 0))
        } else expect(latency).toBe(sum * MS + (log ? (all.length + 1) * 0.5 * MS : 0))
      }),
      { seed: 8, numRuns: 60 },
    )
  })
})
