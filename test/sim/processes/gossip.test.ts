import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CrdtKind, crdts } from '../../../src/sim/processes/gossip/crdts.ts'
import { gossip } from '../../../src/sim/processes/gossip/gossip.ts'
import type { GossipState } from '../../../src/sim/processes/gossip/gossip-state.ts'
import { MS, open, SECOND } from '../world/plans.ts'
import { type ProcessRun, type ProcessSpec, processPlan, runProcess } from './process-world.ts'
import { storm, violated } from './storms.ts'

const kinds = ['g-counter', 'or-set', 'lww-counter'] as const

/** A change, or one after which a node takes over what another knows. */
const script = fc.array(
  fc.record({
    node: fc.integer({ min: 0, max: 2 }),
    how: fc.constantFrom('add', 'remove', 'merge'),
    key: fc.integer({ min: 0, max: 2 }),
    with: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 20 },
)

/** Three states that some nodes may really have. */
function play(kind: CrdtKind, steps: ReturnType<typeof script.generate>['value']): readonly unknown[] {
  const crdt = crdts[kind]
  const states: unknown[] = [crdt.start, crdt.start, crdt.start]
  steps.forEach(({ node, how, key, with: other }, i) => {
    if (how === 'merge') states[node] = crdt.merge(states[node], states[other])
    else if (how === 'add' || crdt.removes) {
      states[node] = crdt.change(states[node], how, { key, request: i + 1, node, now: i >> 1 })
    }
  })
  return states
}

describe.each(kinds)('%s', (kind) => {
  const { merge } = crdts[kind]

  it('merges in any order, in any grouping, and again without a difference', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const [a, b, c] = play(kind, steps)
        expect(merge(a, b)).toEqual(merge(b, a))
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)))
        expect(merge(a, a)).toEqual(a)
        expect(merge(merge(a, b), b)).toEqual(merge(a, b))
      }),
      { seed: 11, numRuns: 200 },
    )
  })
})

describe('types of data', () => {
  it('an addition that a removal has not seen stays, in an observed-remove set', () => {
    const { change, merge, read, start } = crdts['or-set']
    const seen = change(start, 'add', { key: 1, request: 1, node: 0, now: 0 })
    const removed = change(seen, 'remove', { key: 1, request: 2, node: 0, now: 1 })
    const again = change(seen, 'add', { key: 1, request: 3, node: 1, now: 1 })
    expect([read(removed, 1), read(merge(removed, seen), 1), read(merge(removed, again), 1)]).toEqual([0, 0, 1])
  })

  it('of two additions at the same time the last writer keeps one, a counter of each node both', () => {
    const both = (kind: CrdtKind): number => {
      const { change, merge, read, start } = crdts[kind]
      const add = (node: number): unknown => change(start, 'add', { key: 0, request: node + 1, node, now: 5 })
      return read(merge(add(0), add(1)), 0)
    }
    expect([both('g-counter'), both('lww-counter')]).toEqual([2, 1])
  })
})

describe('gossip', () => {
  function run(kind: CrdtKind, replication: number): ProcessRun {
    const stormy: ProcessSpec['faults'] = (places) =>
      storm(places, ['crash', 'cut', 'loss', 'double', 'slow-net'], { until: 0.8 * SECOND, pace: 4 })
    const calls = kind === 'or-set' ? { 'p.add': 0.7, 'p.remove': 0.3 } : { 'p.add': 1 }
    const rate = [{ start: 0, end: SECOND, from: 200, to: 200 }]
    const workloads = { w: { calls, arrivals: open(rate) } }
    const behaviour = gossip({ kind, every: 50 * MS })
    const spec = { behaviour, nodes: 5, delay: 2 * MS, duration: 3 * SECOND, workloads, faults: stormy }
    return runProcess(processPlan(spec), { replication })
  }

  it.each(['g-counter', 'or-set'] as const)('brings all nodes of a %s to the same, with all that was added', (kind) => {
    for (let replication = 0; replication < 3; replication++) {
      const { report, log } = run(kind, replication)
      const states = report.nodes.map(({ state }) => (state as GossipState).data)
      expect(new Set(states.map((data) => crdts[kind].size(data))).size).toBe(1)
      for (const data of states) expect(data).toEqual(states[0])
      expect(violated(report)).toEqual([])
      const good = log.calls('p.add').filter(({ outcome }) => outcome === 'ok').length
      if (kind === 'g-counter') expect(crdts[kind].size(states[0])).toBeGreaterThanOrEqual(good)
    }
  })

  it('loses additions to a register whose last writer wins: in 1 of 1 seeds', () => {
    const { report } = run('lww-counter', 0)
    expect(violated(report)).toEqual(['counts-all-additions'])
  })
})
