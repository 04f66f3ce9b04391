import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('notification-is-down', () => {
  let shop: Simulation

  beforeAll(async () => {
    shop = await simulate(shipped('notification-is-down'), { seed: 'gallery', duration: '2.3min', replications: 20 })
  }, PATIENCE)

  /** Operations of users that were worse in at least 18 of 20 replications while it was on. */
  function hurt(variant: string): readonly string[] {
    const [fault] = shop.document.variants[variant]?.faults ?? []
    const shares = Object.entries(fault?.blastRadius.operations ?? {})
    return shares.flatMap(([operation, share]) => (share >= 0.9 ? [operation] : [])).toSorted()
  }

  it('takes the whole monolith down, for good', () => {
    expect(hurt('monolith-sync')).toEqual(['accounts.profile', 'catalog.browse', 'orders.checkout'])
    expect(shop).toMeet('total.availability of monolith-sync < 35% during silence')
    expect(shop).toMeet('total.availability of monolith-sync < 1% after silence')
  })

  it('takes checkout down, for good, and nothing else as microservices', () => {
    expect(hurt('microservices-sync')).toEqual(['orders.checkout'])
    expect(shop).toMeet('orders.checkout.availability of microservices-sync < 5% during silence')
    expect(shop).toMeet('orders.checkout.availability of microservices-sync < 1% after silence')
    expect(shop).toMeet('catalog.browse.availability of microservices-sync > 99.9%')
    expect(shop).toMeet('accounts.profile.availability of microservices-sync > 99.9%')
  })

  it.each(['monolith', 'microservices'])('costs a second and no request with a timeout: %s', (form) => {
    expect(shop).toMeet(`total.availability of ${form}-timeout > 99.9%`)
    expect(shop).toMeet(`orders.checkout.latency.mean of ${form}-timeout > 1s during silence`)
    expect(shop).toMeet(`orders.checkout.latency.mean of ${form}-timeout < 1.02s during silence`)
  })

  it.each(['monolith', 'microservices'])('costs no request and no time when it is sent asynchronously: %s', (form) => {
    expect(hurt(`${form}-async`)).toEqual([])
    expect(shop).toMeet(`total.availability of ${form}-async > 99.9%`)
    expect(shop).toMeet(`orders.checkout.latency.mean of ${form}-async < 101% of ${form}-bounded`)
  })

  it('sends no mail any more as microservices without a bound, and does with one', () => {
    expect(shop).toMeet('notifications.confirm.failed.queue-full of microservices-async > 200')
    expect(shop).toMeet('notifications.confirm.failed.queue-full of microservices-bounded <= 0')
    expect(shop).toMeet('units.notifications.utilisation of microservices-async > 50%')
    expect(shop).toMeet('units.notifications.utilisation of microservices-bounded < 15%')
  })

  it.each(['monolith', 'microservices'])('hurts nobody with a timeout and a bound: %s', (form) => {
    expect(hurt(`${form}-bounded`)).toEqual([])
    expect(shop).toMeet(`total.availability of ${form}-bounded > 99.9%`)
    expect(shop).not.toMeet(`total.availability of ${form}-bounded < 35% during silence`)
  })
})
