import { describe, expect, it } from 'vitest'
import { compareVariants } from '../../src/metrics/comparison.ts'
import { durationFigures } from '../../src/metrics/figures/duration-figures.ts'
import { SampleBook } from '../../src/metrics/sample-book.ts'
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

  it('knows which figures come from a histogram: quantiles do, means and maxima do not', () => {
    const names = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max']
    const figures = durationFigures<null>(['latency'], 'lower', () => null)
    expect(figures.map(({ name }) => name[1])).toEqual(names)
    const read = figures.filter(({ resolution }) => resolution === 1 / 128).map(({ name }) => name[1])
    expect(read).toEqual(['p50', 'p90', 'p95', 'p99', 'p999'])
    const book = (value: number): SampleBook => {
      const samples = new SampleBook()
      const all = figures.map((figure) => ({ ...figure, pick: () => value }))
      samples.measure(['total'], all, { replications: [null, null, null], batches: [] })
      return samples
    }
    const shown = compareVariants({ name: 'a', samples: book(100) }, { name: 'b', samples: book(100.5) })
    expect(shown.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['total.latency.mean', 'worse'],
      ['total.latency.p50', 'not shown'],
      ['total.latency.p99', 'not shown'],
    ])
  })
})
