import { describe, expect, it } from 'vitest'
import { ABSENT, FactKind } from '../../../../src/sim/data-fact.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import type { FaultEffect, FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { retry } from '../../calls/policies.ts'
import { fault, on, path, scripted } from '../../faults/faults.ts'
import { listed } from '../../world/law.ts'
import { at, MS, type PlanIndex, SECOND } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { access, io, parallel, type StepSpec } from '../../world/steps.ts'
import { after, atNodes, type KvRun, type KvSpec, kvPlan, runKv } from './kv.ts'

const COORDINATORS = ['client', 'node'] as const

interface Options extends Partial<Omit<KvSpec, 'world' | 'operations'>> {
  readonly steps: readonly StepSpec[]
  readonly times?: readonly number[]
  readonly faults?: (index: PlanIndex) => readonly FaultPlan[]
  readonly duration?: number
  readonly edges?: NonNullable<KvSpec['world']['edges']>
}

/** One service that uses the store. */
function run({ steps, times = [0], faults, duration = 10 * SECOND, edges, ...spec }: Options): KvRun {
  const workloads = { clients: { calls: 'shop.go', arrivals: at(...times) } }
  const world = { workloads, duration, ...(edges && { edges }), ...(faults && { faults }) }
  return runKv(kvPlan({ ...spec, operations: { 'shop.go': steps }, world }))
}

/** A crash of these nodes. */
function down(nodes: readonly number[], from = 0, lasts = 100 * SECOND, host: 'up' | 'down' = 'up') {
  return (index: PlanIndex): readonly FaultPlan[] => {
    const targets = on(index, ['kv'], { kind: 'numbers', numbers: nodes })
    const crash: FaultEffect = { kind: 'crash', on: targets, host, restart: 0, cold: { factor: 1, lasts: 0 } }
    return [fault(crash, scripted(from, lasts))]
  }
}

const outcomes = ({ log }: KvRun): readonly string[] => log.calls('shop.go').map(({ outcome }) => outcome)
const latencies = ({ log }: KvRun): readonly number[] => log.calls('shop.go').map(({ latency }) => latency / MS)
const counted = ({ log }: KvRun, counter: string): number => log.totals.get(`${counter} kv`) ?? 0
/** What reads have returned: version and value. */
const read = ({ facts }: KvRun): readonly (readonly number[])[] =>
  facts.of(FactKind.read).map(({ version, value }) => [version, value])

