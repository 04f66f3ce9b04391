import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import { uniformKeys } from '../../../src/sim/kernel/keys/uniform-keys.ts'
import { faults, hits } from '../services/faults.ts'
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

  it('are read again before the pivot with attempts of their own, also where none is answered at first', () => {
    const again = (unit: string): LegSpec => {
      const reads = [access('read', `stock-${unit}`)]
      return { unit, after: [], steps: reads, reads }
    }
    const rules = { ...SAGA, countermeasures: { ...SAGA.countermeasures, rereadValue: true } }
    const legs = [again('a'), again('b'), { unit: 'c', after: [0, 1], pivot: true }]
    const lost =
      (unit: string): ReturnType<typeof hits> =>
      (index, id) => {
        const effect = { kind: 'lost-reply', programs: [index.program(`${unit}.reread`)], share: 1 } as const
        return hits(unit, effect, 0, 100 * MS)(index, id)
      }
    const run = watch(shop({ legs, rules, more: { faults: faults(lost('a'), lost('b')) } }))
    expect(run.log.calls('a.reread').map(({ outcome }) => outcome)).toEqual(['timeout', 'ok'])
    expect(run.log.calls('b.reread').map(({ outcome }) => outcome)).toEqual(['timeout', 'ok'])
    expect(run.facts.story().slice(-2)).toEqual(['committed', 'told'])
  })
})
