import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diurnalSegments, SHARPEST_PEAK } from '../../../src/scenarios/compile/diurnal.ts'
import { expectedArrivals, rateSegments } from '../../../src/scenarios/compile/rate-segments.ts'
import type { ArrivalsPlan, RateSegment } from '../../../src/sim/plan.ts'
import { complaints, planOf, shop } from './compiling.ts'

const SECOND = 1e9
const HOUR = 3600 * SECOND

function arrivalsOf(workload: unknown, duration = '10s'): ArrivalsPlan | undefined {
  const load = typeof workload === 'object' ? workload : { arrivals: workload }
  return planOf({ ...shop, run: { duration }, workload: { shoppers: { ...load, call: 'shop.browse' } } }).workloads[0]
    ?.arrivals
}

function rateAt(segments: readonly RateSegment[], time: number): number | undefined {
  const segment = segments.find(({ start, end }) => start <= time && time < end)
  if (segment === undefined) return undefined
  const { start, end, from, to } = segment
  return from + ((to - from) * (time - start)) / (end - start)
}

function touches(segments: readonly RateSegment[], end: number): boolean {
  return segments.every(
    (segment, index) =>
      segment.start < segment.end &&
      segment.end === (segments[index + 1]?.start ?? end) &&
      Number.isInteger(segment.start) &&
      segment.from >= 0 &&
      segment.to >= 0,
  )
}

describe('a rate in parts', () => {
  const part = fc.record({ for: fc.integer({ min: 1, max: 20_000 }), from: fc.nat(500), to: fc.nat(500) })

  test('brings as many arrivals as the area under it, up to the end of the run', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 60_000 }),
        (parts, length) => {
          const duration = length * 1e6
          const inNs = parts.map(({ for: time, ...rest }) => ({ ...rest, for: time * 1e6 }))
          const segments = rateSegments(inNs, duration)
          // The same area from a sum over slices of a millisecond, in whose middle the rate is its mean.
          let area = 0
          for (let slice = 0; slice < length; slice += 1) area += (rateAt(segments, slice * 1e6 + 5e5) ?? 0) / 1000
          expect(expectedArrivals(segments)).toBeCloseTo(area, 6)
          const reach = Math.min(
            duration,
            inNs.reduce((sum, { for: time }) => sum + time, 0),
          )
          expect(touches(segments, reach)).toBe(true)
        },
      ),
      { seed: 1, numRuns: 60 },
    )
  })

  test('a spike, a ramp and a plateau integrate to the expected number', () => {
    const arrivals = arrivalsOf(
      {
        arrivals: {
          process: 'poisson',
          rate: [
            { for: '2s', at: '100/s' },
            { for: '1s', at: '1000/s' },
            { for: '4s', from: '100/s', to: '500/s' },
            { at: '50/s' },
          ],
        },
      },
      '10s',
    )
    expect(arrivals?.kind).toBe('open')
    if (arrivals?.kind !== 'open') return
    expect(expectedArrivals(arrivals.rate)).toBe(200 + 1000 + 1200 + 150)
    expect(arrivals.rate.at(-1)).toEqual({ start: 7e9, end: 10e9, from: 50, to: 50 })
  })

  test('a ramp is cut at the height it has reached by the end of the run', () => {
    expect(rateSegments([{ for: 10 * SECOND, from: 0, to: 100 }], 4 * SECOND)).toEqual([
      { start: 0, end: 4 * SECOND, from: 0, to: 40 },
    ])
  })

  test('rates that end before the run, and parts that never begin, are doubted', () => {
    const withRate = (rate: unknown): readonly string[] =>
      complaints({
        ...shop,
        run: { duration: '10s' },
        workload: { ...shop.workload, more: { arrivals: { rate }, call: 'shop.browse' } },
      })
    expect(withRate([{ for: '4s', at: '1/s' }])).toEqual(['L306 workload.more.arrivals.rate'])
    expect(withRate([{ for: '12s', at: '1/s' }, { at: '2/s' }])).toEqual(['L307 workload.more.arrivals.rate.1'])
    expect(withRate([{ for: '4s', at: '1/s' }, { at: '2/s' }])).toEqual([])
  })
})

