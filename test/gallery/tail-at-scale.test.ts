import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('tail-at-scale', () => {
  let tail: Simulation

  beforeAll(async () => {
    tail = await simulate(shipped('tail-at-scale'), { seed: 'gallery', duration: '35s', replications: 20 })
  }, PATIENCE)

  // 0.99^n; with about 11,000 requests the 95 % interval is +- 0.2, 0.6 and 1 points.
  it.each([
    ['fan-out-001', '98.5%', '99.5%'],
    ['fan-out-010', '89%', '92%'],
    ['fan-out-100', '34.6%', '38.6%'],
  ])('lets 0.99^n of the requests end in time at %s: between %s and %s', (variant, low, high) => {
    expect(tail).toMeet(`root.wait-a-second.availability of ${variant} > ${low}`)
    expect(tail).toMeet(`root.wait-a-second.availability of ${variant} < ${high}`)
  })

  // The 0.5^(1/n) quantile of one leaf: 10.05 ms, 14.42 ms, 1155 ms.
  it.each([
    ['fan-out-001', '9.7ms', '10.4ms'],
    ['fan-out-010', '14.2ms', '14.7ms'],
    ['fan-out-100', '1.08s', '1.22s'],
  ])('has the median of a maximum at %s: between %s and %s', (variant, low, high) => {
    expect(tail).toMeet(`root.wait-for-all.latency.p50 of ${variant} > ${low}`)
    expect(tail).toMeet(`root.wait-for-all.latency.p50 of ${variant} < ${high}`)
  })

  it('makes the median request more than a hundred times as long with 100 answers as with one', () => {
    expect(tail).toMeet('root.wait-for-all.latency.p50 of fan-out-100 > 1.04s')
    expect(tail).not.toMeet('root.wait-for-all.latency.p50 of fan-out-010 > 1.04s')
  })

  it('leaves 95 of 100 requests alone with one answer, and not with ten', () => {
    expect(tail).toMeet('root.wait-for-all.latency.p95 of fan-out-001 < 16ms')
    expect(tail).not.toMeet('root.wait-for-all.latency.p95 of fan-out-010 < 16ms')
  })
})
