import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import { faults, hits } from '../services/faults.ts'
import { MS } from '../world/plans.ts'
import { access, fail, io } from '../world/steps.ts'
import { type LegSpec, shop, watch } from './business-world.ts'

const NONE = { kind: 'none' } as const
const THREE: readonly LegSpec[] = [{ unit: 'a' }, { unit: 'b' }, { unit: 'c' }]
const REFUSED: LegSpec = { unit: 'c', steps: [io(MS), fail(1, 'rejected')] }

describe('dual writes', () => {
  it('are calls one after the other, which cost what calls cost', () => {
    const run = watch(shop({ legs: THREE, rules: NONE }))
    expect(run.facts.story()).toEqual([
      'begun',
      ...[0, 1, 2].flatMap((leg) => [`called ${leg}`, `effect ${leg}`, `answered ${leg}`]),
      'committed',
      'told',
    ])
    expect(run.log.onlyCall('shop.order')).toMatchObject({ latency: 4.5 * MS, parts: { io: 4.5 * MS } })
    expect(run.world.frames).toBe(0)
  })

  it('leave behind what was done when one fails', () => {
    const run = watch(shop({ legs: [...THREE.slice(0, 2), REFUSED], rules: NONE }))
    expect(run.facts.story().slice(-2)).toEqual(['abandoned', 'told'])
    expect(run.facts.business(['undoCalled'])).toEqual([])
    expect(run.log.onlyCall('shop.order').outcome).toBe('rejected')
    const first = watch(shop({ legs: [REFUSED, ...THREE.slice(0, 2)], rules: NONE }))
    expect(first.facts.story().slice(-2)).toEqual(['compensated', 'told'])
  })

  it('leave behind, too, what a leg has written that fails afterwards', () => {
    const steps = [access('update', 'stock-a', { add: -1 }), fail(1, 'rejected')]
    const run = watch(shop({ legs: [{ unit: 'a', steps }, ...THREE.slice(1)], rules: NONE }))
    expect(run.facts.of(FactKind.committed)).toHaveLength(1)
    expect(run.facts.story().slice(-2)).toEqual(['abandoned', 'told'])
  })

  it('also inside the unit', () => {
    const steps = [io(2 * MS)]
    const run = watch(shop({ legs: [{ unit: 'a' }, { unit: 'shop', steps }, REFUSED], rules: NONE }))
    expect(run.facts.business(['effect']).map(({ leg }) => leg)).toEqual([0, 1])
    expect(run.log.onlyCall('shop.order')).toMatchObject({ latency: 4.5 * MS, outcome: 'rejected' })
    const good = watch(shop({ legs: [{ unit: 'shop', steps }, { unit: 'a' }], rules: NONE }))
    expect(good.log.onlyCall('shop.order')).toMatchObject({ latency: 3.5 * MS, outcome: 'ok' })
    expect(good.world.frames).toBe(0)
  })

  it.each([
    ['the deadline of its client', Outcome.deadline],
    ['a crash', Outcome.crashed],
  ])('end in the middle with %s', (_, outcome) => {
    const arrivals = { kind: 'replay', times: Float64Array.of(0) } as const
    const deadline = outcome === Outcome.deadline ? 2 * MS : 0
    const crash = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const more = {
      workloads: { users: { calls: 'shop.order', arrivals, deadline, propagate: true } },
      ...(deadline === 0 ? { faults: faults(hits('shop', crash, 2 * MS)) } : {}),
    }
    const run = watch(shop({ legs: THREE, rules: NONE, more }))
    expect(run.facts.story().slice(0, 7)).toEqual([
      'begun',
      'called 0',
      'effect 0',
      'answered 0',
      'called 1',
      'orphaned',
      'abandoned',
    ])
    expect(run.facts.business(['abandoned'])[0]).toMatchObject({ at: 2 * MS, outcome })
    expect(run.facts.business(['called']).map(({ leg }) => leg)).toEqual([0, 1])
    expect(run.world.frames).toBe(0)
  })
})
