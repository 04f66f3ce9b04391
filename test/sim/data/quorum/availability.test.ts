import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import type { FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { fault, path, scripted } from '../../faults/faults.ts'
import { at, MS, type PlanIndex, SECOND } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { access } from '../../world/steps.ts'
import { after, atNodes, type KvRun, kvPlan, runKv } from './kv.ts'

const SIGMAS = 4

function every(gap: number, count: number, from = 0): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i * gap)
}

/** The probability that at least `need` of `n` nodes answer, each with probability `p` by itself. */
function binomial(n: number, need: number, p: number): number {
  let sum = 0
  for (let k = need; k <= n; k++) {
    let ways = 1
    for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1)
    sum += ways * p ** k * (1 - p) ** (n - k)
  }
  return sum
}

const shareOf = (run: KvRun, operation: string): number => {
  const calls = run.log.calls(operation)
  return calls.filter(({ outcome }) => outcome !== 'ok').length / calls.length
}

describe('the availability of a quorum', () => {
  for (const { n, need, p, trials } of [
    { n: 3, need: 2, p: 0.99, trials: 20_000 },
    { n: 5, need: 3, p: 0.9, trials: 4000 },
    { n: 3, need: 3, p: 0.9, trials: 3000 },
    { n: 4, need: 1, p: 0.5, trials: 3000 },
  ]) {
    it(`is that of ${need} of ${n} nodes of which each answers with probability ${p}`, () => {
      const run = runKv(
        kvPlan({
          rules: { n, r: need, timeout: 10 * MS },
          operations: { 'shop.go': [access('read', 'users')] },
          world: {
            // A node that is asked has to hear of it and to be heard.
            edges: { 'shop -> kv': { link: { loss: 1 - Math.sqrt(p) } } },
            workloads: { clients: { calls: 'shop.go', arrivals: at(...every(20 * MS, trials)) } },
            duration: trials * 20 * MS,
          },
        }),
      )
      const unavailable = 1 - binomial(n, need, p)
      const slack = SIGMAS * Math.sqrt((unavailable * (1 - unavailable)) / trials)
      expect(Math.abs(shareOf(run, 'shop.go') - unavailable)).toBeLessThan(slack)
      expect(new Set(run.log.calls('shop.go').map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'unavailable']))
    })
  }
})

describe('a partition of five nodes into three and two', () => {
  const LASTS = 60 * SECOND
  const split = (index: PlanIndex): readonly FaultPlan[] => [
    fault({ kind: 'partition', path: path(index, ['kv -> kv'], { from: [0], to: [1] }) }, scripted(0, LASTS)),
  ]
  /** Clients reach any node, which asks the others; 10 writes and 90 reads a second, each of a key of its own. */
  const run = (rules: Partial<QuorumRules>): KvRun =>
    runKv(
      kvPlan({
        rules: { n: 5, coordinator: 'node', timeout: 20 * MS, ...rules },
        zones: [0, 0, 0, 1, 1],
        write: after(1 * MS),
        units: { shop: {} },
        operations: { 'shop.save': [access('write', 'users')], 'shop.look': [access('read', 'users')] },
        world: {
          zones: ['left', 'right'],
          workloads: {
            writers: { calls: 'shop.save', arrivals: at(...every(100 * MS, 600)) },
            readers: { calls: 'shop.look', arrivals: at(...every(25 * MS, 2300, 1)) },
          },
          faults: split,
          duration: 100 * SECOND,
        },
      }),
    )
  const onRight = (node: number): boolean => node >= 4
  /** Slack for a share of 0.4 of so many. */
  const slack = (count: number): number => SIGMAS * Math.sqrt((0.4 * 0.6) / count)

  it('costs a majority quorum what comes to the smaller side, and nothing on the larger one', () => {
    const found = run({ r: 3, w: 3 })
    expect(Math.abs(shareOf(found, 'shop.save') - 0.4)).toBeLessThan(slack(600))
    expect(Math.abs(shareOf(found, 'shop.look') - 0.4)).toBeLessThan(slack(2300))
    // Whatever was acknowledged was so on the larger side.
    expect(found.facts.of(FactKind.acknowledged).filter(({ node }) => onRight(node))).toEqual([])
    const tried = found.facts.of(FactKind.committed).filter(({ node }) => !onRight(node)).length
    expect(found.facts.of(FactKind.acknowledged)).toHaveLength(tried)
  })

  it('costs a sloppy quorum of one nothing, and leaves what was written on the smaller side to be reconciled', () => {
    const hintedHandoff = { every: 1 * SECOND, keep: 1000 * SECOND }
    const found = run({ r: 1, w: 1, sloppy: true, hintedHandoff })
    expect([shareOf(found, 'shop.save'), shareOf(found, 'shop.look')]).toEqual([0, 0])
    const minority = found.facts.of(FactKind.committed).filter(({ node }) => onRight(node)).length
    expect(Math.abs(minority / 600 - 0.4)).toBeLessThan(slack(600))
    expectDrained(found)
    // Handed over after it has healed, so that all nodes have the same.
    const versions = [...atNodes(found.facts).values()].map((node) => node.get(0)?.version)
    expect(versions).toHaveLength(5)
    expect(new Set(versions).size).toBe(1)
  })
})

describe('a counter under a partition of two nodes', () => {
  const AT_ONCE = 10 * SECOND
  /** Fifty increments on each side, in a partition of 10 s; `keys`: which one each side counts with. */
  const total = (keys: readonly [number, number]): number => {
    const each = { calls: '', arrivals: at(...every(200 * MS, 50, 100 * MS)) }
    const found = runKv(
      kvPlan({
        rules: { n: 2, r: 1, w: 1, antiEntropy: 1 * SECOND, timeout: 20 * MS },
        zones: [0, 1],
        initial: 0,
        units: { left: { zones: [0] }, right: { zones: [1] }, reader: {} },
        operations: {
          'left.count': [access('update', 'users', { key: keys[0], add: 1 })],
          'right.count': [access('update', 'users', { key: keys[1], add: 1 })],
          'reader.sum': [...new Set(keys)].map((key) => access('read', 'users', { key })),
        },
        world: {
          zones: ['here', 'there'],
          workloads: {
            leftUsers: { ...each, calls: 'left.count' },
            rightUsers: { ...each, calls: 'right.count', arrivals: at(...every(200 * MS, 50, 101 * MS)) },
            readers: { calls: 'reader.sum', arrivals: at(15 * SECOND) },
          },
          faults: (index) =>
            ['left -> kv', 'right -> kv', 'kv -> kv'].map((edge, i) =>
              fault(
                { kind: 'partition', path: path(index, [edge], { from: [0], to: [1] }) },
                scripted(0, AT_ONCE),
                `cut-${i}`,
              ),
            ),
          duration: 20 * SECOND,
        },
      }),
    )
    return found.facts.of(FactKind.read).reduce((sum, { value }) => sum + value, 0)
  }

  it('loses one side where the last writer wins', () => {
    expect(total([0, 0])).toBe(50)
  })

  it('loses nothing where each side counts by itself and a read adds up', () => {
    expect(total([0, 1])).toBe(100)
  })
})
