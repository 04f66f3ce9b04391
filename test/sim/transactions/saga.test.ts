import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { uniformKeys } from '../../../src/sim/kernel/keys/uniform-keys.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import { decode, Stage } from '../../../src/sim/transactions/saga/saga-code.ts'
import { fault, path, scripted } from '../faults/faults.ts'
import { faults, hits, type Knobs } from '../services/faults.ts'
import { at, MS, type WorldSpec } from '../world/plans.ts'
import { access, fail, io, type StepSpec, send } from '../world/steps.ts'
import { type LegSpec, SAGA, shop, watch } from './business-world.ts'

const THREE: readonly LegSpec[] = [{ unit: 'a' }, { unit: 'b' }, { unit: 'c' }]
const REFUSED: LegSpec = { unit: 'c', steps: [io(MS), fail(1, 'rejected')] }
const CRASH: Knobs = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } }

/** The answers of an operation of a unit are lost from one time to another, ms. */
function losesReplies(unit: string, operation: string, from: number, until: number): NonNullable<WorldSpec['faults']> {
  return (index) => [
    hits(
      unit,
      { kind: 'lost-reply', programs: [index.program(operation)], share: 1 },
      from * MS,
      until * MS,
    )(index, 'lost'),
  ]
}

/** Requests over an edge take half a second longer when they are sent between these times, ms. */
function delays(edge: string, from: number, until: number): NonNullable<WorldSpec['faults']> {
  return (index) => [
    fault(
      { kind: 'latency', path: path(index, [edge], { direction: 'there' }), add: constant(500 * MS) },
      scripted(from * MS, (until - from) * MS),
      'late',
    ),
  ]
}