describe('a statement of a quorum store', () => {
  for (const coordinator of COORDINATORS) {
    it(`takes as long as the k-th of its nodes, not as all of them together (coordinator: ${coordinator})`, () => {
      for (const k of [1, 2, 3]) {
        const rules = { coordinator, r: k, w: k }
        const write = run({ rules, write: after(listed([9 * MS, 1 * MS, 5 * MS])), steps: [access('write', 'users')] })
        const reading = run({ rules, read: after(listed([7 * MS, 2 * MS, 4 * MS])), steps: [access('read', 'users')] })
        expect([latencies(write), latencies(reading)]).toEqual([[[1, 5, 9][k - 1]], [[2, 4, 7][k - 1]]])
        expectDrained(write)
        expectDrained(reading)
      }
    })

    it(`fails as soon as too many nodes have (coordinator: ${coordinator})`, () => {
      const found = run({
        rules: { coordinator, r: 2, timeout: 50 * MS },
        nodes: 5,
        points: 16,
        read: after(20 * MS),
        steps: [access('read', 'users')],
        faults: (index) => [
          fault({
            kind: 'errors',
            on: on(index, ['kv']),
            programs: [index.program('users.read'), index.program('users.replica-read')].slice(
              coordinator === 'node' ? 1 : 0,
            ),
            share: 1,
            when: 'after',
            outcome: 5,
            first: 0,
          }),
        ],
      })
      // Its own copy is no call, and no such fault can hit it.
      expect(outcomes(found)).toEqual(['unavailable'])
      expect(latencies(found)).toEqual([20])
      expectDrained(found)
    })
  }

  it('asks a node that coordinates about its own copy without the network', () => {
    const found = run({ rules: { coordinator: 'node' }, steps: [access('read', 'users')] })
    expect(found.log.calls('users.replica-read')).toHaveLength(2)
    expect(found.facts.of(FactKind.read)).toHaveLength(1)
  })

  it('waits for a node that says nothing no longer than the rules say, and counts the time as thrown away', () => {
    const found = run({
      rules: { r: 3, timeout: 30 * MS },
      steps: [access('read', 'users', { optional: true }), access('write', 'users')],
      faults: down([1], 0, 100 * SECOND, 'down'),
    })
    expect([outcomes(found), latencies(found)]).toEqual([['ok'], [30]])
    expect(found.log.calls('users.read').map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'timeout'])
  })

  it('lets a policy try again at a node, and counts the node once', () => {
    const guard = { layers: [retry(3)] }
    const found = run({
      rules: { r: 3, w: 3, timeout: 30 * MS },
      steps: [access('write', 'users'), access('read', 'users')],
      edges: { 'shop -> kv': { guard } },
      faults: down([1], 0, 50 * MS, 'down'),
    })
    expect([outcomes(found), latencies(found)]).toEqual([['ok'], [60]])
    expect(found.facts.of(FactKind.committed)).toHaveLength(1)
    expectDrained(found)
  })

  it('asks only r nodes where the rules say so, and another one for each that fails', () => {
    const rules: Partial<QuorumRules> = { n: 5, r: 2, w: 3, ask: 'r' }
    const quiet = run({ rules, steps: [access('read', 'users')] })
    expect(quiet.log.calls('users.read')).toHaveLength(2)
    const often = run({
      rules,
      times: Array.from({ length: 1000 }, (_, i) => i * MS),
      steps: [access('read', 'users')],
    })
    // 400 of 1000 each, with a standard deviation of 15.5: five of them are left to chance.
    for (let node = 0; node < 5; node++) {
      expect(Math.abs(often.log.visits(`kv/${node}`).length - 400)).toBeLessThan(78)
    }
    const times = Array.from({ length: 60 }, (_, i) => i * MS)
    const troubled = run({ rules, times, steps: [access('read', 'users')], faults: down([0, 1]) })
    expect(new Set(outcomes(troubled))).toEqual(new Set(['ok']))
    expect(troubled.log.calls('users.read').filter(({ outcome }) => outcome === 'ok')).toHaveLength(120)
  })

  it('tells only w nodes where the rules say so, another one for each that fails, and the rest by repairs', () => {
    const rules: Partial<QuorumRules> = { n: 5, r: 5, w: 2, tell: 'w' }
    const quiet = run({ rules, steps: [access('write', 'users')] })
    expect(quiet.log.calls('users.write')).toHaveLength(2)
    expect(atNodes(quiet.facts).size).toBe(2)
    const repaired = run({
      rules: { ...rules, readRepair: true },
      steps: [access('write', 'users'), access('read', 'users')],
    })
    expect(read(repaired)).toEqual([[1, 0]])
    expect(atNodes(repaired.facts).size).toBe(5)
    const times = Array.from({ length: 60 }, (_, i) => i * MS)
    const troubled = run({ rules, times, steps: [access('write', 'users')], faults: down([0, 1]) })
    expect(new Set(outcomes(troubled))).toEqual(new Set(['ok']))
    expect(troubled.log.calls('users.write').filter(({ outcome }) => outcome === 'ok')).toHaveLength(120)
    expect([...atNodes(troubled.facts).keys()].length).toBe(3)
  })

  it('updates in two rounds, says no to what is not as required, and to what has changed', () => {
    for (const coordinator of COORDINATORS) {
      const found = run({
        rules: { coordinator },
        initial: 1,
        write: after(1 * MS),
        steps: [
          access('update', 'users', { add: -1, require: { operator: '>=', limit: 0 } }),
          access('update', 'users', { add: -1, require: { operator: '>=', limit: 0 }, optional: true }),
          access('read', 'users'),
          access('write', 'users', { value: { kind: 'read-plus', add: 5 }, ifUnchanged: true }),
          access('read', 'users'),
        ],
      })
      expect(read(found)).toEqual([
        [1, 0],
        [2, 5],
      ])
      expect(found.facts.of(FactKind.refused)).toHaveLength(1)
      expect(found.facts.of(FactKind.committed).map(({ replaced, basedOn }) => [replaced, basedOn])).toEqual([
        [0, 0],
        [1, 1],
      ])
      expectDrained(found)
    }
  })

  it('loses one of two updates at the same time: nothing keeps them apart', () => {
    const add = access('update', 'users', { add: 1 })
    const found = run({
      initial: 0,
      write: after(5 * MS),
      read: after(5 * MS),
      steps: [parallel([[add], [add]]), access('read', 'users')],
    })
    expect(read(found)).toEqual([[2, 1]])
  })

  it('finds nothing after a delete, until somebody writes again', () => {
    const found = run({
      initial: 7,
      steps: [
        access('delete', 'users'),
        access('read', 'users'),
        access('write', 'users', { value: { kind: 'set', value: 3 } }),
        access('read', 'users'),
      ],
      write: after(1 * MS),
    })
    expect(read(found)).toEqual([
      [ABSENT, 0],
      [2, 3],
    ])
  })

  it('keeps each key at n of its nodes, and spreads keys over all of them', () => {
    const steps = Array.from({ length: 60 }, (_, key) => access('write', 'users', { key }))
    const found = run({ rules: { n: 2, r: 1, w: 2 }, nodes: 5, steps })
    const applied = found.facts.of(FactKind.applied)
    expect(applied).toHaveLength(120)
    expect([...atNodes(found.facts).keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
  })

  it('goes to the nodes of the shard of its key', () => {
    for (const coordinator of COORDINATORS) {
      const steps = Array.from({ length: 40 }, (_, key) => access('write', 'users', { key, timeout: 10 * MS }))
      const found = run({ rules: { coordinator }, shards: 3, steps })
      const nodes = [...atNodes(found.facts)].map(([node, keys]) => [
        Math.floor((node - 1) / 3),
        [...keys.keys()].sort((a, b) => a - b),
      ])
      const ofShard = (shard: number): unknown => nodes.filter(([s]) => s === shard).map(([, keys]) => keys)
      for (const shard of [0, 1, 2]) {
        const [first, ...others] = ofShard(shard) as number[][]
        expect(others).toEqual([first, first])
      }
      expect(nodes.flatMap(([, keys]) => keys as number[])).toHaveLength(120)
    }
  })
})

describe('what mends a quorum store', () => {
  /** Nothing passes between the clients, or the nodes, and one node in the first second. */
  const cutOff =
    (node: number) =>
    (index: PlanIndex): readonly FaultPlan[] =>
      ['shop -> kv', 'kv -> kv']
        .filter(index.hasEdge)
        .map((edge, i) =>
          fault(
            { kind: 'partition', path: path(index, [edge], { pick: { kind: 'numbers', numbers: [node] } }) },
            scripted(0, 1 * SECOND),
            `cut-${i}`,
          ),
        )
  const having = ({ facts }: KvRun): readonly number[] => [...atNodes(facts).keys()].sort((a, b) => a - b)

  it('is nothing where the rules name nothing', () => {
    const found = run({ steps: [access('write', 'users'), io(2 * SECOND), access('read', 'users')], faults: cutOff(2) })
    expect(having(found)).toEqual([1, 2])
  })

  it('is a read that finds out, also by what comes after it is answered', () => {
    const read = after(listed([1 * MS, 2 * MS, 9 * MS]))
    const steps = [access('write', 'users'), io(2 * SECOND), access('read', 'users')]
    const found = run({ rules: { readRepair: true, r: 1 }, read, steps, faults: cutOff(2) })
    expect(having(found)).toEqual([1, 2, 3])
    expect(counted(found, 'read-repairs')).toBe(1)
    expectDrained(found)
  })

  for (const coordinator of COORDINATORS) {
    it(`is a hint, kept by another node and handed over when the first is back (coordinator: ${coordinator})`, () => {
      const hintedHandoff = { every: 300 * MS, keep: 100 * SECOND }
      const rules = { hintedHandoff, coordinator, timeout: 50 * MS }
      const steps = [access('write', 'users', { optional: true })]
      const times = Array.from({ length: 20 }, (_, i) => (1 + i) * MS)
      const found = run({ rules, steps, times, faults: down([2], 0, 1 * SECOND) })
      // Nodes that coordinate are picked at random; the one that is down coordinates nothing.
      const written = found.facts.of(FactKind.committed).length
      expect(written).toBeGreaterThan(5)
      expect([counted(found, 'hints-stored'), counted(found, 'hints-handed-over')]).toEqual([written, written])
      expect(having(found)).toEqual([1, 2, 3])
      expect(found.log.levels.get('hints kv')?.at(-1)?.value).toBe(0)
      expectDrained(found)
    })
  }

  it('is a hint only as long as it is kept', () => {
    const hintedHandoff = { every: 300 * MS, keep: 500 * MS }
    const found = run({
      rules: { hintedHandoff, timeout: 50 * MS },
      steps: [access('write', 'users')],
      faults: down([2], 0, 2 * SECOND),
      times: [1],
    })
    expect(having(found)).toEqual([1, 2])
    expect([counted(found, 'hints-stored'), counted(found, 'hints-handed-over')]).toEqual([1, 0])
    expect(found.log.levels.get('hints kv')?.at(-1)?.value).toBe(0)
  })

  it('outlives a crash of who keeps it, as all that is on a disk', () => {
    const hintedHandoff = { every: 300 * MS, keep: 100 * SECOND }
    const faults = (index: PlanIndex): readonly FaultPlan[] => [
      ...down([2], 0, 3 * SECOND)(index),
      ...down([0, 1], 1 * SECOND, 1 * SECOND)(index).map((one) => ({ ...one, id: 'others' })),
    ]
    const found = run({
      rules: { hintedHandoff, timeout: 50 * MS },
      steps: [access('write', 'users'), io(5 * SECOND), access('read', 'users')],
      faults,
      times: [1],
    })
    expect(having(found)).toEqual([1, 2, 3])
    expect(read(found).map(([version]) => version)).toEqual([1])
  })

  for (const [behind, number] of ['the first', 'a middle', 'the last'].map((name, i) => [name, i] as const)) {
    it(`is anti-entropy, also where ${behind} node has missed something`, () => {
      const steps = [access('write', 'users'), io(3 * SECOND), access('read', 'users')]
      const found = run({ rules: { antiEntropy: 2 * SECOND }, steps, faults: cutOff(number) })
      expect(having(found)).toEqual([1, 2, 3])
      expectDrained(found)
    })
  }
})

describe('a sloppy quorum', () => {
  const hintedHandoff = { every: 200 * MS, keep: 100 * SECOND }

  it('writes and reads at the next nodes on the ring where those of the key do not answer', () => {
    const steps = [access('write', 'users', { optional: true }), access('read', 'users', { optional: true })]
    const shared = { nodes: 5, points: 16, steps, faults: down([0, 1, 2], 0, 1 * SECOND), times: [1] }
    const strict = run({ ...shared, rules: { hintedHandoff } })
    const sloppy = run({ ...shared, rules: { hintedHandoff, sloppy: true } })
    const ok = ({ facts }: KvRun): readonly number[] => [
      facts.of(FactKind.acknowledged).length,
      facts.of(FactKind.read).length,
    ]
    expect([ok(strict)[0], ok(sloppy)]).toEqual([0, [1, 1]])
    expect(read(sloppy)).toEqual([[1, 0]])
    // Three nodes keep the key for good, and one or two have kept it for them.
    expect(counted(sloppy, 'hints-handed-over')).toBe(counted(sloppy, 'hints-stored'))
    expectDrained(sloppy)
    const silent = run({
      ...shared,
      rules: { hintedHandoff, sloppy: true, timeout: 30 * MS },
      faults: down([0, 1, 2], 0, 1 * SECOND, 'down'),
    })
    expect(ok(silent)).toEqual([1, 1])
    // Where two of three say nothing, or all, it takes their wait; where one does, it takes none.
    expect(new Set([0, 30, 60])).toContain(latencies(silent)[0])
    expect(counted(silent, 'hints-handed-over')).toBe(counted(silent, 'hints-stored'))
  })
})

describe('versions of a quorum store', () => {
  const skewed = (index: PlanIndex): readonly FaultPlan[] => [
    fault(
      { kind: 'clock', on: on(index, ['shop'], { kind: 'numbers', numbers: [0] }), step: 60 * SECOND, drift: 0 },
      scripted(0, 100 * MS),
    ),
  ]
  const set = (value: number): StepSpec => access('write', 'users', { value: { kind: 'set', value } })

  it('lose to an earlier write whose coordinator had a clock that was ahead', () => {
    const steps = [set(1), io(1 * SECOND), set(2), access('read', 'users')]
    const found = run({ steps, faults: skewed, initial: 0, write: after(1 * MS), times: [1] })
    expect(read(found)).toEqual([[1, 1]])
    expect(found.facts.of(FactKind.acknowledged)).toHaveLength(2)
    expect(found.end.faults[0]?.bites).toBeGreaterThan(0)
  })

  it('are siblings where none knew of the other, and one again after who has read them writes', () => {
    const rules = { conflicts: 'vector-clocks', r: 3, w: 3 } as const
    const times = [0, 0, 1 * SECOND]
    const found = run({
      rules,
      initial: 0,
      times,
      write: after(1 * MS),
      steps: [set(1), io(100 * MS), access('read', 'users'), set(3), access('read', 'users')],
    })
    // The first two requests write blindly, read two siblings, and write again, each knowing of both.
    expect(counted(found, 'siblings')).toBeGreaterThan(0)
    const alone = run({
      rules,
      initial: 0,
      times: [0, 1 * SECOND],
      write: after(1 * MS),
      steps: [access('read', 'users'), set(1), access('read', 'users'), set(2)],
    })
    expect(counted(alone, 'siblings')).toBe(0)
    expect(read(alone).map(([version]) => version)).toEqual([0, 1, 2, 3])
  })

  it('are all the same to who does not remember what it has read: siblings grow with each blind write', () => {
    const rules = { conflicts: 'vector-clocks', r: 3, w: 3 } as const
    const times = [0, 1, 2, 3].map((i) => i * SECOND)
    const found = run({ rules, times, write: after(1 * MS), steps: [set(1), access('read', 'users')] })
    expect(counted(found, 'siblings')).toBe(0 + 1 + 2 + 3)
  })
})
