import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

const FILE = shipped('online-boutique-under-fire')

describe('online-boutique-under-fire', () => {
  let fire: Simulation
  let starved: Simulation

  beforeAll(async () => {
    const shared = { seed: 'gallery', replications: 20 }
    const variants = ['calm', 'cart-delay', 'catalogue-crash', 'ads-silent', 'recommendations-fail', 'currency-fails']
    // The faults end with the load: what is asked here is what happens while they are on.
    const options = { ...shared, duration: '2min', variants: [...variants, 'limits-as-quota'], control: false }
    fire = await simulate(FILE, options)
    starved = await simulate(FILE, { ...shared, variants: ['contention', 'contention-retries'] })
  }, PATIENCE)

  it('answers every page without a fault, in the time that was measured', () => {
    expect(fire).toMeet('total.availability of calm >= 99.9%')
    expect(fire).toMeet('total.latency.mean of calm > 200ms') // measured 222 ms
    expect(fire).toMeet('total.latency.mean of calm < 245ms')
  })

  // Measured under the fault: 460, 455, 503 and 268 ms.
  it.each([
    ['total', '391ms', '529ms'],
    ['frontend.product', '341ms', '569ms'],
    ['frontend.view-cart', '377ms', '629ms'],
    ['frontend.add-to-cart', '241ms', '295ms'],
  ])('meets the mean of %s that was measured with a delay of the cart: between %s and %s', (pages, low, high) => {
    expect(fire).toMeet(`${pages}.latency.mean of cart-delay > ${low} during delay`)
    expect(fire).toMeet(`${pages}.latency.mean of cart-delay < ${high} during delay`)
    expect(fire).toMeet('total.availability of cart-delay >= 99.9% during delay')
  })

  it('loses no page to silent ads', () => {
    expect(fire).toMeet('total.availability of ads-silent >= 99.9% during silence')
    // Calm it takes 176 ms, 20 of them for the ads; now it waits the whole 100 ms for them.
    expect(fire).toMeet('frontend.product.latency.mean of ads-silent > 230ms during silence')
    expect(fire).toMeet('frontend.product.latency.mean of ads-silent < 280ms during silence')
    expect(fire).toMeet('frontend.product.latency.mean of calm < 200ms')
  })

  it('loses the product and the cart page without recommendations, and no order', () => {
    expect(fire).toMeet('frontend.product.availability of recommendations-fail < 2% during exception')
    expect(fire).toMeet('frontend.view-cart.availability of recommendations-fail < 2% during exception')
    expect(fire).toMeet('frontend.home.availability of recommendations-fail >= 99% during exception')
    expect(fire).toMeet('frontend.check-out.availability of recommendations-fail >= 98% during exception')
  })

  it('loses all that shows a price without currencies', () => {
    for (const page of ['home', 'product', 'view-cart', 'check-out']) {
      expect(fire).toMeet(`frontend.${page}.availability of currency-fails < 3% during exception`)
    }
    expect(fire).toMeet('frontend.add-to-cart.availability of currency-fails >= 99% during exception')
    expect(fire).toMeet('frontend.set-currency.availability of currency-fails >= 98% during exception')
  })

  it('loses nearly every request to the crash of the one catalogue', () => {
    expect(fire).toMeet('total.availability of catalogue-crash < 15% during crash')
  })

  it('is nearer to the measured medians with the limits as Linux keeps them', () => {
    const conversion = 'edges.frontend -> currencyservice.latency.p50'
    expect(fire).toMeet(`${conversion} of limits-as-quota > 8ms`) // measured 7.9 ms
    expect(fire).toMeet(`${conversion} of limits-as-quota < 16ms`)
    expect(fire).toMeet(`${conversion} of calm > 25ms`)
    expect(fire).toMeet('total.latency.p50 of limits-as-quota < 95% of calm') // measured 118 ms
    expect(fire).toMeet('total.latency.p50 of limits-as-quota > 118ms')
  })

  it('starved of cpu it serves as few pages as were measured, and every one', () => {
    expect(starved).toMeet('total.throughput of contention > 1.7/s during stress') // measured 1.93
    expect(starved).toMeet('total.throughput of contention < 2.2/s during stress')
    expect(starved).toMeet('total.availability of contention >= 99.9%')
    expect(starved).toMeet('frontend.home.latency.mean of contention > 20s during stress')
  })

  it('breaks with a timeout and retries, and longer than the fault lasts', () => {
    expect(starved).toMeet('total.availability of contention-retries < 30% during stress')
    expect(starved).toMeet('total.availability of contention-retries < 80% after stress')
    const recovered = (variant: string): number | undefined =>
      starved.document.variants[variant]?.recovery?.recoverSeconds?.value
    expect(recovered('contention')).toBeLessThan(12)
    expect(recovered('contention-retries')).toBeGreaterThan(25)
  })
})