describe('an orchestrated saga', () => {
  it('does its legs one after the other and takes as long as they do', () => {
    const run = watch(shop({ legs: THREE, rules: SAGA }))
    expect(run.facts.story()).toEqual([
      'begun',
      ...[0, 1, 2].flatMap((leg) => [`called ${leg}`, `effect ${leg}`, `answered ${leg}`]),
      'committed',
      'told',
    ])
    const order = run.log.onlyCall('shop.order')
    expect(order).toMatchObject({ outcome: 'ok', latency: 3 * 1.5 * MS, parts: { io: 4.5 * MS } })
    expect(run.world.frames).toBe(0)
  })

  it('does legs that wait for nothing of each other at once, and books the time of the longest', () => {
    const legs = [
      { unit: 'a', after: [], steps: [io(4 * MS)] },
      { unit: 'b', after: [], steps: [io(7 * MS)] },
      { unit: 'c', after: [0, 1], steps: [io(2 * MS)] },
    ]
    const run = watch(shop({ legs, rules: SAGA }))
    const [a, b, c] = run.facts.business(['called']).map(({ at }) => at / MS)
    expect([a, b, c]).toEqual([0, 0, 7])
    expect(run.log.onlyCall('shop.order')).toMatchObject({ latency: 9 * MS, parts: { io: 9 * MS } })
  })

  it('undoes what was done, the last first, when a leg says no', () => {
    const run = watch(shop({ legs: [...THREE.slice(0, 2), REFUSED], rules: SAGA }))
    expect(run.facts.story().slice(7)).toEqual([
      'called 2',
      'answered 2',
      'turned',
      ...[1, 0].flatMap((leg) => [`undoCalled ${leg}`, `undone ${leg}`, `undoAnswered ${leg}`]),
      'compensated',
      'told',
    ])
    expect(run.log.onlyCall('shop.order').outcome).toBe('rejected')
    const last = run.facts.of(FactKind.committed).slice(-2)
    expect(last.map(({ value, business, phase }) => [value, business, phase])).toEqual([
      [1000, 0, 1],
      [1000, 0, 1],
    ])
    expect(run.world.frames).toBe(0)
  })

  it('meets the rows of a leg again when it undoes it, whatever their keys were drawn as', () => {
    const key = uniformKeys(10)
    const take = (add: number): readonly StepSpec[] => [access('update', 'stock-a', { add, key })]
    const legs = [{ unit: 'a', steps: take(-1), undoSteps: take(1) }, REFUSED]
    const orders = Array.from({ length: 30 }, (_, i) => i * 10)
    const run = watch(shop({ legs, rules: SAGA, orders }))
    const touched = run.facts.of(FactKind.committed)
    expect(new Set(touched.map(({ key: drawn }) => drawn)).size).toBeGreaterThan(5)
    for (const id of run.facts.ids) {
      const [done, undone] = touched.filter(({ business }) => business === id)
      expect(undone?.key).toBe(done?.key)
      expect([done?.phase, undone?.phase]).toEqual([0, 1])
    }
  })

  it('tries a leg again whose answer is lost, does it each time, and undoes it when its attempts are at an end', () => {
    const more = { faults: losesReplies('b', 'b.do', 0, 2000) }
    const run = watch(shop({ legs: THREE, rules: SAGA, more }))
    expect(run.facts.business(['effect']).filter(({ leg }) => leg === 1)).toHaveLength(3)
    expect(run.facts.business(['answered']).filter(({ outcome }) => outcome === Outcome.timeout)).toHaveLength(3)
    expect(run.facts.business(['turned'])[0]?.outcome).toBe(Outcome.timeout)
    expect(run.facts.business(['undone']).map(({ leg }) => leg)).toEqual([1, 0])
    expect(run.facts.business(['called']).some(({ leg }) => leg === 2)).toBe(false)
    expect(run.log.onlyCall('shop.order').outcome).toBe('timeout')
  })

  it('undoes what was perhaps done; where it was not, the undo does nothing and says so', () => {
    const down = hits('b', { ...CRASH, host: 'down' }, 0, 2000 * MS)
    const run = watch(shop({ legs: THREE, rules: SAGA, more: { faults: faults(down) } }))
    expect(run.facts.business(['undoAbsorbed', 'undone']).map(({ kind, leg }) => [kind, leg])).toEqual([
      [8, 1],
      [7, 0],
    ])
    expect(run.facts.business(['compensated'])).toHaveLength(1)
    const stock = run.facts.of(FactKind.committed).map(({ value }) => value)
    expect(stock).toEqual([999, 1000])
  })

  it('undoes for as long as that takes, or gives up where its patience ends, half done', () => {
    const down = faults(hits('a', CRASH, 3 * MS, 1003 * MS))
    const legs = [{ unit: 'a' }, REFUSED]
    const patient = watch(shop({ legs, rules: SAGA, more: { faults: down } }))
    expect(patient.facts.business(['compensated'])[0]?.at).toBeGreaterThan(1003 * MS)
    expect(patient.facts.business(['undoCalled']).length).toBeGreaterThan(40)
    const rules = { ...SAGA, undoAttempts: 4 }
    const impatient = watch(shop({ legs, rules, more: { faults: down } }))
    expect(impatient.facts.business(['undoCalled'])).toHaveLength(4)
    expect(impatient.facts.story().slice(-2)).toEqual(['abandoned', 'told'])
    expect(impatient.log.onlyCall('shop.order').outcome).toBe('rejected')
  })

  it('undoes nothing after its pivot, and tries what comes then until it succeeds', () => {
    const down = faults(hits('c', CRASH, 0, 1000 * MS))
    const legs = [{ unit: 'a' }, { unit: 'b', pivot: true }, { unit: 'c' }]
    const run = watch(shop({ legs, rules: { ...SAGA, timeout: 500 * MS }, more: { faults: down } }))
    expect(run.facts.business(['turned', 'undoCalled'])).toEqual([])
    const [end] = run.facts.business(['committed'])
    expect(end?.at).toBeGreaterThan(1000 * MS)
    expect(run.log.onlyCall('shop.order').outcome).toBe('ok')
  })

  it('turns when its time is up, without waiting for a leg that does not answer', () => {
    const legs = [{ unit: 'a' }, { unit: 'b', steps: [io(5000 * MS)] }, { unit: 'c' }]
    const run = watch(shop({ legs, rules: { ...SAGA, timeout: 50 * MS }, timeout: 0 }))
    expect(run.facts.business(['turned'])[0]).toMatchObject({ at: 50 * MS, outcome: Outcome.timeout })
    // The undo of b finds nothing, and b happens after all: nobody will ever undo that.
    const of = run.facts
      .business(['undoAbsorbed', 'undone', 'compensated', 'effect'])
      .map(({ kind, leg }) => [kind, leg])
    expect(of).toEqual([
      [3, 0],
      [8, 1],
      [7, 0],
      [17, -1],
      [3, 1],
    ])
  })

  it('with a version file puts an undo and what it undoes in order', () => {
    const legs = [{ unit: 'a' }, { unit: 'b', steps: [io(5000 * MS)] }, { unit: 'c' }]
    const countermeasures = { ...SAGA.countermeasures, versionFile: true }
    const run = watch(shop({ legs, rules: { ...SAGA, timeout: 50 * MS, countermeasures }, timeout: 0 }))
    expect(run.facts.business(['effect', 'undone']).map(({ kind, leg }) => [kind, leg])).toEqual([
      [3, 0],
      [3, 1],
      [7, 1],
      [7, 0],
    ])
    expect(run.facts.business(['compensated'])).toHaveLength(1)
  })

  it('with a version file does not do what comes after its undo', () => {
    const edges = { 'shop -> b': { link: { delay: 0 } } }
    const countermeasures = { ...SAGA.countermeasures, versionFile: true }
    const spec = { legs: THREE.slice(0, 2), rules: { ...SAGA, timeout: 50 * MS, countermeasures }, timeout: 0, edges }
    const late = delays('shop -> b', 0, 20)
    const run = watch(shop({ ...spec, more: { faults: late } }))
    expect(run.facts.business(['undoAbsorbed', 'effect', 'absorbed']).map(({ kind, leg }) => [kind, leg])).toEqual([
      [3, 0],
      [8, 1],
      [4, 1],
    ])
    const without = watch(shop({ ...spec, rules: { ...SAGA, timeout: 50 * MS }, more: { faults: late } }))
    expect(without.facts.business(['effect']).map(({ leg }) => leg)).toEqual([0, 1])
  })

  it('answers at once where its caller only wants it begun, and goes on without it', () => {
    const rules = { ...SAGA, answer: 'accepted' } as const
    const memory = watch(shop({ legs: THREE, rules }))
    expect(memory.log.onlyCall('shop.order').latency).toBe(0)
    expect(memory.facts.story().slice(0, 2)).toEqual(['begun', 'told'])
    expect(memory.facts.business(['committed'])[0]?.at).toBe(4.5 * MS)
    const logged = watch(shop({ legs: [...THREE.slice(0, 2), REFUSED], rules, log: true }))
    expect(logged.log.onlyCall('shop.order')).toMatchObject({
      latency: 0.5 * MS,
      outcome: 'ok',
      parts: { io: 0.5 * MS },
    })
    expect(logged.facts.story().at(-1)).toBe('compensated')
  })

  it('calls legs of its own unit inside it', () => {
    const steps = [io(3 * MS)]
    const run = watch(shop({ legs: [{ unit: 'a' }, { unit: 'shop', steps, undoSteps: steps }, REFUSED], rules: SAGA }))
    expect(run.facts.business(['effect', 'undone']).map(({ leg, instance }) => [leg, instance])).toEqual([
      [0, 2],
      [1, 1],
      [1, 1],
      [0, 2],
    ])
    expect(run.log.onlyCall('shop.do')).toMatchObject({ latency: 3 * MS })
    expect(run.world.frames).toBe(0)
  })

  it('is not stopped with the request that wanted it', () => {
    const run = watch(shop({ legs: THREE, rules: SAGA, more: { workloads: impatient(2 * MS) } }))
    const patient = watch(shop({ legs: THREE, rules: SAGA }))
    expect(run.log.onlyCall('shop.order').outcome).toBe('deadline')
    expect(run.facts.story()).toEqual(patient.facts.story().filter((line) => line !== 'told'))
  })
})

