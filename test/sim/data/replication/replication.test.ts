import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { fault, on, path, scripted } from '../../faults/faults.ts'
import { faults, hits } from '../../services/faults.ts'
import { at, closed, MS, open, SECOND } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { access, deliver, io } from '../../world/steps.ts'
import { cutOff, FAILOVER, type Replicated, replicated, run } from './replicated.ts'

const CRASH = { kind: 'crash', host: 'down', restart: 0, cold: { factor: 1, lasts: 0 } } as const
const EACH_20_MS = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) / (20 * MS) }, (_, i) => from + i * 20 * MS)

const NOT_COLD = { factor: 1, lasts: 0 } as const

/** No change of a level. */
const NONE = [-1, -1] as const

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function outcomes(ran: ReturnType<typeof run>, from: number, to: number): readonly string[] {
  const calls = ran.log.calls('app.write').filter(({ start }) => start >= from && start < to)
  return [...new Set(calls.map(({ outcome }) => outcome))].sort()
}

describe('a replica', () => {
  it('lags behind as its one thread that applies is a queue (R-LAG-1, half the load; false alarm 1 in 10,000)', () => {
    const ran = run(
      replicated({
        nodes: 2,
        keys: 1000,
        replication: { apply: exponential(1 * MS) },
        workloads: { writers: { calls: 'app.write', arrivals: open(500) } },
        more: { duration: 40 * SECOND },
      }),
    )
    expectDrained(ran)
    const lags = ran.log.waitsAt('replication-lag db')
    expect(lags).toHaveLength(ran.facts.of(FactKind.committed).length)
    // M/M/1 at load 1/2: a mean of 2 ms; that of n waits in a row has a deviation of about 1 ms * sqrt(29 / n) (Daley,
    // "The serial correlation coefficients of waiting times in a stationary single server queue", 1968).
    expect(Math.abs(mean(lags) - 2 * MS)).toBeLessThan(3.9 * MS * Math.sqrt(29 / lags.length))
    // What would be lost with the leader, if its replica went on at once: Little's law, to the letter.
    const backlog = ran.log.average('replication-backlog db/1', 0, ran.end.time)
    expect(backlog * ran.end.time).toBeCloseTo(
      lags.reduce((sum, lag) => sum + lag, 0),
      -3,
    )
  })

  it('answers an old version t after a write as often as its lag is longer (R-LAG-2; false alarm 1 in 10,000)', () => {
    for (const [t, share] of [
      [0, 2 / 3],
      [50, 0.404354],
      [100, 0.245253],
    ] as const) {
      const key = uniformKeys(1)
      const world = replicated({
        nodes: 3,
        replication: { retransmit: 10 * SECOND },
        workloads: { user: { calls: 'app.both', arrivals: closed(1, 2 * SECOND) } },
        more: { duration: 4500 * SECOND, edges: { 'db -> db': { link: { delay: exponential(100 * MS) } } } },
      })
      const both = [access('write', 'stock', { key }), io(t * MS), access('read', 'stock', { key, from: 'any' })]
      const ran = run({ ...world, operations: { ...world.operations, 'app.both': both } })
      const written = new Map(ran.facts.of(FactKind.acknowledged).map(({ request, version }) => [request, version]))
      const reads = ran.facts.of(FactKind.read)
      const stale = reads.filter(({ request, version }) => version !== written.get(request)).length
      expect(reads.length).toBeGreaterThan(1500)
      const deviation = Math.sqrt((share * (1 - share)) / reads.length)
      expect(Math.abs(stale / reads.length - share)).toBeLessThan(3.9 * deviation)
    }
  })

  it('applies nothing while it is paused, and slowly while its disk is slow', () => {
    const ran = run(
      replicated({
        nodes: 2,
        replication: { apply: exponential(1 * MS) },
        workloads: { writers: { calls: 'app.write', arrivals: at(...EACH_20_MS(0, 3 * SECOND)) } },
        faults: faults(
          hits('db', { kind: 'pause' }, 1 * SECOND, 1.5 * SECOND, [1]),
          hits('db', { kind: 'slow', factor: 10, resource: 'io', healthChecks: false }, 2 * SECOND, 3 * SECOND, [1]),
        ),
      }),
    )
    expectDrained(ran)
    const lag = (from: number, to: number): number =>
      mean(
        (ran.log.waits.get('replication-lag db') ?? [])
          .filter((w) => w.time >= from && w.time < to)
          .map((w) => w.value),
      )
    const applied = ran.facts.of(FactKind.applied).map(({ at: time }) => time)
    expect(applied.filter((time) => time >= 1.03 * SECOND && time < 1.5 * SECOND)).toEqual([])
    expect(lag(0, 1 * SECOND)).toBeLessThan(2 * MS)
    expect(lag(2 * SECOND, 3 * SECOND)).toBeGreaterThan(5 * MS)
  })

  it('catches up after a crash, and with what was lost on the way', () => {
    const ran = run(
      replicated({
        nodes: 3,
        workloads: { writers: { calls: 'app.write', arrivals: at(...EACH_20_MS(0, 3 * SECOND)) } },
        faults: (index) => [
          ...faults(hits('db', CRASH, 1 * SECOND, 2 * SECOND, [1]))(index),
          fault({ kind: 'loss', path: path(index, ['db -> db']), share: 0.4, burst: 1 }, scripted(), 'loss'),
        ],
      }),
    )
    expectDrained(ran)
    const versions = ran.facts.of(FactKind.committed).map(({ version }) => version)
    for (const node of [2, 3]) {
      const applied = ran.facts.of(FactKind.applied).filter((fact) => fact.node === node)
      expect(applied.map(({ version }) => version)).toEqual(versions)
    }
  })
})

