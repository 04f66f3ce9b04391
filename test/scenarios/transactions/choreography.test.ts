import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { BusinessFact } from '../../../src/sim/business-fact.ts'
import { BusinessKind } from '../../../src/sim/business-fact.ts'
import { FactKind } from '../../../src/sim/data-fact.ts'
import type { FaultEffect, FaultPlan } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { type Plan, StepKind } from '../../../src/sim/plan.ts'
import { type Watched, watch } from '../../sim/transactions/business-world.ts'
import { MS } from '../../sim/world/plans.ts'
import { complaints, planOf, program } from '../compile/compiling.ts'
import { CHAIN, FORK, MODULES, type SagaTown, sagaTown } from './saga-town.ts'

const CHOREOGRAPHED = { saga: 'choreographed' }
const SETTLED = { saga: 'choreographed', answer: 'settled' }
const PATIENT = { 'delivery-limit': 'unlimited', queue: 'quorum' }
const OUTBOX = { '*': { outbox: { polling: '50ms' }, ...PATIENT } }
const RABBIT = { rabbit: { kind: 'rabbitmq' } }
const NEVER = '0%'
const ALWAYS = '100%'

function planned(change: SagaTown): Plan {
  return planOf(sagaTown(change))
}

/** One order, at 0. */
function once(plan: Plan): Plan {
  const workloads = plan.workloads.map((workload) => ({
    ...workload,
    arrivals: { kind: 'replay' as const, times: Float64Array.of(0) },
  }))
  return { ...plan, workloads }
}

function story(run: Watched, kinds: readonly (keyof typeof BusinessKind)[]): readonly string[] {
  const names = Object.keys(BusinessKind)
  return run.facts.business(kinds).map(({ kind, leg }) => `${names[kind]}${leg < 0 ? '' : ` ${leg}`}`)
}

const DEEDS = ['effect', 'undone', 'committed', 'compensated', 'turned'] as const

describe('the events of a choreographed saga', () => {
  test('are those that somebody hears, and each module handles what its legs have to hear', () => {
    const plan = planned({ as: CHOREOGRAPHED, brokers: RABBIT })
    // Nobody waits for the last leg, or for the first to be undone.
    expect(plan.events?.map(({ name }) => name)).toEqual([
      'place-order.begun',
      'place-order.inventory-take.done',
      'place-order.orders-take.failed',
      'place-order.orders-take.undone',
      'place-order.parcels-take.done',
      'place-order.parcels-take.failed',
      'place-order.parcels-take.undone',
      'place-order.payments-take.done',
      'place-order.payments-take.failed',
      'place-order.payments-take.undone',
    ])
    expect(plan.subscriptions?.map(({ name }) => name)).toContain('place-order.parcels-take.failed -> inventory')
    expect(plan.subscriptions?.some(({ name }) => name.endsWith('-> shop'))).toBe(false)
  })

  test('reach who has begun it, where that waits for the end', () => {
    const plan = planned({ as: SETTLED, brokers: RABBIT })
    const own = plan.subscriptions?.filter(({ name }) => name.endsWith('-> shop')).map(({ name }) => name)
    expect(own).toEqual([
      'place-order.inventory-take.failed -> shop',
      'place-order.inventory-take.undone -> shop',
      'place-order.orders-take.done -> shop',
      'place-order.orders-take.failed -> shop',
      'place-order.parcels-take.failed -> shop',
      'place-order.payments-take.failed -> shop',
    ])
  })

  test('nobody need be told that nobody handles one of them, or calls an operation', () => {
    const told = complaints(sagaTown({ as: SETTLED, brokers: RABBIT })).filter((one) => /L41|L304|L303/.test(one))
    expect(told).toEqual([])
  })

  test('go through an outbox in one local transaction with what they tell of', () => {
    const plan = planned({ as: CHOREOGRAPHED, brokers: RABBIT, events: OUTBOX })
    const steps = program(plan, 'inventory.on-place-order-begun[0].answer[0]').steps
    expect(steps.slice(0, 3).map(({ access }) => access?.verb)).toEqual([undefined, 'commit', 'rollback'])
    expect(steps[0]?.kind).toBe(StepKind.begin)
  })
})

