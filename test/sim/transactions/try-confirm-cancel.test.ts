import { describe, expect, it } from 'vitest'
import type { TccRules } from '../../../src/sim/business-plan.ts'
import { faults, hits } from '../services/faults.ts'
import { MS } from '../world/plans.ts'
import { fail, io } from '../world/steps.ts'
import { type LegSpec, SAGA, shop, watch } from './business-world.ts'

const TCC: TccRules = {
  kind: 'try-confirm-cancel',
  attempts: 3,
  backoff: SAGA.backoff,
  undoAttempts: Number.POSITIVE_INFINITY,
  undoBackoff: SAGA.undoBackoff,
  timeout: 0,
  resume: 50 * MS,
}
const THREE: readonly LegSpec[] = ['a', 'b', 'c'].map((unit) => ({ unit, confirm: true }))
const CRASH = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const

describe('try, confirm, cancel', () => {
  it('confirms all when all has been tried, at once', () => {
    const run = watch(shop({ legs: THREE, rules: TCC }))
    expect(run.facts.business(['effect', 'confirmCalled']).map(({ leg, at }) => [leg, at / MS])).toEqual([
      [0, 1.5],
      [1, 3],
      [2, 4.5],
      [0, 4.5],
      [1, 4.5],
      [2, 4.5],
    ])
    expect(run.facts.business(['confirmed'])).toHaveLength(3)
    expect(run.log.onlyCall('shop.order')).toMatchObject({ outcome: 'ok', latency: 5.5 * MS })
    expect(run.world.frames).toBe(0)
  })

  it('cancels what was tried when one says no', () => {
    const refused: LegSpec = { unit: 'c', confirm: true, steps: [io(MS), fail(1, 'rejected')] }
    const run = watch(shop({ legs: [...THREE.slice(0, 2), refused], rules: TCC }))
    expect(run.facts.business(['undone']).map(({ leg }) => leg)).toEqual([1, 0])
    expect(run.facts.business(['confirmCalled'])).toEqual([])
    expect(run.log.onlyCall('shop.order').outcome).toBe('rejected')
  })

  it('confirms for as long as that takes, whatever the time limit says', () => {
    const down = faults(hits('b', CRASH, 4.6 * MS, 1000 * MS))
    const run = watch(shop({ legs: THREE, rules: { ...TCC, timeout: 100 * MS }, more: { faults: down } }))
    expect(run.facts.business(['turned', 'undoCalled'])).toEqual([])
    expect(run.facts.business(['committed'])[0]?.at).toBeGreaterThan(1000 * MS)
  })

  it('goes on from its log after a crash, with confirming where it had begun to confirm', () => {
    // Four ms of trying and writing down before, and the confirms are under way.
    const crash = faults(hits('shop', CRASH, 6.8 * MS, 300 * MS))
    const run = watch(shop({ legs: THREE, rules: TCC, log: true, more: { faults: crash } }))
    expect(run.facts.business(['confirmCalled']).filter(({ at }) => at < 6.8 * MS)).toHaveLength(3)
    expect(run.facts.business(['resumed'])).toHaveLength(1)
    expect(run.facts.business(['effect'])).toHaveLength(3)
    expect(run.facts.business(['confirmed']).map(({ leg }) => leg)).toEqual([0, 1, 2, 0, 1, 2])
    expect(run.facts.business(['committed'])).toHaveLength(1)
  })
})