describe('a commit', () => {
  it('waits for as many replicas as it has to (R-COMMIT-1; false alarm 1 in 10,000 each)', () => {
    for (const [nodes, expected] of [
      [3, 5],
      [5, 35 / 6],
      [7, 37 / 6],
    ] as const) {
      const ran = run(
        replicated({
          nodes,
          keys: 1000,
          replication: {
            acknowledgements: Math.floor(nodes / 2),
            waitFor: 'applied',
            apply: exponential(10 * MS),
            retransmit: SECOND,
          },
          workloads: { user: { calls: 'app.write', arrivals: closed(1, 300 * MS) } },
          more: { duration: 700 * SECOND },
        }),
      )
      expectDrained(ran)
      const latencies = ran.log.calls('app.write').map(({ latency }) => latency)
      expect(latencies.length).toBeGreaterThan(2000)
      // The waits between the first and the k-th of n - 1 exponentials are independent: 1/m ms of m that are left.
      let variance = 0
      for (let left = nodes - 1; left > nodes - 1 - Math.floor(nodes / 2); left--) variance += (10 / left) ** 2
      const deviation = Math.sqrt(variance / latencies.length)
      expect(Math.abs(mean(latencies) / MS - expected)).toBeLessThan(3.9 * deviation)
    }
  })

  it('takes no time for replicas where it is asynchronous, and a round trip where one must have received it', () => {
    const latency = (acknowledgements: number): number => {
      const ran = run(
        replicated({
          nodes: 3,
          replication: { acknowledgements, apply: exponential(SECOND) },
          workloads: { writers: { calls: 'app.write', arrivals: at(0) } },
          more: { edges: { 'db -> db': { link: { delay: 7 * MS } } } },
        }),
      )
      expectDrained(ran)
      return ran.log.onlyCall('app.write').latency
    }
    expect([0, 1, 2].map(latency)).toEqual([0, 14 * MS, 14 * MS])
  })

  it('does not come to an end during a partition where it needs the other side, and is kept after it', () => {
    const ran = run(
      replicated({
        nodes: 2,
        timeout: 500 * MS,
        replication: { acknowledgements: 1 },
        workloads: { writers: { calls: 'app.write', arrivals: at(...EACH_20_MS(0, 3 * SECOND)) } },
        faults: (index) => [cutOff([0], [1], { at: SECOND, lasts: SECOND, apps: 'left' })(index, 'cut')],
      }),
    )
    expectDrained(ran)
    expect(outcomes(ran, 0, 1 * SECOND)).toEqual(['ok'])
    expect(outcomes(ran, 1 * SECOND, 1.49 * SECOND)).toEqual(['timeout'])
    expect(outcomes(ran, 2.3 * SECOND, 3 * SECOND)).toEqual(['ok'])
    expect(ran.facts.of(FactKind.lost)).toEqual([])
  })
})

/** Writes of an app through a fault. */
function writing(
  more: Partial<Replicated> & { readonly fencing?: boolean; readonly forGood?: boolean },
): ReturnType<typeof run> {
  const { fencing = true, forGood = false, ...rest } = more
  const ran = run(
    replicated({
      nodes: 3,
      timeout: 300 * MS,
      replication: { failover: { ...FAILOVER, fencing } },
      workloads: { writers: { calls: 'app.write', arrivals: at(...EACH_20_MS(0, 8 * SECOND)) } },
      more: { network: { delay: 1 * MS } },
      ...rest,
    }),
  )
  // What is down for good has not applied all.
  if (!forGood) expectDrained(ran)
  return ran
}