describe('a choreographed saga', () => {
  it('does one leg after the other, and answers when it has begun', () => {
    const run = watch(once(planned({ as: CHOREOGRAPHED, brokers: RABBIT })))
    expect(story(run, DEEDS)).toEqual(['effect 0', 'effect 1', 'effect 2', 'effect 3', 'committed'])
    const [told] = run.facts.business(['told'])
    expect(told?.at).toBeLessThan(run.facts.business(['effect'])[0]?.at ?? 0)
  })

  it('answers when it has settled, if that is wanted, and how', () => {
    for (const [no, outcome] of [
      [NEVER, 'ok'],
      [ALWAYS, 'refused-by-us'],
    ] as const) {
      const run = watch(once(planned({ as: SETTLED, brokers: RABBIT, no: { orders: no } })))
      const end = run.facts.business(['committed', 'compensated'])[0]
      expect(run.facts.business(['told'])[0]?.at).toBeGreaterThan(end?.at ?? Number.POSITIVE_INFINITY)
      expect(run.log.calls('shop.checkout').map((call) => call.outcome)).toEqual([outcome])
    }
  })

  it('undoes what was done, the last first, when a leg says no', () => {
    const run = watch(once(planned({ as: CHOREOGRAPHED, brokers: RABBIT, no: { orders: ALWAYS } })))
    expect(story(run, DEEDS)).toEqual([
      'effect 0',
      'effect 1',
      'effect 2',
      'turned',
      'undone 2',
      'undone 1',
      'undone 0',
      'compensated',
    ])
  })

  it('undoes legs at the same time too, before the one that both come after', () => {
    const run = watch(once(planned({ as: SETTLED, steps: FORK, brokers: RABBIT, no: { orders: ALWAYS } })))
    const undone = story(run, ['undone'])
    expect([...undone].sort()).toEqual(['undone 0', 'undone 1', 'undone 2'])
    expect(undone.at(-1)).toBe('undone 0')
    expect(story(run, ['compensated'])).toHaveLength(1)
  })

  it('draws the same as the orchestrated one', () => {
    const values = (as: unknown): readonly string[] => {
      const run = watch(once(planned({ as, brokers: RABBIT, no: { parcels: '50%' } })))
      return run.facts.of(FactKind.committed).flatMap((fact) => (fact.leg < 0 ? [] : [`${fact.leg} ${fact.key}`]))
    }
    expect(values(CHOREOGRAPHED)).toEqual(values({ saga: 'orchestrated', log: 'memory' }))
  })

  it('does a leg twice when its participant crashes before it has told of it, but not with an outbox and keys', () => {
    const crashing = (change: Partial<SagaTown>): Watched => {
      const plan = once(planned({ as: CHOREOGRAPHED, brokers: RABBIT, events: { '*': PATIENT }, ...change }))
      // As soon as the row of its leg is there.
      const first = watch(plan)
        .facts.of(FactKind.committed)
        .find(({ leg }) => leg === 1)
      const unit = plan.units.findIndex(({ name }) => name === 'payments')
      const on = { units: [unit], zones: [], pick: { kind: 'all' } } as const
      const effect = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 }, on } as const
      const at = (first?.at ?? 0) + 0.01 * MS
      const schedule = { kind: 'scripted', at, lasts: 300 * MS, every: 0, jitter: 0, until: Number.POSITIVE_INFINITY }
      const crash = { id: 'crash', kind: 'crash', effect, schedule } as FaultPlan
      return watch({ ...plan, faults: [crash] })
    }
    const rows = (run: Watched): number =>
      run.facts.of(FactKind.committed).filter(({ leg, phase, value }) => leg === 1 && phase === 0 && value > 900).length
    const naive = crashing({})
    expect(rows(naive)).toBe(2)
    expect(story(naive, ['committed'])).toHaveLength(1)
    const careful = crashing({ events: OUTBOX, once: true })
    expect(rows(careful)).toBe(1)
    expect(story(careful, ['committed'])).toHaveLength(1)
  })
})

const HEAL = 3500 * MS
const storm = fc.subarray(['participants', 'shop', 'stores', 'broker', 'cut'] as const, { minLength: 1 })

