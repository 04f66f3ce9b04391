import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { constant } from '../../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { fault, on, path, scripted } from '../../faults/faults.ts'
import { at, MS, open, type PlanIndex, SECOND } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { cutOff, FAILOVER, replicated, run } from './replicated.ts'

type Trouble = 'crash' | 'silence' | 'pause' | 'cut' | 'loss' | 'copies' | 'disorder' | 'jam' | 'slow'

interface Disturbance {
  readonly kind: Trouble
  readonly node: number
  readonly from: number
  readonly lasts: number
}

interface Situation {
  readonly nodes: number
  readonly acknowledgements: number
  readonly waitFor: 'received' | 'applied'
  readonly fencing: boolean
  /** Whether messages take so long that elections meet each other. */
  readonly far: boolean
  readonly disturbances: readonly Disturbance[]
  readonly seed: number
}

/** What happens in the first 5 s is over after 7 s; writes end after 6 s. */
const situations: fc.Arbitrary<Situation> = fc
  .record({
    nodes: fc.constantFrom(2, 3, 3, 5),
    commit: fc.constantFrom('none', 'one', 'majority', 'all'),
    waitFor: fc.constantFrom('received' as const, 'applied' as const),
    fencing: fc.boolean(),
    far: fc.boolean(),
    disturbances: fc.array(
      fc.record({
        kind: fc.constantFrom<Trouble>(
          'crash',
          'silence',
          'pause',
          'cut',
          'cut',
          'loss',
          'copies',
          'disorder',
          'jam',
          'slow',
        ),
        // Mostly the leader.
        node: fc.constantFrom(0, 0, 0, 1, 2, 3, 4),
        from: fc.integer({ min: 200, max: 5000 }),
        lasts: fc.integer({ min: 50, max: 2000 }),
      }),
      { maxLength: 7 },
    ),
    seed: fc.nat(1e6),
  })
  .map(({ commit, ...rest }) => {
    const { nodes } = rest
    const acknowledgements =
      commit === 'none' ? 0 : commit === 'one' ? 1 : commit === 'majority' ? Math.floor(nodes / 2) : nodes - 1
    return { ...rest, acknowledgements }
  })

function faultOf({ kind, node, from, lasts }: Disturbance, nodes: number, index: PlanIndex, id: string): FaultPlan {
  const number = node % nodes
  const schedule = scripted(from * MS, lasts * MS)
  const instances = on(index, ['db'], { kind: 'numbers', numbers: [number] })
  const inside = path(index, ['db -> db'])
  const others = Array.from({ length: nodes }, (_, i) => i).filter((i) => i !== number)
  switch (kind) {
    case 'crash':
    case 'silence': {
      const host = kind === 'crash' ? 'up' : 'down'
      return fault({ kind: 'crash', on: instances, host, restart: 0, cold: { factor: 1, lasts: 0 } }, schedule, id)
    }
    case 'pause':
      return fault({ kind: 'pause', on: instances }, schedule, id)
    case 'cut':
      return cutOff([number], others, { at: from * MS, lasts: lasts * MS, apps: node % 2 === 0 ? 'left' : 'right' })(
        index,
        id,
      )
    case 'loss':
      return fault({ kind: 'loss', path: inside, share: 0.3, burst: 1 }, schedule, id)
    case 'copies':
      return fault({ kind: 'duplicate', path: inside, share: 0.5, delay: exponential(30 * MS) }, schedule, id)
    case 'disorder':
      return fault({ kind: 'reorder', path: inside, share: 0.3, hold: exponential(30 * MS) }, schedule, id)
    case 'jam':
      return fault({ kind: 'jam', path: path(index, ['db -> db'], { pick: instances.pick }) }, schedule, id)
    case 'slow':
      return fault({ kind: 'slow', on: instances, factor: 50, resource: 'all', healthChecks: false }, schedule, id)
  }
}

function runOf(situation: Situation): ReturnType<typeof run> {
  const { nodes, acknowledgements, waitFor, fencing, far, disturbances, seed } = situation
  return run(
    replicated({
      nodes,
      keys: 3,
      timeout: 400 * MS,
      replication: {
        acknowledgements,
        waitFor,
        apply: exponential(2 * MS),
        retransmit: 100 * MS,
        failover: { ...FAILOVER, detect: far ? 800 * MS : 200 * MS, election: constant(far ? 0 : 20 * MS), fencing },
      },
      workloads: {
        writers: { calls: 'app.write', arrivals: open([{ start: 0, end: 6 * SECOND, from: 40, to: 40 }]) },
        readers: { calls: 'app.any', arrivals: at(...Array.from({ length: 60 }, (_, i) => 18 * SECOND + i * 10 * MS)) },
      },
      faults: (index) => disturbances.map((one, i) => faultOf(one, nodes, index, `f${i}`)),
      more: { duration: 20 * SECOND, network: { delay: exponential(far ? 40 * MS : 2 * MS) } },
    }),
    `${seed}`,
  )
}

/** The last version of each key among those that were committed and are not lost. */
function lastOf(committed: readonly DataFact[], lost: ReadonlySet<number>): ReadonlyMap<number, number> {
  const last = new Map<number, number>()
  for (const { key, version } of committed) {
    if (!lost.has(version) && version > (last.get(key) ?? 0)) last.set(key, version)
  }
  return last
}

describe('the nodes of a shard, whatever happens to them and between them', () => {
  it('agree when all is well again, and nothing is left over; what is lost is nowhere', () => {
    let elections = 0
    let losses = 0
    fc.assert(
      fc.property(situations, (situation) => {
        const ran = runOf(situation)
        expect(ran.log.breaches).toEqual([])
        expectDrained(ran)
        const lost = new Set(ran.facts.of(FactKind.lost).map(({ version }) => version))
        const last = lastOf(ran.facts.of(FactKind.committed), lost)
        const read = ran.facts.of(FactKind.read)
        expect(new Set(read.map(({ node }) => node)).size).toBe(situation.nodes)
        const seen = read.map(({ key, version }) => [key, version])
        expect(seen).toEqual(read.map(({ key }) => [key, last.get(key) ?? 0]))
        expect(ran.log.changes('leaders db').at(-1)?.[1]).toBe(1)
        elections += ran.log.total('failovers db')
        losses += lost.size
      }),
      { seed: 1, numRuns: 60 },
    )
    expect([elections > 10, losses > 10]).toEqual([true, true])
  })

  it('have one leader at most, with fencing, and then keep what a majority has acknowledged', () => {
    let acknowledged = 0
    const fenced = situations.map((situation) => ({
      ...situation,
      fencing: true,
      acknowledgements: Math.max(situation.acknowledgements, Math.floor(situation.nodes / 2)),
    }))
    fc.assert(
      fc.property(fenced, (situation) => {
        const ran = runOf(situation)
        const lost = new Set(ran.facts.of(FactKind.lost).map(({ version }) => version))
        const kept = ran.facts.of(FactKind.acknowledged)
        acknowledged += kept.length
        expect(kept.filter(({ version }) => lost.has(version))).toEqual([])
        expect(ran.log.changes('leaders db').filter(([, count]) => count > 1)).toEqual([])
        expect(ran.facts.of(FactKind.committed).filter(({ usurped }) => usurped)).toEqual([])
      }),
      { seed: 2, numRuns: 50 },
    )
    expect(acknowledged).toBeGreaterThan(2000)
  })
})