describe('a daily wave', () => {
  const wave = (mean: number, peak: number): readonly RateSegment[] =>
    diurnalSegments(
      { kind: 'diurnal', process: POISSON, mean, peak, period: 24 * HOUR, 'peak-at': 14 * HOUR },
      24 * HOUR,
    )

  test('has its mean over a whole period, its peak when asked, and is never negative', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1000, noNaN: true }),
        fc.double({ min: 1, max: SHARPEST_PEAK, noNaN: true }),
        (mean, ratio) => {
          const segments = wave(mean, mean * ratio)
          expect(expectedArrivals(segments) / (24 * 3600) / mean).toBeCloseTo(1, 9)
          expect((rateAt(segments, 14 * HOUR) ?? 0) / (mean * ratio)).toBeCloseTo(1, 9)
          expect(Math.max(...segments.map(({ from }) => from)) / (mean * ratio)).toBeCloseTo(1, 9)
          expect(touches(segments, 24 * HOUR)).toBe(true)
        },
      ),
      { seed: 2, numRuns: 100 },
    )
  })

  test('is the plain cosine up to twice the mean', () => {
    const segments = wave(100, 150)
    expect(rateAt(segments, 2 * HOUR)).toBeCloseTo(50, 9)
    expect(rateAt(segments, 8 * HOUR)).toBeCloseTo(100, 9)
    expect(rateAt(segments, 10 * HOUR)).toBeCloseTo(100 + 50 * Math.cos((60 / 180) * Math.PI), 9)
    expect(rateAt(segments, 13 * HOUR)).toBeCloseTo(100 + 50 * Math.cos((15 / 180) * Math.PI), 9)
  })

  test('with a peak of three times the mean keeps the mean and a quiet night', () => {
    const segments = wave(100, 300)
    expect(rateAt(segments, 14 * HOUR)).toBeCloseTo(300, 9)
    expect(rateAt(segments, 2 * HOUR)).toBeCloseTo(100 / 11, 9)
  })

  test('repeats, and is cut to the run', () => {
    const segments = diurnalSegments(
      { kind: 'diurnal', process: POISSON, mean: 10, peak: 20, period: 10 * SECOND, 'peak-at': 3 * SECOND },
      25 * SECOND,
    )
    expect(segments[0]?.start).toBe(0)
    expect(segments.at(-1)?.end).toBe(25 * SECOND)
    expect([3, 13, 23].map((time) => rateAt(segments, time * SECOND))).toEqual(
      [20, 20, 20].map((rate): unknown => expect.closeTo(rate, 9)),
    )
  })

  test('too sharp a peak and too short a period are errors, a run shorter than the period a doubt', () => {
    const withWave = (diurnal: unknown): readonly string[] =>
      complaints({
        ...shop,
        run: { duration: '1min' },
        workload: { ...shop.workload, more: { arrivals: { diurnal }, call: 'shop.browse' } },
      })
    expect(withWave({ mean: '1/s', peak: '9/s' })).toEqual(['S230 workload.more.arrivals.diurnal.peak'])
    expect(withWave({ mean: '1/s', period: '1ms' })).toEqual(['S231 workload.more.arrivals.diurnal.period'])
    expect(withWave({ mean: '1/s' })).toEqual(['L314 workload.more.arrivals.diurnal'])
    expect(withWave({ mean: '1/s', period: '1min' })).toEqual([])
  })
})

const POISSON = {
  kind: 'poisson' as const,
  cv: 1,
  batch: { text: '1', distribution: { text: '1', mean: 1, variance: 0, sample: () => 1, quantile: () => 1 } },
}

describe('the kinds of load', () => {
  test.each([
    ['poisson(40/s)', 1, 1],
    ['constant(40/s)', 1, 0],
    ['uniform(40/s)', 1, 1 / 3],
    ['hyperexp(40/s, cv=3)', 1, 9],
  ])('%s has gaps of mean %d and variance %d at 40 a second', (text, mean, variance) => {
    const arrivals = arrivalsOf(text)
    expect(arrivals).toMatchObject({
      kind: 'open',
      rate: [{ start: 0, end: 10e9, from: 40, to: 40 }],
      batch: { mean: 1 },
    })
    if (arrivals?.kind !== 'open') return
    expect(arrivals.gap.mean).toBe(mean)
    expect(arrivals.gap.variance).toBeCloseTo(variance, 12)
  })

  test('batches(2/s, size=4) brings 2 batches a second', () => {
    expect(arrivalsOf('batches(2/s, size=4)')).toMatchObject({ kind: 'open', rate: [{ from: 2 }], batch: { mean: 4 } })
  })

  test('mmpp and on-off are states with memoryless stays', () => {
    expect(arrivalsOf('mmpp(10/s for 5s, 100/s for 1s)')).toMatchObject({
      kind: 'modulated',
      states: [
        { rate: 10, stay: { mean: 5e9, variance: 25e18 } },
        { rate: 100, stay: { mean: 1e9, variance: 1e18 } },
      ],
    })
    expect(arrivalsOf('on-off(100/s, on=1s, off=4s)')).toMatchObject({
      kind: 'modulated',
      states: [
        { rate: 100, stay: { mean: 1e9 } },
        { rate: 0, stay: { mean: 4e9 } },
      ],
    })
  })

  test('users think, and start one after the other', () => {
    expect(arrivalsOf({ users: 30, think: 'exp(500ms)', 'ramp-up': '10s' })).toMatchObject({
      kind: 'closed',
      users: 30,
      think: { mean: 500e6 },
      rampUp: 10e9,
    })
  })
})
