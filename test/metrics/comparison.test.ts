import { describe, expect, it } from 'vitest'
import { compareVariants } from '../../src/metrics/comparison.ts'
import { bookOf } from './tools/book-of.ts'

describe('a comparison of variants', () => {
  const monolith = {
    name: 'monolith',
    samples: bookOf({ 'total.latency.p99': [10, 30, 20], 'cost.perMonth': [1, 1, 1] }),
  }
  const services = {
    name: 'services',
    samples: bookOf({ 'total.latency.p99': [12, 33, 22], 'operations.shop.browse.latency.p99': [1, 1, 1] }),
  }

  it('takes the metrics that both have, replication by replication, the first as the baseline', () => {
    const [latency, ...others] = compareVariants(monolith, services)
    expect(others).toEqual([])
    expect(latency).toMatchObject({
      metric: 'total.latency.p99',
      baseline: 'monolith',
      variant: 'services',
      baselineValue: { value: 20 },
      pairs: 3,
      verdict: 'worse',
    })
    expect(latency?.difference.value).toBeCloseTo(7 / 3, 12)
    expect(latency?.relative?.value).toBeCloseTo(7 / 60, 12)
    expect(latency?.pairedOverUnpaired).toBeLessThan(0.1)
  })

  it('takes the patterns it is given, in their order', () => {
    const twice = { name: 'again', samples: monolith.samples }
    const metrics = compareVariants(monolith, twice, [
      ['cost', '*'],
      ['total', '*', '*'],
    ]).map(({ metric, verdict }) => [metric, verdict])
    expect(metrics).toEqual([
      ['cost.perMonth', 'not shown'],
      ['total.latency.p99', 'not shown'],
    ])
  })
})