describe('fail-over', () => {
  it('takes the time to detect, the election and a few messages after the last heartbeat', () => {
    const ran = writing({ faults: faults(hits('db', CRASH, 2 * SECOND + 1, 6 * SECOND, [0])) })
    expect(ran.log.total('failovers db')).toBe(1)
    const [, gone = NONE, back = NONE] = ran.log.changes('leaders db')
    expect([gone, back[1]]).toEqual([[2 * SECOND + 1, 0], 1])
    const took = back[0] - gone[0]
    // What was last heard of the leader is at most a heartbeat old, or under way.
    expect(took).toBeGreaterThan(FAILOVER.detect + 100 * MS - FAILOVER.heartbeat)
    expect(took).toBeLessThan(FAILOVER.detect + 100 * MS + 10 * MS)
    expect(outcomes(ran, 3 * SECOND, 8 * SECOND)).toEqual(['ok'])
    expect(ran.facts.of(FactKind.lost)).toEqual([])
  })

  it('does not happen where nothing is wrong, however full the store is with statements', () => {
    const world = replicated({
      nodes: 3,
      replication: { failover: FAILOVER },
      workloads: { readers: { calls: 'app.any', arrivals: open(20) } },
    })
    const slow = { ...world.operations, 'stock.read': [io(3 * SECOND), deliver()] }
    const ran = run({ ...world, operations: slow, units: { app: {}, db: { instances: 3, slots: 1 } } })
    expectDrained(ran)
    expect([ran.log.total('failovers db'), ran.log.changes('leaders db')]).toEqual([0, [[0, 1]]])
    expect(ran.log.average('queue db/1', 0, 10 * SECOND)).toBeGreaterThan(10)
  })

  it('can be had again and again by a fault that picks the leader, whoever that is', () => {
    const ran = writing({
      faults: (index) => [
        fault(
          { kind: 'crash', on: on(index, ['db'], { kind: 'leader' }), host: 'up', restart: 0, cold: NOT_COLD },
          scripted(SECOND, SECOND, { every: 2 * SECOND, until: 6 * SECOND }),
        ),
      ],
    })
    expect(ran.log.total('failovers db')).toBe(3)
    const leaders = ran.facts.of(FactKind.committed).map(({ node }) => node)
    const terms = leaders.filter((node, i) => i === 0 || node !== leaders[i - 1])
    expect(terms).toHaveLength(4)
  })

  it('gives two leaders where nothing fences the old one off, which loses all it took when it hears of it', () => {
    const cut = { at: 2 * SECOND, lasts: 3 * SECOND, apps: 'left' } as const
    const ran = writing({ fencing: false, faults: (index) => [cutOff([0], [1, 2], cut)(index, 'cut')] })
    expect(ran.log.changes('leaders db').map(([, count]) => count)).toEqual([1, 2, 1])
    const committed = ran.facts.of(FactKind.committed)
    const usurped = committed.filter((fact) => fact.usurped)
    expect(usurped.length).toBeGreaterThan(100)
    expect(usurped.every(({ node }) => node === 1)).toBe(true)
    // The caller on the side of the old leader has noticed nothing.
    expect(outcomes(ran, 2 * SECOND, 5 * SECOND)).toEqual(['ok'])
    const lost = ran.facts.of(FactKind.lost)
    const late = committed.filter(({ at: time }) => time >= 2 * SECOND && time < 5 * SECOND)
    expect(new Set(lost.map(({ version }) => version))).toEqual(new Set(late.map(({ version }) => version)))
    expect(lost).toHaveLength(late.length)
  })

  it('leaves the old leader read-only where it is fenced, and loses only what it took before it noticed', () => {
    const cut = { at: 2 * SECOND, lasts: 3 * SECOND, apps: 'left' } as const
    const ran = writing({ faults: (index) => [cutOff([0], [1, 2], cut)(index, 'cut')] })
    expect(ran.log.changes('leaders db').map(([, count]) => count)).toEqual([1, 0, 1])
    expect(ran.facts.of(FactKind.committed).filter(({ usurped }) => usurped)).toEqual([])
    expect(outcomes(ran, 2 * SECOND, 5 * SECOND)).toEqual(['ok', 'read-only', 'timeout'])
    const lost = ran.facts.of(FactKind.lost)
    expect(lost.length).toBeGreaterThan(5)
    expect(lost.every(({ effect }) => effect >= 1.9 * SECOND && effect <= 2.2 * SECOND)).toBe(true)
    expect(outcomes(ran, 6 * SECOND, 8 * SECOND)).toEqual(['ok'])
  })

  it('tells what is lost when a majority follows the new leader, also where the old one never comes back', () => {
    const cut = { at: 2 * SECOND, lasts: 3 * SECOND, apps: 'left' } as const
    const crash = faults(hits('db', CRASH, 2.15 * SECOND, 100 * SECOND, [0]))
    const ran = writing({ forGood: true, faults: (index) => [...crash(index), cutOff([0], [1, 2], cut)(index, 'cut')] })
    const late = ran.facts.of(FactKind.committed).filter(({ at: time }) => time >= 2 * SECOND && time < 2.2 * SECOND)
    expect(late.length).toBeGreaterThan(4)
    const lost = ran.facts.of(FactKind.lost)
    expect(lost.map(({ version }) => version)).toEqual(expect.arrayContaining(late.map(({ version }) => version)))
    expect(lost.every(({ at: time }) => time > 2.2 * SECOND && time < 2.5 * SECOND)).toBe(true)
  })

  it('lets no paused leader write on, once it wakes up', () => {
    const ran = writing({ faults: faults(hits('db', { kind: 'pause' }, 2 * SECOND, 4 * SECOND, [0])) })
    expect(ran.log.total('failovers db')).toBe(1)
    expect(ran.facts.of(FactKind.committed).filter(({ node, at: time }) => node === 1 && time > 2 * SECOND)).toEqual([])
    expect(ran.facts.of(FactKind.lost)).toEqual([])
    expect(outcomes(ran, 4 * SECOND, 8 * SECOND)).toEqual(['ok'])
  })

  it('is not to be had with two nodes, whose majority is both of them', () => {
    const crashed = (number: number): readonly (readonly [number, number])[] => {
      const ran = writing({ nodes: 2, faults: faults(hits('db', CRASH, 2 * SECOND, 4 * SECOND, [number])) })
      expect(outcomes(ran, 6 * SECOND, 8 * SECOND)).toEqual(['ok'])
      return ran.log.changes('leaders db')
    }
    // Without its leader it has none until that is back and elected; without its replica, the leader is fenced off.
    const [first, down, back = NONE] = crashed(0)
    expect([first, down, back[1]]).toEqual([[0, 1], [2 * SECOND, 0], 1])
    expect(back[0] > 4 * SECOND && back[0] < 4.5 * SECOND).toBe(true)
    const [, fenced = NONE, heard = NONE] = crashed(1)
    expect(fenced[0] > 2.1 * SECOND && fenced[0] <= 2.25 * SECOND).toBe(true)
    expect(heard[0] > 4 * SECOND && heard[0] < 4.1 * SECOND).toBe(true)
  })

  it('keeps no run from coming to its end', () => {
    const ran = writing({ workloads: { writers: { calls: 'app.write', arrivals: at(0) } } })
    expect(ran.end.time).toBeLessThan(10 * SECOND + FAILOVER.heartbeat)
  })
})

