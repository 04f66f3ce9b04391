import { describe, expect, it } from 'vitest'
import { type DataFact, FactKind } from '../../../src/sim/data-fact.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { faults, hits } from '../services/faults.ts'
import { at, MS, open, SECOND } from '../world/plans.ts'
import { access, fail, io } from '../world/steps.ts'
import { type Watched, watch } from './business-world.ts'
import { TWO_PHASE, type TwoPhaseSpec, twoPhase } from './two-phase-world.ts'

const UNITS = ['a', 'b', 'c']
const CRASH = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
const SLOW: TwoPhaseSpec = { units: UNITS, prepare: 10 * MS, commit: 10 * MS }

/** Ms at which the store of each leg was told its fate: what, and of which leg. */
function votes(run: Watched): readonly (readonly [string, number, number])[] {
  const names = { 13: 'prepared', 15: 'released' } as Readonly<Record<number, string>>
  return run.facts
    .business(['prepared', 'released'])
    .map(({ kind, leg, at: when }) => [names[kind] ?? '', leg, when / MS])
}

/** What was committed for legs: what the log says is for none. */
function ofLegs({ facts }: Watched): readonly DataFact[] {
  return facts.of(FactKind.committed).filter(({ leg }) => leg >= 0)
}

describe('two-phase commit', () => {
  it('prepares all at once, decides, and commits all at once', () => {
    const run = watch(twoPhase(SLOW))
    expect(votes(run)).toEqual([
      ['prepared', 0, 10],
      ['prepared', 1, 10],
      ['prepared', 2, 10],
      ['released', 0, 20],
      ['released', 1, 20],
      ['released', 2, 20],
    ])
    expect(run.facts.business(['decided']).map(({ at: when, outcome }) => [when / MS, outcome])).toEqual([[10, 0]])
    expect(run.facts.of(FactKind.committed).map(({ at: when, value }) => [when / MS, value])).toEqual([
      [20, 999],
      [20, 999],
      [20, 999],
    ])
    expect(run.facts.of(FactKind.acknowledged)).toHaveLength(3)
    expect(run.log.onlyCall('shop.order')).toMatchObject({ outcome: 'ok', latency: 20 * MS })
    expect(run.world.frames).toBe(0)
  })

  it('writes down nothing but the decision to commit', () => {
    const committed = watch(twoPhase({ ...SLOW, log: true }))
    expect(committed.log.onlyCall('shop.order').latency).toBe(20.5 * MS)
    const steps = (unit: string) =>
      unit === 'b' ? [fail(1, 'rejected')] : [access('update', `stock-${unit}`, { add: -1 })]
    const aborted = watch(twoPhase({ ...SLOW, log: true, steps }))
    expect(aborted.log.onlyCall('shop.order').outcome).toBe('rejected')
    expect(aborted.log.calls('log.write')).toEqual([])
  })

  it('rolls all back when one votes no, and tells those that may have voted yes', () => {
    const steps = (unit: string) => [
      access('update', `stock-${unit}`, { add: -1 }),
      ...(unit === 'b' ? [io(5 * MS), fail(1, 'rejected')] : unit === 'c' ? [io(20 * MS)] : []),
    ]
    const run = watch(twoPhase({ units: UNITS, steps }))
    // The last one hears of it while it works, and does not vote any more.
    expect(votes(run)).toEqual([
      ['prepared', 0, 0],
      ['released', 0, 5],
    ])
    expect(run.facts.business(['decided', 'turned']).map(({ outcome }) => outcome)).toEqual([20, 20])
    expect(run.facts.of(FactKind.committed)).toEqual([])
    expect(run.facts.of(FactKind.ended).map(({ value }) => value)).toEqual([0, 0, 0])
    expect(run.facts.business(['compensated'])).toHaveLength(1)
    expect(run.log.onlyCall('shop.order').outcome).toBe('rejected')
  })

  it('waits for votes no longer than it may', () => {
    const steps = (unit: string) => [access('update', `stock-${unit}`, { add: -1 }), io(unit === 'b' ? SECOND : 0)]
    const run = watch(twoPhase({ units: UNITS, steps }))
    expect(run.facts.business(['decided']).map(({ at: when, outcome }) => [when / MS, outcome])).toEqual([[500, 2]])
    expect(run.facts.of(FactKind.committed)).toEqual([])
    // The one that was slow finds that it is over.
    expect(
      votes(run)
        .filter(([what]) => what === 'prepared')
        .map(([, leg]) => leg),
    ).toEqual([0, 2])
  })

  it('holds locks as long as both rounds take (R-2PC-1; false alarm 1 in 10,000)', () => {
    // Each participant works at once, with its row locked, and its vote takes 10 ms in the mean; so does committing.
    const keyed = (unit: string) => [
      access('insert', `stock-${unit}`, { key: 9, grouped: true }),
      io(exponential(10 * MS)),
    ]
    const run = watch(
      twoPhase({
        units: UNITS,
        rules: { ...TWO_PHASE, timeout: 10 * SECOND },
        timeout: 0,
        steps: keyed,
        commit: exponential(10 * MS),
        arrivals: open(1000),
        more: { duration: 5 * SECOND },
      }),
    )
    const { ids } = run.facts
    const touched = run.facts.of(FactKind.touched)
    const first = new Map<number, number>()
    const last = new Map<number, number>()
    for (const { business, at: when } of touched) if (!first.has(business)) first.set(business, when)
    for (const { business, at: when } of run.facts.business(['released'])) last.set(business, when)
    const held = ids.map((id) => ((last.get(id) ?? 0) - (first.get(id) ?? 0)) / MS)
    const mean = held.reduce((a, b) => a + b, 0) / held.length
    // The largest of three has the variance m² (1 + 1/4 + 1/9), and there are two rounds.
    const deviation = Math.sqrt((2 * 100 * (49 / 36)) / held.length)
    expect(held.length).toBeGreaterThan(4500)
    expect(Math.abs(mean - 2 * 10 * (1 + 1 / 2 + 1 / 3))).toBeLessThan(3.9 * deviation)
    const latencies = run.log.calls('shop.order').map(({ latency }) => latency / MS)
    expect(latencies.reduce((a, b) => a + b, 0) / latencies.length).toBeCloseTo(mean, 9)
  }, 30_000)
})

