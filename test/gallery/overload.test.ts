import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('overload', () => {
  let rush: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '110s', replications: 20, control: false }
    rush = await simulate(shipped('overload'), options)
  }, PATIENCE)

  it('leaves one in ten served when all wait in order, and goes on so after the rush', () => {
    expect(rush).toMeet('total.throughput of fifo < 15/s during rush')
    // 35 a second to spare for the 1200 that have piled up: 34 of the 40 s that are left.
    expect(rush).toMeet('total.availability of fifo < 30% after rush')
    // It was busy all the time: the work was done, for nobody.
    expect(rush).toMeet('units.api.utilisation of fifo > 88%')
  })

  it.each(['lifo', 'adaptive-lifo', 'codel', 'hopeless', 'aimd'])('serves nearly all it can with %s', (variant) => {
    expect(rush).toMeet(`total.throughput of ${variant} > 96/s during rush`)
    expect(rush).toMeet(`total.throughput of ${variant} < 103/s during rush`)
    expect(rush).toMeet(`total.availability of ${variant} > 98% after rush`)
  })

  it('serves three quarters where a deadline only stops work half-way', () => {
    expect(rush).toMeet('total.throughput of deadline > 69/s during rush')
    expect(rush).toMeet('total.throughput of deadline < 76/s during rush')
  })

  it('teaches a limit by gradient that slow is normal', () => {
    const limit = rush.document.variants['gradient']?.timeline.limits['concurrency-limit.api'] ?? []
    expect(Math.max(...limit.map((one) => one ?? 0))).toBeGreaterThan(150)
    expect(rush).toMeet('total.throughput of gradient < 85/s during rush')
    expect(rush).toMeet('total.throughput of gradient < aimd during rush')
    expect(rush).toMeet('total.throughput of fifo < gradient during rush')
  })

  it('serves all of the first class with priorities, and not more in all', () => {
    expect(rush).toMeet('api.order.availability of priority > 99.8% during rush')
    expect(rush).toMeet('api.browse.availability of priority < 10% during rush')
    expect(rush).toMeet('total.throughput of priority < 50/s during rush')
  })

  it('serves everybody in order below capacity', () => {
    expect(rush).toMeet('total.availability of below-capacity > 99.9%')
    expect(rush).not.toMeet('total.availability of below-capacity < 99%')
  })
})