function impatient(deadline: number): WorldSpec['workloads'] {
  const arrivals = { kind: 'replay', times: Float64Array.of(0) } as const
  return { users: { calls: 'shop.order', arrivals, deadline, propagate: true } }
}

describe('the log of a saga', () => {
  it('is written before each step that rests on the one before', () => {
    const run = watch(shop({ legs: THREE, rules: SAGA, log: true }))
    const rows = run.facts.of(FactKind.committed).filter(({ record }) => record === 0)
    expect(rows).toHaveLength(4)
    expect(run.log.onlyCall('shop.order').latency).toBe((3 * 1.5 + 4 * 0.5) * MS)
    expect(rows.every(({ leg, business }) => leg === -1 && business === 0)).toBe(true)
  })

  it.each([
    ['the same instance again', 1, 1],
    ['another one', 2, 2],
  ])('lets %s go on after a crash, and do again what was not written down', (_, instances, by) => {
    const crash = faults(hits('shop', CRASH, 3.1 * MS, 500 * MS, [0]))
    const run = watch(shop({ legs: THREE, rules: SAGA, log: true, shop: { instances }, more: { faults: crash } }))
    expect(run.log.onlyCall('shop.order').outcome).toBe('reset')
    const [resumed] = run.facts.business(['resumed'])
    expect(resumed?.instance).toBe(by)
    expect(resumed?.at).toBe(instances === 1 ? 500 * MS : 53.1 * MS)
    // a is in the log; b was under way, and is called a second time.
    expect(run.facts.business(['effect']).map(({ leg }) => leg)).toEqual([0, 1, 1, 2])
    expect(run.facts.business(['committed'])).toHaveLength(1)
    expect(run.world.frames).toBe(0)
  })

  it('does not say what was called just before the crash, so that it is undone when there is no time left', () => {
    const crash = faults(hits('shop', CRASH, 1.9 * MS, 500 * MS))
    const rules = { ...SAGA, timeout: 100 * MS }
    const run = watch(shop({ legs: THREE, rules, log: true, more: { faults: crash } }))
    expect(run.facts.story()).toEqual([
      'begun',
      'called 0',
      'orphaned',
      'effect 0',
      'resumed',
      'turned',
      'undoCalled 0',
      'undone 0',
      'undoAnswered 0',
      'compensated',
    ])
  })

  it('says that it has turned: who goes on undoes what is left', () => {
    const crash = faults(hits('shop', CRASH, 6.5 * MS, 500 * MS))
    const legs = [...THREE.slice(0, 2), REFUSED]
    const run = watch(shop({ legs, rules: SAGA, log: true, more: { faults: crash } }))
    const story = run.facts.story()
    expect(story.slice(story.indexOf('turned'))).toEqual([
      'turned',
      'undoCalled 1',
      'orphaned',
      'undone 1',
      'resumed',
      ...[1, 0].flatMap((leg) => [`undoCalled ${leg}`, `undone ${leg}`, `undoAnswered ${leg}`]),
      'compensated',
    ])
  })

  it('does not fall back to what a process wrote that is gone, when that comes late', () => {
    const late = delays('shop -> db', 1.9, 2.1)
    const crash = faults(hits('shop', CRASH, 2.2 * MS, 400 * MS, [0]))
    const both: NonNullable<WorldSpec['faults']> = (index) => [...late(index), ...crash(index)]
    const run = watch(shop({ legs: THREE, rules: SAGA, log: true, shop: { instances: 2 }, more: { faults: both } }))
    expect(run.facts.business(['committed'])[0]?.at).toBeLessThan(100 * MS)
    const rows = run.facts.of(FactKind.committed).filter(({ record }) => record === 0)
    expect(rows.map(({ value }) => decode(value, 3).stage)).toEqual([
      ...rows.slice(1).map(() => Stage.running),
      Stage.committed,
    ])
    expect(run.end.time).toBeGreaterThan(500 * MS)
  })

  it('is the only memory that survives: without it nobody ever goes on', () => {
    const crash = faults(hits('shop', CRASH, 2.1 * MS, 500 * MS, [0]))
    const run = watch(shop({ legs: THREE, rules: SAGA, shop: { instances: 2 }, more: { faults: crash } }))
    expect(run.facts.story().slice(-3)).toEqual(['orphaned', 'abandoned', 'effect 1'])
    expect(run.world.frames).toBe(0)
  })

  it('that cannot be reached lets nothing begin', () => {
    const down = faults(hits('db', CRASH, 0, 100 * MS))
    const run = watch(shop({ legs: THREE, rules: SAGA, log: true, more: { faults: down } }))
    expect(run.facts.story()).toEqual(['begun', 'compensated', 'told'])
    expect(run.log.onlyCall('shop.order').outcome).toBe('refused')
  })
})

