import { describe, expect, it } from 'vitest'
import { estimateOf, type Sample } from '../../src/metrics/sample.ts'

const SHARE: Sample = {
  path: ['total', 'availability'],
  kind: 'share',
  better: 'higher',
  whole: null,
  values: [1, 1, 1],
  trials: null,
  resolution: 0,
}

describe('the estimate of a sample', () => {
  it('does not take a share for 1 because nothing happened to go wrong', () => {
    const estimate = estimateOf({ ...SHARE, trials: 10_000 })
    expect(estimate?.value).toBe(1)
    expect(estimate?.high).toBe(1)
    // 0.975 is the chance that 10,000 trials at this share would show an exception: a miss rate of 2.5 %.
    expect((estimate?.low ?? 0) ** 10_000).toBeCloseTo(0.025, 4)
    expect(estimateOf({ ...SHARE, values: [0, 0], trials: 100 })).toEqual({
      value: 0,
      low: 0,
      high: 3.6888794541139363 / 100,
    })
    expect(estimateOf({ ...SHARE, trials: 2 })?.low).toBe(0)
  })

  it('keeps intervals within what the quantity can be', () => {
    const { low, high } = estimateOf({ ...SHARE, values: [0.99, 1, 0.97] }) ?? {}
    expect(high).toBe(1)
    expect(low).toBeGreaterThan(0.9)
    const count = estimateOf({ ...SHARE, kind: 'count', values: [0, 0, 9] })
    expect(count?.low).toBe(0)
    expect(count?.high).toBeGreaterThan(9)
  })

  it('rests on the replications that measured anything', () => {
    expect(estimateOf({ ...SHARE, kind: 'count', values: [4, null, 4] })).toEqual({ value: 4, low: 4, high: 4 })
    expect(estimateOf({ ...SHARE, values: [null, null] })).toBeNull()
  })

  it('is the figure of the run, with the interval of its batches, where there is one replication', () => {
    const values = Array.from({ length: 20 }, (_, i) => 10 + (i % 2))
    const estimate = estimateOf({ ...SHARE, kind: 'duration', whole: 12, values })
    expect(estimate?.value).toBe(12)
    expect(estimate?.low).toBeGreaterThan(11.5)
    expect(estimate?.high).toBeLessThan(12.5)
    expect(estimateOf({ ...SHARE, kind: 'duration', whole: 12, values: [] })).toEqual({
      value: 12,
      low: null,
      high: null,
    })
  })
})
