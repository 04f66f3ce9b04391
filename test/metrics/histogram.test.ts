import fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { Histogram } from '../../src/metrics/histogram.ts'
import {
  EMPTY_HISTOGRAM,
  type HistogramData,
  meanOf,
  mergeHistograms,
  quantileOf,
  shareAbove,
  sumOf,
} from '../../src/metrics/histogram-data.ts'
import { bucketLow, bucketMiddle, bucketOf } from '../../src/metrics/latency-scale.ts'
import { normal, randomOf } from './tools/random.ts'

const SEED = 20260801
const MAX = 2 ** 53 - 1

/** Durations of every magnitude, zero among them. */
const duration = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 300 }),
  fc.tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 1, max: 2, noNaN: true })).map(([octave, mantissa]) => {
    return Math.min(MAX, Math.floor(mantissa * 2 ** octave))
  }),
)
const durations = fc.array(duration, { maxLength: 200 })

function histogramOf(values: readonly number[]): HistogramData {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram.data()
}

/** The value of rank ceil(p n), in exact integers: p is in thousandths. */
function exactQuantile(values: readonly number[], thousandths: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = Math.max(1, Math.ceil((thousandths * values.length) / 1000))
  return sorted[rank - 1] as number
}

function exactSum(values: readonly number[]): bigint {
  return values.reduce((sum, value) => sum + BigInt(value), 0n)
}

describe('the latency scale', () => {
  it('puts every value into a bucket that contains it and is at most 0.8 % wide', () => {
    fc.assert(
      fc.property(duration, (value) => {
        fc.pre(value >= 1)
        const bucket = bucketOf(value)
        const low = bucketLow(bucket)
        const next = bucketLow(bucket + 1)
        expect(low).toBeLessThanOrEqual(value)
        expect(next).toBeGreaterThan(value)
        expect((next - low) / low).toBeLessThanOrEqual(1 / 128)
        expect(Math.abs(bucketMiddle(bucket) - value) / value).toBeLessThanOrEqual(1 / 256)
      }),
      { seed: SEED, numRuns: 1000 },
    )
  })

  it('gives every integer below 128 back exactly', () => {
    for (let value = 1; value < 128; value++) expect(bucketMiddle(bucketOf(value))).toBe(value)
  })

  it('puts zero before the first bucket', () => {
    expect(bucketOf(0)).toBeLessThan(0)
    expect(bucketOf(1)).toBe(0)
  })
})

describe('a latency histogram', () => {
  it('keeps count, exact sum, minimum and maximum', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const data = histogramOf(values)
        expect(data.count).toBe(values.length)
        expect(data.zeros).toBe(values.filter((value) => value === 0).length)
        expect(BigInt(data.sumCarries) * 2n ** 52n + BigInt(data.sumRest)).toBe(exactSum(values))
        expect(data.min).toBe(values.length === 0 ? 0 : Math.min(...values))
        expect(data.max).toBe(Math.max(0, ...values))
        expect(data.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length - data.zeros)
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('is within 0.4 % of the exact quantile of the same rank', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 1000 }), (values, thousandths) => {
        fc.pre(values.length > 0)
        const exact = exactQuantile(values, thousandths)
        const reported = quantileOf(histogramOf(values), thousandths / 1000)
        expect(Math.abs((reported as number) - exact)).toBeLessThanOrEqual(exact / 256)
      }),
      { seed: SEED, numRuns: 1000 },
    )
  })

  it('merges exactly: the parts of any division give the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(duration, fc.nat(2)), { maxLength: 200 }), (marked) => {
        const parts = [0, 1, 2].map((part) => histogramOf(marked.filter(([, p]) => p === part).map(([value]) => value)))
        const [a, b, c] = parts as [HistogramData, HistogramData, HistogramData]
        const whole = histogramOf(marked.map(([value]) => value))
        expect(mergeHistograms(mergeHistograms(a, b), c)).toEqual(whole)
        expect(mergeHistograms(a, mergeHistograms(c, b))).toEqual(whole)
        expect(mergeHistograms(whole, EMPTY_HISTOGRAM)).toEqual(whole)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('tells the share above a value up to the bucket that holds it', () => {
    fc.assert(
      fc.property(durations, duration, (values, value) => {
        fc.pre(values.length > 0)
        const exact = (limit: number): number => values.filter((one) => one > limit).length / values.length
        const share = shareAbove(histogramOf(values), value) as number
        const [low, next] = value < 1 ? [0, 1] : [bucketLow(bucketOf(value)), bucketLow(bucketOf(value) + 1)]
        expect(share).toBeLessThanOrEqual(exact(low - 1) + 1e-12)
        expect(share).toBeGreaterThanOrEqual(exact(next) - 1e-12)
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('agrees with hdr-histogram-js on a million-fold range of latencies', () => {
    const random = randomOf(3)
    const oracle = build({
      bitBucketSize: 64,
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 45,
      numberOfSignificantValueDigits: 4,
    })
    const histogram = new Histogram()
    for (let i = 0; i < 50_000; i++) {
      const value = Math.floor(Math.exp(normal(random) * 2) * 5e6)
      oracle.recordValue(value)
      histogram.record(value)
    }
    const data = histogram.data()
    for (const percentile of [1, 10, 50, 90, 95, 99, 99.9, 99.99]) {
      const expected = oracle.getValueAtPercentile(percentile)
      const reported = quantileOf(data, percentile / 100) as number
      // Half a bucket of ours and a ten-thousandth of theirs.
      expect(Math.abs(reported - expected) / expected).toBeLessThanOrEqual(1 / 256 + 1e-4)
    }
    expect(Math.abs((meanOf(data) as number) - oracle.mean) / oracle.mean).toBeLessThan(1e-4)
  })

  it('has no mean and no quantile of nothing', () => {
    const nothing = new Histogram().data()
    expect(nothing).toEqual(EMPTY_HISTOGRAM)
    expect([meanOf(nothing), quantileOf(nothing, 0.5), shareAbove(nothing, 1)]).toEqual([null, null, null])
    expect(sumOf(nothing)).toBe(0)
  })

  it('takes 99 of 100, not 100, for the 99 % quantile', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1)
    expect(quantileOf(histogramOf(values), 0.99)).toBe(99)
    expect(quantileOf(histogramOf(values), 0.999)).toBe(100)
  })

  it('refuses what is no duration', () => {
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => new Histogram().record(value)).toThrow(/duration/)
    }
  })

  it('survives JSON', () => {
    const data = histogramOf([0, 5, 1e9, 1e12])
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
  })
})
