import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataSubjects } from '../../../../src/experiments/data-subjects.ts'
import { Anomaly } from '../../../../src/metrics/consistency/anomaly.ts'
import { ConsistencyFold } from '../../../../src/metrics/consistency/consistency-fold.ts'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import type { QuorumRules } from '../../../../src/sim/data-plan.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { NullProbe } from '../../../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { at, MS, SECOND } from '../../world/plans.ts'
import { access, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'
import { after, kvPlan } from './kv.ts'

interface Outcome {
  /** Updates that were made, each of which adds 1. */
  readonly made: number
  /** What all nodes have in the end. */
  readonly value: number
  readonly looked: number
  readonly found: number
}

/** So many requests at these ms, each of which adds 1 to the same key of a quorum; and a read after all of them. */
function adding(times: readonly number[], steps: readonly StepSpec[], rules: Partial<QuorumRules> = {}): Outcome {
  const plan = kvPlan({
    rules,
    initial: 0,
    read: after(exponential(2 * MS)),
    write: after(exponential(2 * MS)),
    operations: { 'shop.add': steps, 'shop.look': [access('read', 'users', { key: 0 })] },
    world: {
      network: { delay: exponential(1 * MS) },
      workloads: {
        adders: { calls: 'shop.add', arrivals: at(...times.toSorted((a, b) => a - b).map((ms) => ms * MS)) },
        last: { calls: 'shop.look', arrivals: at(5 * SECOND) },
      },
      duration: 6 * SECOND,
    },
  })
  const facts = new Facts()
  const fold = new ConsistencyFold(dataSubjects(plan), { from: 0, to: plan.duration })
  createWorld(plan, { seed: `${times.length}`, replication: 0 }).run(new NullProbe(), {
    observed: (fact) => {
      facts.observed(fact)
      fold.observed(fact)
    },
  })
  const { tally } = fold.summary().records[0] ?? expect.fail('there is one')
  return {
    made: facts.of(FactKind.committed).length,
    value: facts.of(FactKind.read).at(-1)?.value ?? -1,
    looked: tally.looked[Anomaly.lostUpdate] ?? 0,
    found: tally.found[Anomaly.lostUpdate] ?? 0,
  }
}

const update = [access('update', 'users', { key: 0, add: 1 })]
const rewrite = [
  access('read', 'users', { key: 0 }),
  access('write', 'users', { key: 0, value: { kind: 'read-plus', add: 1 } }),
]

describe.each([
  ['updates', update],
  ['writes of what was read before', rewrite],
] as const)('%s of a quorum', (_, steps) => {
  it('lose something exactly where the sum says so', () => {
    let losing = 0
    let keeping = 0
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 12 }), fc.boolean(), (times, byNode) => {
        const { made, value, looked, found } = adding(times, steps, { coordinator: byNode ? 'node' : 'client' })
        expect(looked).toBe(made)
        expect(found > 0).toBe(value < made)
        if (found > 0) losing++
        else keeping++
      }),
      { numRuns: 150, seed: 6 },
    )
    expect(Math.min(losing, keeping)).toBeGreaterThan(20)
  })

  it('lose nothing one after the other', () => {
    const times = Array.from({ length: 20 }, (_each, i) => i * 200)
    expect(adding(times, steps)).toEqual({ made: 20, value: 20, looked: 20, found: 0 })
  })
})

it('a write that only follows if nothing has changed can be lost, too: two may have looked before either wrote', () => {
  const [read, write] = rewrite
  if (read === undefined || write?.kind !== 'access') return expect.fail('there are two')
  const { made, value, found } = adding([0, 1, 2, 3, 4, 5, 6, 7], [read, { ...write, ifUnchanged: true }])
  expect(value).toBeLessThan(made)
  expect(found).toBeGreaterThan(0)
})