describe('a read', () => {
  const nodesOf = (ran: ReturnType<typeof run>): readonly number[] =>
    ran.facts.of(FactKind.read).map(({ node }) => node)

  it('goes to the replicas in turn where it may, and not again to one that has just failed', () => {
    const looking = (crash: boolean): ReturnType<typeof run> =>
      run(
        replicated({
          nodes: 3,
          timeout: 100 * MS,
          workloads: { readers: { calls: 'app.look', arrivals: at(...EACH_20_MS(0, 2 * SECOND)) } },
          faults: crash ? faults(hits('db', CRASH, 1 * SECOND, 9 * SECOND, [1])) : faults(),
        }),
      )
    const well = nodesOf(looking(false))
    expect([well.filter((node) => node === 2).length, well.filter((node) => node === 3).length]).toEqual([50, 50])
    const ran = looking(true)
    const failed = ran.log.calls('app.look').filter(({ outcome }) => outcome === 'timeout')
    expect(failed.map(({ start }) => start < 1.2 * SECOND)).toEqual(failed.map(() => true))
    expect(failed.length).toBeGreaterThan(0)
    expect(nodesOf(ran)).toHaveLength(100 - failed.length)
  })

  it('goes to a node in the zone of its caller, where there is one', () => {
    const world = replicated({
      nodes: 3,
      workloads: { readers: { calls: 'app.near', arrivals: at(...EACH_20_MS(0, SECOND)) } },
    })
    const near = [access('read', 'stock', { key: uniformKeys(1), from: 'nearest' })]
    const read = (zone: number): readonly number[] =>
      nodesOf(
        run({
          ...world,
          zones: ['a', 'b', 'c', 'd'],
          units: { app: { zones: [zone] }, db: { instances: 3, zones: [0, 1, 1] } },
          operations: { ...world.operations, 'app.near': near },
        }),
      )
    expect([...new Set(read(0))]).toEqual([1])
    expect([...new Set(read(1))].sort((a, b) => a - b)).toEqual([2, 3])
    expect([...new Set(read(3))].sort((a, b) => a - b)).toEqual([1, 2, 3])
  })
})
