import { describe, expect, it } from 'vitest'
import { foldRun } from '../../src/metrics/folds/run-fold.ts'
import { Recorder } from '../../src/metrics/recorder.ts'
import { timelineOf } from '../../src/metrics/timeline.ts'
import type { Catalogue } from '../../src/sim/kernel/probe.ts'

const CATALOGUE: Catalogue = {
  series: [],
  waits: [],
  levels: [
    { name: 'breaker', labels: { edge: 'web -> db', caller: '0', callee: '' }, capacity: 2 },
    { name: 'breaker', labels: { edge: 'web -> db', caller: '1', callee: '' }, capacity: 2 },
    { name: 'instances-up', labels: { unit: 'db' }, capacity: 3 },
  ],
  counters: [
    { name: 'cache-hits', labels: { cache: 'shop.products' } },
    { name: 'cache-misses', labels: { cache: 'shop.products' } },
  ],
  outcomes: ['ok', 'cancelled'],
  origins: [],
  parts: [],
}

describe('states over time', () => {
  const recorder = new Recorder(CATALOGUE, { from: 20, to: 100, windows: 10 })
  recorder.level(2, 0, 3)
  recorder.level(0, 10, 2)
  recorder.level(0, 40, 1)
  recorder.level(0, 45, 2)
  recorder.level(2, 50, 2)
  recorder.level(0, 65, 0)
  recorder.counted(0, 30, 9)
  recorder.counted(1, 31, 1)
  const summary = recorder.summary(100)
  const fold = foldRun(summary)

  it('gives a breaker its share of the measured time in each state, over all breakers of the edge', () => {
    const breaker = fold.breakers.get('web -> db')
    expect(breaker?.open).toBeCloseTo((20 + 20) / 160, 12)
    expect(breaker?.halfOpen).toBeCloseTo(5 / 160, 12)
    expect((breaker?.open ?? 0) + (breaker?.halfOpen ?? 0) + (breaker?.closed ?? 0)).toBeCloseTo(1, 12)
    expect(breaker?.transitions).toBe(3)
  })

  it('shows in each window how much of it a breaker was open, from the start of the load', () => {
    const open = [0, 1, 1, 1, 0.5, 1, 0.5, 0, 0, 0].map((share) => share / 2)
    expect(timelineOf([summary]).breakersOpen).toEqual({ 'web -> db': open })
    expect(timelineOf([summary]).limits['instances-up.db']?.slice(4, 6)).toEqual([3, 2])
  })

  it('gives caches their hit ratio and limits their mean', () => {
    expect(fold.caches.get('shop.products')).toEqual({ hits: 9, misses: 1 })
    expect(fold.limits.get('instances-up.db')?.level?.mean).toBeCloseTo((30 * 3 + 50 * 2) / 80, 12)
  })
})
