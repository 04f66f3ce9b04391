import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import { uniformKeys } from '../../../src/sim/kernel/keys/uniform-keys.ts'
import { MS } from '../world/plans.ts'
import { access, fail, io, parallel, type StepSpec } from '../world/steps.ts'
import { type LegSpec, SAGA, shop, watch } from './business-world.ts'

const REFUSED: LegSpec = { unit: 'c', steps: [io(MS), fail(1, 'rejected')] }

describe('several legs of one saga', () => {
  it('in a parallel step of the same operation touch what each of them has drawn', () => {
    const key = uniformKeys(10)
    const both = (add: number): readonly StepSpec[] => [
      parallel([[access('update', 'stock-a', { add, key })], [access('update', 'stock-a', { add, key })]]),
    ]
    const run = watch(shop({ legs: [{ unit: 'a', steps: both(-1), undoSteps: both(1) }, REFUSED], rules: SAGA }))
    expect(new Set(run.facts.of(FactKind.committed).map((fact) => fact.key)).size).toBe(1)
  })
})
