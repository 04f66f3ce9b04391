import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import type { FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { constant } from '../../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { fault, on, path, scripted } from '../../faults/faults.ts'
import type { Law } from '../../world/law.ts'
import { MS, type PlanIndex, SECOND } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { access, choose } from '../../world/steps.ts'
import { after, atNodes, isLater, type KvRun, kvPlan, runKv } from './kv.ts'

const RUNS = { numRuns: 40, seed: 4711 }
const KEYS = 12
const key = uniformKeys(KEYS)

/** Where faults may be, and when they have ended. */
const HEALED = 4 * SECOND
const EDGES = ['shop -> kv', 'app -> kv', 'kv -> kv']

type Rules = Pick<QuorumRules, 'n' | 'r' | 'w' | 'coordinator' | 'ask' | 'tell' | 'conflicts'> & {
  readonly nodes: number
}

const anyRules: fc.Arbitrary<Rules> = fc.noBias(
  fc.integer({ min: 1, max: 5 }).chain((n) =>
    fc.record({
      nodes: fc.integer({ min: n, max: n + 2 }),
      n: fc.constant(n),
      r: fc.integer({ min: 1, max: n }),
      w: fc.integer({ min: 1, max: n }),
      coordinator: fc.constantFrom<QuorumRules['coordinator']>('client', 'node'),
      ask: fc.constantFrom<QuorumRules['ask']>('all', 'r'),
      tell: fc.constantFrom<QuorumRules['tell']>('all', 'w'),
      conflicts: fc.constantFrom<QuorumRules['conflicts']>('last-writer-wins', 'vector-clocks'),
    }),
  ),
)

interface Options {
  readonly rules: Rules & Partial<QuorumRules>
  readonly seed: string
  readonly faults?: (index: PlanIndex) => readonly FaultPlan[]
  readonly duration?: number
  readonly delay?: Law
}

/** Two services that read and write some keys at once, over a network that takes its time. */
function run({ rules, seed, faults, duration = 4 * SECOND, delay = exponential(2 * MS) }: Options): KvRun {
  const { nodes, ...others } = rules
  const touch = [
    choose(
      [0.3, [access('write', 'users'), access('read', 'users')]],
      [0.2, [access('write', 'users', { key })]],
      [0.2, [access('read', 'users', { key })]],
      [0.2, [access('read', 'users', { key }), access('write', 'users', { key })]],
      [0.1, [access('update', 'users', { key, add: 1 })]],
    ),
  ]
  return runKv(
    kvPlan({
      rules: others,
      nodes,
      keys: KEYS,
      read: after(exponential(1 * MS)),
      write: after(exponential(3 * MS)),
      units: { shop: {}, app: {} },
      operations: { 'shop.touch': touch, 'app.touch': touch },
      world: {
        network: { delay },
        workloads: {
          shoppers: { calls: 'shop.touch', arrivals: { kind: 'replay', times: times(17) } },
          others: { calls: 'app.touch', arrivals: { kind: 'replay', times: times(23) } },
        },
        duration,
        edges: Object.fromEntries(
          ['shop -> kv', 'app -> kv', 'shoppers -> shop'].map((edge) => [edge, { timeout: 5 * SECOND }]),
        ),
        ...(faults && { faults }),
      },
    }),
    seed,
  )
}

/** Requests every so many ms, nearly until the faults are over. */
function times(every: number): Float64Array {
  return Float64Array.from({ length: Math.floor(3800 / every) }, (_, i) => i * every * MS)
}

function latest(facts: readonly DataFact[]): DataFact | undefined {
  return facts.reduce<DataFact | undefined>(
    (best, one) => (best === undefined || isLater(one, best) ? one : best),
    undefined,
  )
}

describe('a quorum store', () => {
  it('without faults and with R + W > N, lets every read see the last acknowledged write or a newer one', () => {
    let reads = 0
    const overlapping = anyRules.filter(({ n, r, w }) => r + w > n)
    fc.assert(
      fc.property(overlapping, fc.nat(), (rules, seed) => {
        const { facts } = run({ rules: { ...rules, timeout: 5 * SECOND }, seed: `${seed}` })
        const acknowledged = facts.of(FactKind.acknowledged)
        for (const read of facts.of(FactKind.read)) {
          const before = latest(acknowledged.filter((fact) => fact.key === read.key && fact.at <= read.began))
          if (before === undefined) continue
          reads++
          expect(read.version === before.version || isLater(read, before)).toBe(true)
        }
      }),
      RUNS,
    )
    expect(reads).toBeGreaterThan(1000)
  })

  it('with R + W <= N is not that good: some read misses an acknowledged write', () => {
    const rules = {
      nodes: 3,
      n: 3,
      r: 1,
      w: 1,
      coordinator: 'client',
      ask: 'all',
      tell: 'all',
      conflicts: 'last-writer-wins',
    } as const
    const { facts } = run({ rules, seed: '1' })
    const acknowledged = facts.of(FactKind.acknowledged)
    const stale = facts.of(FactKind.read).filter((read) => {
      const before = latest(acknowledged.filter((fact) => fact.key === read.key && fact.at <= read.began))
      return before !== undefined && isLater(before, read)
    })
    expect(stale.length).toBeGreaterThan(0)
  })

  it('counts each node once, however often its messages come', () => {
    fc.assert(
      fc.property(anyRules, fc.nat(), (rules, seed) => {
        // A duplicate to a coordinating node is another request; what it asks of the others may come twice.
        const edges = rules.coordinator === 'client' ? EDGES : ['kv -> kv']
        const twice = (index: PlanIndex): readonly FaultPlan[] =>
          edges
            .filter(index.hasEdge)
            .map((edge, i) =>
              fault(
                { kind: 'duplicate', path: path(index, [edge]), share: 1, delay: constant(1) },
                scripted(),
                `twice-${i}`,
              ),
            )
        const told = (faults: boolean): readonly unknown[] =>
          run({ rules, seed: `${seed}`, delay: 2 * MS, ...(faults && { faults: twice }) })
            .facts.all.filter(({ kind }) => kind !== FactKind.applied)
            .map(({ kind, at, version, order, value, outcome }) => [kind, at, version, order, value, outcome])
        expect(told(true)).toEqual(told(false))
      }),
      { ...RUNS, numRuns: 20 },
    )
  })

  it('has the same at all nodes of a key some time after the last fault, by anti-entropy, and comes to rest', () => {
    let lagging = 0
    const mends = fc.record({
      readRepair: fc.boolean(),
      hintedHandoff: fc.constantFrom(null, { every: 1 * SECOND, keep: 100 * SECOND }),
      antiEntropy: fc.constant(2 * SECOND),
      timeout: fc.constant(50 * MS),
    })
    fc.assert(
      fc.property(anyRules, mends, fc.array(anyFault, { maxLength: 4 }), fc.nat(), (rules, mending, faults, seed) => {
        const all = { ...rules, ...mending }
        const world = run({
          rules: all,
          seed: `${seed}`,
          duration: 20 * SECOND,
          faults: (index) => faults.map((make, i) => make(index, `f${i}`, rules.nodes)),
        })
        expectDrained(world)
        const nodes = atNodes(world.facts)
        for (let k = 0; k < KEYS; k++) {
          const newest = latest([...nodes.values()].flatMap((node) => node.get(k) ?? []))
          if (newest === undefined) continue
          const having = [...nodes.values()].filter((node) => node.get(k)?.version === newest.version)
          expect(having).toHaveLength(rules.n)
        }
        lagging += world.facts.of(FactKind.applied).filter(({ at }) => at > HEALED).length
      }),
      RUNS,
    )
    expect(lagging).toBeGreaterThan(10)
  })
})

type AnyFault = (index: PlanIndex, id: string, nodes: number) => FaultPlan

/** Something between the start and `HEALED`. */
const anyFault: fc.Arbitrary<AnyFault> = fc
  .record({
    kind: fc.constantFrom('crash', 'partition', 'loss', 'pause', 'duplicate', 'clock'),
    node: fc.nat(),
    from: fc.integer({ min: 0, max: 3500 }),
    lasts: fc.integer({ min: 100, max: 2000 }),
    host: fc.constantFrom<'up' | 'down'>('up', 'down'),
  })
  .map(({ kind, node, from, lasts, host }) => (index, id, nodes) => {
    const schedule = scripted(from * MS, Math.min(lasts * MS, HEALED - from * MS))
    // Sometimes who asks.
    const unit = node % 5 === 4 ? 'shop' : 'kv'
    const targets = on(index, [unit], { kind: 'numbers', numbers: [unit === 'kv' ? node % nodes : 0] })
    const edges = EDGES.filter(index.hasEdge)
    switch (kind) {
      case 'crash':
        return fault(
          { kind: 'crash', on: targets, host, restart: 10 * MS, cold: { factor: 1, lasts: 0 } },
          schedule,
          id,
        )
      case 'pause':
        return fault({ kind: 'pause', on: targets }, schedule, id)
      case 'clock':
        return fault({ kind: 'clock', on: targets, step: -500 * MS, drift: 0 }, schedule, id)
      case 'partition':
        return fault(
          { kind: 'partition', path: path(index, edges, { pick: { kind: 'numbers', numbers: [node % nodes] } }) },
          schedule,
          id,
        )
      case 'duplicate':
        return fault(
          { kind: 'duplicate', path: path(index, edges), share: 0.3, delay: exponential(5 * MS) },
          schedule,
          id,
        )
      default:
        return fault({ kind: 'loss', path: path(index, edges), share: 0.3, burst: 2 }, schedule, id)
    }
  })
