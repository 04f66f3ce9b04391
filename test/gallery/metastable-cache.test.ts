import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** All rates and keys by ten: every time, ratio and outcome stays, and twenty seeds take as long as two. */
const TENTH = [
  'app.shop.owns.products.keys=667',
  'workload.visitors.arrivals=poisson(100/s)',
  'workload.visitors.inputs.sku=uniform of 667',
  'stores.shop-db.read=33.33ms',
  'variants.light-load.workload.visitors.arrivals=poisson(28/s)',
]

describe('metastable-cache', () => {
  let flush: Simulation
  const recovery = (variant: string) => flush.document.variants[variant]?.recovery

  beforeAll(async () => {
    flush = await simulate(shipped('metastable-cache'), { seed: 'gallery', replications: 20, set: TENTH })
  }, PATIENCE)

  it.each(['impatient', 'coalescing'])('is down for good with late answers thrown away: %s', (variant) => {
    expect(recovery(variant)?.stuck).toBeGreaterThanOrEqual(18)
    expect(flush).toMeet(`shop.show.availability of ${variant} < 6% after flush`)
  })

  it('saves one read in eight by coalescing, which is too little', () => {
    expect(flush).toMeet('edges.shop -> shop-db.attempts of coalescing < 95% of impatient')
    expect(flush).toMeet('edges.shop -> shop-db.attempts of coalescing > 80% of impatient')
  })

  it('is back within a minute where late answers fill the cache, and loses nothing below what the store can do', () => {
    expect(recovery('late-answers')?.recovered).toBeGreaterThanOrEqual(18)
    expect(flush).toMeet('shop.show.availability of light-load > 99.5% after flush')
    expect(recovery('light-load')?.stuck).toBe(0)
  })

  it('has nine hits of ten and an idle store without the flush', () => {
    expect(flush).toMeet('shop.show.availability of no-flush > 99.9%')
    expect(flush).toMeet('caches.shop.products.hitRatio of no-flush > 89%')
    expect(flush).toMeet('caches.shop.products.hitRatio of no-flush < 91%')
    expect(flush).not.toMeet('shop.show.availability of no-flush < 99%')
  })
})