describe('a leg that nothing undoes', () => {
  it('lets the one before it wait for the undo of the one behind it', () => {
    const legs = [{ unit: 'a' }, { unit: 'b', undo: false }, { unit: 'd' }, REFUSED]
    const run = watch(shop({ legs, rules: SAGA }))
    expect(run.facts.business(['undone']).map(({ leg }) => leg)).toEqual([2, 0])
    const [late, early] = [run.log.calls('d.undo')[0], run.log.calls('a.undo')[0]]
    expect(early?.start).toBeGreaterThanOrEqual(late?.end ?? Number.POSITIVE_INFINITY)
  })
})

describe('countermeasures of a saga', () => {
  const slow = { unit: 'b', steps: [io(50 * MS)] }

  it('semantic locks let others fail with `pending` until the transaction has settled', () => {
    const rules = { ...SAGA, countermeasures: { ...SAGA.countermeasures, semanticLock: 'fail' } } as const
    const run = watch(shop({ legs: [{ unit: 'a' }, slow], rules, orders: [0, 10, 100] }))
    expect(run.log.calls('shop.order').map(({ outcome }) => outcome)).toEqual(['pending', 'ok', 'ok'])
    expect(run.facts.business(['barred']).map(({ business, leg, outcome }) => [business, leg, outcome])).toEqual([
      [1, 0, Outcome.pending],
    ])
  })

  it('semantic locks let others wait', () => {
    const rules = { ...SAGA, countermeasures: { ...SAGA.countermeasures, semanticLock: 'wait' } } as const
    const run = watch(shop({ legs: [{ unit: 'a' }, slow], rules, orders: [0, 10] }))
    const calls = run.log.calls('shop.order')
    expect(calls.map(({ outcome, end }) => [outcome, end / MS])).toEqual([
      ['ok', 51.5],
      ['ok', 102],
    ])
    expect(calls[1]?.parts['locks']).toBe(40.5 * MS)
    expect(run.world.frames).toBe(0)
  })

  it('semantic locks keep those out, too, who are in no transaction', () => {
    const rules = { ...SAGA, countermeasures: { ...SAGA.countermeasures, semanticLock: 'fail' } } as const
    const workloads = {
      users: { calls: 'shop.order', arrivals: at(0) },
      others: { calls: 'a.undo', arrivals: at(10 * MS, 100 * MS) },
    }
    const run = watch(shop({ legs: [{ unit: 'a' }, slow], rules, more: { workloads } }))
    expect(run.log.calls('a.undo').map(({ outcome }) => outcome)).toEqual(['pending', 'ok'])
    expect(run.log.calls('shop.order').map(({ outcome }) => outcome)).toEqual(['ok'])
  })

  it('semantic locks are not left behind by work that goes on when the transaction has settled', () => {
    const rules = { ...SAGA, countermeasures: { ...SAGA.countermeasures, semanticLock: 'fail' } } as const
    const late = { unit: 'b', undoSteps: [io(100 * MS), access('update', 'stock-b', { add: 1 })] }
    const legs = [{ unit: 'a', steps: [send('b.undo')] }, late]
    const run = watch(shop({ legs, rules, orders: [0, 200] }))
    expect(run.log.calls('b.undo').map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
    expect(run.log.calls('shop.order').map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
  })

  it('rereading finds what others have changed before the pivot', () => {
    const reads = [access('read', 'stock-a')]
    const legs: readonly LegSpec[] = [{ unit: 'a', steps: reads, reads }, slow, { unit: 'c', pivot: true }]
    const changes = {
      changer: { calls: 'a.undo', arrivals: { kind: 'replay', times: Float64Array.of(20 * MS) } },
    } as const
    const world = (rereadValue: boolean, disturbed: boolean) => {
      const rules = { ...SAGA, countermeasures: { ...SAGA.countermeasures, rereadValue } }
      const plan = { legs, rules }
      const workloads = { users: impatient(0)['users'] ?? never(), ...(disturbed ? changes : {}) }
      return watch(shop({ ...plan, more: { workloads } }))
    }
    const end = (run: ReturnType<typeof world>): readonly string[] => run.facts.story().slice(-2)
    expect(end(world(false, true))).toEqual(['committed', 'told'])
    expect(end(world(true, false))).toEqual(['committed', 'told'])
    const caught = world(true, true)
    expect(end(caught)).toEqual(['compensated', 'told'])
    expect(caught.facts.business(['turned'])[0]?.outcome).toBe(Outcome.conflict)
    expect(caught.facts.business(['called']).map(({ leg }) => leg)).toEqual([0, 1])
    expect(caught.log.calls('a.reread')).toHaveLength(1)
  })
})

function never(): never {
  throw new Error('there is no such workload')
}
