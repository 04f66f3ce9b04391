import { describe, expect, it } from 'vitest'
import { dataSubjects } from '../../../../src/experiments/data-subjects.ts'
import { ConsistencyFold } from '../../../../src/metrics/consistency/consistency-fold.ts'
import type { ConvergenceSummary } from '../../../../src/metrics/consistency/consistency-summary.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { NullProbe } from '../../../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { fault, path, scripted } from '../../faults/faults.ts'
import { MS, SECOND } from '../../world/plans.ts'
import { access } from '../../world/steps.ts'
import { after, kvPlan } from './kv.ts'

const key = uniformKeys(10)

/** One of three nodes is cut off for 2 of 4 s, while two services write to all keys without having read. */
function converged(rules: Partial<QuorumRules>): ConvergenceSummary {
  const blind = [access('write', 'users', { key })]
  const times = Float64Array.from({ length: 380 }, (_, i) => i * 10 * MS)
  const load = (unit: string) => ({ calls: `${unit}.put`, arrivals: { kind: 'replay', times } }) as const
  const plan = kvPlan({
    rules: { w: 1, r: 1, n: 3, timeout: 50 * MS, ...rules },
    nodes: 5,
    keys: 10,
    write: after(exponential(3 * MS)),
    units: { shop: {}, app: {} },
    operations: { 'shop.put': blind, 'app.put': blind },
    world: {
      network: { delay: exponential(2 * MS) },
      workloads: { shoppers: load('shop'), others: load('app') },
      duration: 60 * SECOND,
      faults: (index) => [
        fault(
          {
            kind: 'partition',
            path: path(index, ['shop -> kv', 'app -> kv'].filter(index.hasEdge), {
              pick: { kind: 'numbers', numbers: [1] },
            }),
          },
          scripted(1 * SECOND, 2 * SECOND),
        ),
      ],
    },
  })
  const fold = new ConsistencyFold(dataSubjects(plan), { from: 0, to: plan.duration })
  createWorld(plan, { seed: '1', replication: 0 }).run(new NullProbe(), fold)
  return fold.summary().records[0]?.convergence ?? expect.fail('a fault has ended')
}

describe.each(['last-writer-wins', 'vector-clocks'] as const)('copies of a quorum store, %s', (conflicts) => {
  it('have converged after anti-entropy, although siblings stay', () => {
    const { after: took, behind } = converged({ conflicts, antiEntropy: 2 * SECOND })
    expect(behind).toBe(0)
    expect(took).toBeGreaterThan(0)
    expect(took).toBeLessThan(10 * SECOND)
  })

  it('have by hints, of a sloppy quorum, too: who keeps one is no copy', () => {
    const hintedHandoff = { every: 1 * SECOND, keep: 100 * SECOND }
    expect(converged({ conflicts, hintedHandoff }).behind).toBe(0)
    expect(converged({ conflicts, hintedHandoff, sloppy: true }).behind).toBe(0)
  })

  it('have not where nothing mends what the cut kept from a node', () => {
    const { behind } = converged({ conflicts })
    // Each key that the node keeps: siblings are never replaced, and a later write replaces what a node lacks.
    if (conflicts === 'vector-clocks') expect(behind).toBeGreaterThan(3)
    else expect(behind).toBe(0)
  })
})