function stormOf(plan: Plan, kinds: readonly string[]): Plan {
  const unitsOf = (fits: (name: string) => boolean): readonly number[] =>
    plan.units.flatMap(({ name }, index) => (fits(name) ? [index] : []))
  const isService = (name: string): boolean => MODULES.includes(name)
  const targets: Readonly<Record<string, readonly number[]>> = {
    participants: unitsOf(isService),
    shop: unitsOf((name) => name === 'shop'),
    stores: plan.stores.map(({ unit }) => unit),
    broker: unitsOf((name) => name === 'rabbit'),
  }
  const stay = (mean: number) => ({ minimum: 20 * MS, extra: exponential(mean * MS) })
  const schedule = { kind: 'stochastic', at: 0, until: HEAL, on: stay(150), off: stay(400) } as const
  const faults = kinds.map((id): FaultPlan => {
    const effect: FaultEffect =
      id === 'cut'
        ? {
            kind: 'partition',
            path: {
              edges: plan.edges.flatMap(({ from, to, loopback }, e) =>
                from < 0 || from === to || loopback ? [] : [e],
              ),
              direction: 'both',
              from: [],
              to: [],
              end: 'callee',
              pick: { kind: 'all' },
              programs: [],
            },
          }
        : {
            kind: 'crash',
            host: 'up',
            restart: 0,
            cold: { factor: 1, lasts: 0 },
            on: { units: targets[id] ?? [], zones: [], pick: { kind: 'one' } },
          }
    return { id, kind: effect.kind, schedule, effect }
  })
  return { ...plan, faults, heal: HEAL }
}

describe('a choreographed saga with outboxes and idempotency keys, whatever crashes', () => {
  it('is done, or undone in reverse partial order, or never was, after the faults have healed', {
    timeout: 120_000,
  }, () => {
    const seen = { committed: 0, compensated: 0, absorbed: 0 }
    fc.assert(
      fc.property(storm, fc.boolean(), fc.constantFrom('0%', '20%'), fc.nat(1e6), (kinds, forks, no, seed) => {
        const plan = planned({
          as: CHOREOGRAPHED,
          steps: forks ? FORK : CHAIN,
          once: true,
          no: { parcels: no, orders: no },
          brokers: RABBIT,
          events: OUTBOX,
          rest: { policies: [{ on: '* -> *', timeout: '1s' }] },
        })
        const run = watch(stormOf(plan, kinds), `${seed}`)
        expect(run.end.status).toBe('completed')
        for (const id of run.facts.ids) {
          const told = run.facts.told.filter(({ business }) => business === id)
          const rows = MODULES.map((_, leg) => rowsOf(run, id, leg))
          const committed = told.some(({ kind }) => kind === BusinessKind.committed)
          const compensated = told.some(({ kind }) => kind === BusinessKind.compensated)
          expect(committed && compensated).toBe(false)
          if (committed) expect(rows).toEqual(MODULES.map(() => [1, 0]))
          else for (const [done, undone] of rows) expect(done).toBe(undone)
          if (!committed && !compensated) expect(rows).toEqual(MODULES.map(() => [0, 0]))
          if (compensated) expectReverse(plan, told)
          if (committed) seen.committed++
          if (compensated) seen.compensated++
        }
        seen.absorbed += run.facts.business(['absorbed']).length
      }),
      { seed: 31, numRuns: 25 },
    )
    expect([seen.committed > 120, seen.compensated > 30, seen.absorbed > 2]).toEqual([true, true, true])
  })
})

/** Rows that were written for a leg: by its operation, and by its undo. */
function rowsOf({ facts }: Watched, id: number, leg: number): readonly [number, number] {
  const own = facts
    .of(FactKind.committed)
    .filter((fact) => fact.business === id && fact.leg === leg && fact.value > 900)
  return [own.filter(({ phase }) => phase === 0).length, own.filter(({ phase }) => phase === 1).length]
}

/** What comes after a leg is undone before it. */
function expectReverse(plan: Plan, told: readonly BusinessFact[]): void {
  const legs = plan.businesses?.[0]?.legs ?? []
  const at = (leg: number): number => told.findIndex((fact) => fact.kind === BusinessKind.undone && fact.leg === leg)
  legs.forEach(({ after }, leg) => {
    for (const before of after) if (at(leg) >= 0) expect(at(before)).toBeGreaterThan(at(leg))
  })
}
