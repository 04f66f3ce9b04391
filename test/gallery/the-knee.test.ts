import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('the-knee', () => {
  let knee: Simulation

  beforeAll(async () => {
    knee = await simulate(shipped('the-knee'), {
      seed: 'gallery',
      duration: '5min',
      replications: 20,
      variants: ['load-50', 'load-80', 'load-95', 'load-95-even'],
    })
  }, PATIENCE)

  // S / (1 - utilisation) with S = 10 ms; the margins are about three half-widths of the interval.
  it.each([
    ['load-50', '19.6ms', '20.4ms'],
    ['load-80', '46ms', '54ms'],
    ['load-95', '160ms', '240ms'],
  ])('follows the formula at %s: between %s and %s', (variant, low, high) => {
    expect(knee).toMeet(`server.serve.latency.mean of ${variant} > ${low}`)
    expect(knee).toMeet(`server.serve.latency.mean of ${variant} < ${high}`)
  })

  it('makes a request eight to twelve times as long from 50 % to 95 %', () => {
    expect(knee).toMeet('server.serve.latency.mean of load-95 > 800% of load-50')
    expect(knee).toMeet('server.serve.latency.mean of load-95 < 1200% of load-50')
  })

  it('has its tail where the exponential law has it: p99 = ln 100 times the mean', () => {
    expect(knee).toMeet('server.serve.latency.p99 of load-50 > 89ms')
    expect(knee).toMeet('server.serve.latency.p99 of load-50 < 95ms')
  })

  it('makes nobody wait at 95 % when arrivals and work are even', () => {
    expect(knee).toMeet('units.server.utilisation of load-95-even > 94.9%')
    expect(knee).toMeet('server.serve.latency.p99 of load-95-even < 10.1ms')
    expect(knee).not.toMeet('server.serve.latency.mean of load-95-even > 800% of load-50')
  })
})
