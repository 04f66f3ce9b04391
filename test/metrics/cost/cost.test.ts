import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildVariantResult } from '../../../src/metrics/build-variant-result.ts'
import { requestCost, transitionCost } from '../../../src/metrics/cost/managed.ts'
import type { TrafficPrice } from '../../../src/metrics/cost/price.ts'
import { TRAFFIC } from '../../../src/metrics/cost/price-book.ts'
import { stepsOf, trafficCost } from '../../../src/metrics/cost/traffic-cost.ts'
import { recordToy } from '../tools/record-toy.ts'

const AWS = TRAFFIC.filter(({ provider }) => provider === 'aws')
const GB = 1e9

describe('the cost of traffic', () => {
  it('charges each byte at the price of the step it falls in', () => {
    const internet = stepsOf(AWS, 'internet')
    expect(trafficCost(0, internet)).toBe(0)
    expect(trafficCost(GB, internet)).toBeCloseTo(0.09, 12)
    // 10 TB at 0.09 and 5 TB at 0.085.
    expect(trafficCost(15_000 * GB, internet)).toBeCloseTo(10_000 * 0.09 + 5000 * 0.085, 6)
  })

  it('charges both ends where both pay', () => {
    expect(trafficCost(GB, stepsOf(AWS, 'cross-zone'))).toBeCloseTo(0.02, 12)
  })

  it('takes the region the book names first, not every row of the kind', () => {
    expect(stepsOf(AWS, 'cross-region').map(({ region }) => region)).toEqual(['us-east-1'])
  })

  it('costs nothing without a price', () => {
    expect(trafficCost(GB, stepsOf(AWS, 'free'))).toBe(0)
  })

  it('never falls when there is more of it, and is no dearer than all at the first price', () => {
    const internet = stepsOf(AWS, 'internet')
    fc.assert(
      fc.property(fc.nat(300_000), fc.nat(300_000), (a, b) => {
        const [less, more] = [Math.min(a, b) * GB, Math.max(a, b) * GB]
        expect(trafficCost(less, internet)).toBeLessThanOrEqual(trafficCost(more, internet))
        expect(trafficCost(more, internet)).toBeLessThanOrEqual((more / GB) * 0.09 + 1e-6)
      }),
      { seed: 20260808, numRuns: 300 },
    )
  })
})

describe('the cost of a variant', () => {
  const summaries = [1, 2, 3, 4].map((seed) => recordToy({ seed, seconds: 10 }).summary)
  const price: TrafficPrice = {
    provider: 'aws',
    traffic: 'internet',
    region: 'r',
    pricePerGigabyte: 1,
    bothEnds: false,
    upToBytesPerMonth: Number.POSITIVE_INFINITY,
    date: '2026-08',
    source: 'test',
    confidence: 'high',
  }
  const shop = {
    name: 'shop',
    role: 'service',
    instances: 2,
    machine: { name: 'm', vcpu: 2, pricePerHour: 0.5 },
  } as const
  const { cost } = buildVariantResult({
    fingerprint: '',
    summaries,
    deployment: { units: [shop, { ...shop, name: 'spare', instances: 1 }] },
    prices: [price],
  }).result

  it('is machines for 730 hours and traffic at the measured pace', () => {
    expect(cost.unitsPerMonth['shop']?.value).toBe(2 * 0.5 * 730)
    expect(cost.unitsPerMonth['spare']?.value).toBe(0.5 * 730)
    expect(cost.machinesPerMonth).toEqual({ value: 3 * 0.5 * 730, low: 3 * 0.5 * 730, high: 3 * 0.5 * 730 })
    // 1 kB for each of about 100 requests a second.
    const gigabytes = (1000 * 100 * 730 * 3600) / GB
    expect(Math.abs((cost.trafficPerMonth?.value ?? 0) / gigabytes - 1)).toBeLessThan(0.05)
    expect(Object.keys(cost.trafficByClassPerMonth)).toEqual(['internet'])
    expect(cost.perMonth?.value).toBeCloseTo(
      (cost.machinesPerMonth?.value ?? 0) + (cost.trafficPerMonth?.value ?? 0),
      6,
    )
  })

  it('is counted for a million good answers', () => {
    const goodPerMonth = 100 * 730 * 3600
    const expected = ((cost.perMonth?.value ?? 0) * 1e6) / goodPerMonth
    expect(Math.abs((cost.perMillionGood?.value ?? 0) / expected - 1)).toBeLessThan(0.05)
  })

  it('tells which part stands idle: cores that are there and do not compute', () => {
    // Of 2 vCPUs each, a quarter of one computes; the spare does nothing at all.
    const expected = (2 * 0.5 * (1 - 0.125) + 0.5) * 730
    expect(Math.abs((cost.idlePerMonth?.value ?? 0) / expected - 1)).toBeLessThan(0.02)
    expect(cost.idleShare?.value).toBeCloseTo((cost.idlePerMonth?.value ?? 0) / (3 * 0.5 * 730), 9)
  })

  it('takes a store for busy while its slots are held', () => {
    const store = { ...shop, role: 'store' } as const
    const of = (unit: typeof shop | typeof store): number | undefined =>
      buildVariantResult({ fingerprint: '', summaries, deployment: { units: [unit] }, prices: [] }).result.cost
        .idleShare?.value
    expect(of(store)).toBeCloseTo(0.75, 1)
    expect(of(shop)).toBeCloseTo(0.875, 1)
  })
})

describe('what is paid by use', () => {
  it('is as the bills of an order saga: by state transition, and by request to a queue', () => {
    // A million orders: 8 transitions each, or 4 hops of 6 requests.
    expect(transitionCost(8e6)).toBeCloseTo(200, 9)
    expect(requestCost({ standard: 24e6, fifo: 0 })).toBeCloseTo(9.6, 9)
    expect(requestCost({ standard: 0, fifo: 24e6 })).toBeCloseTo(12, 9)
    expect(requestCost({ standard: 12e6, fifo: 12e6 })).toBeCloseTo(10.8, 9)
  })
})