describe('a prepared transaction', () => {
  it('keeps its locks until the decision, and lets those who wait for them go on', () => {
    const run = watch(twoPhase({ ...SLOW, arrivals: at(0, 1 * MS) }))
    expect(run.log.calls('shop.order').map(({ latency }) => latency / MS)).toEqual([20, 39])
    expect(run.facts.of(FactKind.committed).map(({ value }) => value)).toEqual([999, 999, 999, 998, 998, 998])
  })

  it('lets a lock timeout apply to those who wait', () => {
    const run = watch(
      twoPhase({ ...SLOW, arrivals: at(0, 1 * MS), rulesOf: (rules) => ({ ...rules, lockTimeout: 5 * MS }) }),
    )
    expect(run.log.calls('shop.order').map(({ outcome }) => outcome)).toEqual(['lock-timeout', 'ok'])
  })

  it('survives a crash of its store, with its locks', () => {
    const crash = faults(hits('db-b', CRASH, 11 * MS, 100 * MS))
    const run = watch(twoPhase({ ...SLOW, arrivals: at(0, 102 * MS), more: { faults: crash } }))
    expect(run.facts.business(['committed'])).toHaveLength(2)
    expect(ofLegs(run)).toHaveLength(6)
    const released = run.facts.business(['released'], 0).find(({ leg }) => leg === 1)
    expect((released?.at ?? 0) / MS).toBeGreaterThan(110)
    // The other one has waited for it.
    const next = run.facts.business(['prepared'], 1).find(({ leg }) => leg === 1)
    expect(next?.at).toBe((released?.at ?? 0) + 10 * MS)
  })

  it('goes over to the node that leads next, with its locks', () => {
    const failover = { heartbeat: 10 * MS, detect: 30 * MS, election: constant(5 * MS), fencing: true }
    const replication = {
      acknowledgements: 1,
      waitFor: 'received',
      apply: constant(0),
      retransmit: 50 * MS,
      failover,
    } as const
    const steps = (unit: string) => [access('update', `stock-${unit}`, { add: -1 }), io(unit === 'b' ? 300 * MS : 0)]
    const run = watch(
      twoPhase({
        units: ['a', 'b'],
        steps,
        rulesOf: (rules) => ({ ...rules, replication }),
        sharding: { nodesPerShard: 3 },
        rules: { ...TWO_PHASE, timeout: 5 * SECOND },
        // The second one finds out who leads, the third one goes there.
        arrivals: at(0, 200 * MS, 260 * MS),
        more: {
          faults: faults(hits('db-a', CRASH, 100 * MS, 3 * SECOND, [0])),
          edges: { 'a -> db-a': { timeout: 50 * MS } },
        },
      }),
    )
    const [prepared] = run.facts.business(['prepared'], 0)
    const rows = run.facts.of(FactKind.committed).filter(({ leg }) => leg === 0)
    expect(rows[0]).toMatchObject({ business: 0, value: 999 })
    expect([rows[0]?.node, run.facts.business(['released'], 0)[0]?.instance]).not.toContain(prepared?.instance)
    expect(run.facts.business(['committed', 'compensated']).length).toBe(3)
    expect(rows.slice(1).map(({ business, value }) => [business, value])).toEqual([[2, 998]])
    const waits = run.log.waits.get('lock db-a')?.filter(({ value }) => value > 0) ?? []
    expect(waits.map(({ time }) => time)).toEqual([rows[0]?.at])
  })

  it('is in doubt until its coordinator comes back and finds its decision', () => {
    const crash = faults(hits('shop', CRASH, 12 * MS, 300 * MS))
    const run = watch(twoPhase({ ...SLOW, commit: 100 * MS, log: true, more: { faults: crash } }))
    expect(run.facts.business(['orphaned', 'resumed'])).toHaveLength(2)
    expect(run.facts.business(['decided'])).toHaveLength(1)
    expect(run.facts.business(['committed'])).toHaveLength(1)
    expect(ofLegs(run)).toHaveLength(3)
  })

  it('is rolled back where its coordinator comes back and finds no decision', () => {
    const crash = faults(hits('shop', CRASH, 9 * MS, 300 * MS))
    const run = watch(twoPhase({ ...SLOW, log: true, more: { faults: crash } }))
    expect(votes(run).map(([what]) => what)).toEqual([
      'prepared',
      'prepared',
      'prepared',
      'released',
      'released',
      'released',
    ])
    expect(run.facts.business(['decided']).map(({ outcome }) => outcome)).toEqual([14])
    expect(run.facts.business(['compensated'])).toHaveLength(1)
    expect(ofLegs(run)).toEqual([])
    // Who has decided so after the fact writes it down first.
    expect(run.log.calls('log.write').map(({ outcome }) => outcome)).toEqual(['ok'])
  })

  it('stays in doubt for ever when its coordinator forgets it', () => {
    const crash = faults(hits('shop', CRASH, 9 * MS, 300 * MS))
    const lockTimeout = 2 * SECOND
    const run = watch(
      twoPhase({
        ...SLOW,
        arrivals: at(0, 3 * SECOND),
        rulesOf: (rules) => ({ ...rules, lockTimeout }),
        rules: { ...TWO_PHASE, timeout: 10 * SECOND },
        more: { faults: crash },
      }),
    )
    expect(votes(run).map(([what]) => what)).toEqual(['prepared', 'prepared', 'prepared'])
    expect(run.facts.business(['abandoned'])).toHaveLength(1)
    expect(run.log.calls('shop.order').map(({ outcome }) => outcome)).toContain('lock-timeout')
  })
})
