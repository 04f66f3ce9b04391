import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BackoffPlan } from '../../../src/sim/policy-plan.ts'
import type { Backoff } from '../../../src/sim/resilience/backoff.ts'
import { createBackoff } from '../../../src/sim/resilience/create-backoff.ts'
import { streamOf } from '../kernel/support/draws.ts'
import { kolmogorovSmirnov, mean } from '../kernel/support/statistics.ts'

const MS = 1e6
/** Every p-value of this file must exceed this; there are 9, so a faultless backoff fails once in 100,000 versions. */
const FALSE_ALARM = 1e-6
const DRAWS = 100_000

const NOTHING = { next: (): number => 0 }

function plan(options: Partial<BackoffPlan>): BackoffPlan {
  return {
    kind: 'exponential',
    base: 100 * MS,
    factor: 2,
    max: Number.POSITIVE_INFINITY,
    jitter: 'none',
    share: 0,
    retryAfter: false,
    ...options,
  }
}

/** The first waits of one call. */
function series(backoff: Backoff, count: number, source = streamOf('backoff')): readonly number[] {
  let memory = 0
  return Array.from({ length: count }, (_, k) => {
    const wait = backoff.wait(k, memory, source)
    memory = backoff.memory
    return wait
  })
}

/** Waits of many calls, by the number of the wait. */
function sample(options: Partial<BackoffPlan>, count: number): readonly Float64Array[] {
  const backoff = createBackoff(plan(options))
  const source = streamOf('backoff')
  const columns = Array.from({ length: count }, () => new Float64Array(DRAWS))
  for (let i = 0; i < DRAWS; i++)
    series(backoff, count, source).forEach((wait, k) => (columns[k] as Float64Array).set([wait], i))
  return columns
}

const plans = fc.record({
  kind: fc.constantFrom('constant', 'linear', 'exponential'),
  base: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e10 })),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  max: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 1e11 })),
  jitter: fc.constantFrom('none', 'full', 'equal', 'proportional', 'decorrelated', 'decorrelated-v2'),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  retryAfter: fc.boolean(),
} as const)

describe('a wait before a retry', () => {
  it('is a whole number of nanoseconds, finite, and at most the longest (but for its proportional jitter)', () => {
    fc.assert(
      fc.property(plans, fc.nat(3000), fc.string(), (options, k, name) => {
        const backoff = createBackoff(options)
        const source = streamOf(name)
        const waits = [...series(backoff, 5, source), backoff.wait(k, 1e9, source)]
        const longest = options.max * (options.jitter === 'proportional' ? 1 + options.share : 1)
        return waits.every((wait) => Number.isSafeInteger(wait) && wait >= 0 && wait <= Math.max(0.5, longest + 0.5))
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('draws nothing where it has no jitter', () => {
    const mute = { next: () => expect.unreachable('it drew') }
    expect(createBackoff(plan({})).wait(3, 0, mute as never)).toBe(800 * MS)
  })

  it('grows as its kind says, up to the longest', () => {
    const waits = (options: Partial<BackoffPlan>) => series(createBackoff(plan(options)), 5).map((wait) => wait / MS)
    expect(waits({ kind: 'constant' })).toEqual([100, 100, 100, 100, 100])
    expect(waits({ kind: 'linear', max: 250 * MS })).toEqual([100, 200, 250, 250, 250])
    expect(waits({ max: 1000 * MS })).toEqual([100, 200, 400, 800, 1000])
  })

  it('follows the series of resilience4j, 500 ms times 1.5 (RT-R4-1)', () => {
    const waits = series(createBackoff(plan({ base: 500 * MS, factor: 1.5 })), 4)
    expect(waits.map((wait) => Math.floor(wait / MS))).toEqual([500, 750, 1125, 1687])
  })

  it('is uniform between 0 and the plain wait with full jitter (RT-FJ-1)', () => {
    const columns = sample({ jitter: 'full', max: 20_000 * MS }, 6)
    columns.forEach((waits, k) => {
      const plain = 100 * MS * 2 ** k
      expect(kolmogorovSmirnov(waits, (x) => Math.min(1, x / plain))).toBeGreaterThan(FALSE_ALARM)
    })
  })

  it('keeps half of the plain wait with equal jitter, and its share with proportional jitter', () => {
    const [, equal] = sample({ jitter: 'equal' }, 2)
    const [, quarter] = sample({ jitter: 'proportional', share: 0.25 }, 2)
    const uniform = (low: number, high: number) => (x: number) => Math.max(0, Math.min(1, (x - low) / (high - low)))
    expect(kolmogorovSmirnov(equal as Float64Array, uniform(100 * MS, 200 * MS))).toBeGreaterThan(FALSE_ALARM)
    expect(kolmogorovSmirnov(quarter as Float64Array, uniform(150 * MS, 250 * MS))).toBeGreaterThan(FALSE_ALARM)
  })

  it('lies between the base and three times the last wait when decorrelated', () => {
    const [first] = sample({ jitter: 'decorrelated' }, 1)
    const cdf = (x: number): number => Math.max(0, Math.min(1, (x - 100 * MS) / (200 * MS)))
    expect(kolmogorovSmirnov(first as Float64Array, cdf)).toBeGreaterThan(FALSE_ALARM)
    fc.assert(
      fc.property(fc.string(), (name) => {
        const waits = series(createBackoff(plan({ jitter: 'decorrelated', max: 5000 * MS })), 20, streamOf(name))
        return waits.every((wait, k) => {
          const last = k === 0 ? 100 * MS : (waits[k - 1] as number)
          return wait >= 100 * MS && wait <= Math.min(5000 * MS, 3 * last + 2)
        })
      }),
      { seed: 2, numRuns: 100 },
    )
  })
})

describe('decorrelated jitter V2', () => {
  const BASE = 1000 * MS
  const columns = sample({ jitter: 'decorrelated-v2', base: BASE }, 6)

  it('has the medians and means of RT-DJ-1', () => {
    const medians = [897.416475, 1139.24342, 2016.799209, 4007.1726, 7998.078762, 16024.286833]
    const means = [871.115716, 1158.146405, 2077.914599, 4127.597881, 8246.44866, 16489.188722]
    columns.forEach((waits, k) => {
      // 1 % is more than eight standard errors of either over 100,000 waits.
      expect(Math.abs((waits.toSorted()[DRAWS / 2] as number) / MS / (medians[k] as number) - 1)).toBeLessThan(0.01)
      expect(Math.abs(mean(waits) / MS / (means[k] as number) - 1)).toBeLessThan(0.01)
    })
  })

  it('adds up to a point of its curve: no call waits less or more than that over three retries', () => {
    const totals = (columns[0] as Float64Array).map(
      (wait, i) => (wait + (columns[1]?.[i] as number) + (columns[2]?.[i] as number)) / MS,
    )
    expect(Math.min(...totals.subarray(0, 50_000))).toBeGreaterThanOrEqual(2837.249)
    expect(Math.max(...totals.subarray(0, 50_000))).toBeLessThanOrEqual(5703.1)
    expect(Math.abs(mean(totals) / 4107.17672 - 1)).toBeLessThan(0.01)
  })

  it('goes on from the curve, not from the cut wait', () => {
    const backoff = createBackoff(plan({ jitter: 'decorrelated-v2', base: BASE, max: 10 * MS }))
    const memories = [0, 1, 2].map((k) => {
      backoff.wait(k, 0, NOTHING)
      return backoff.memory
    })
    const curve = (t: number): number => 2 ** t * Math.tanh(Math.sqrt(4 * t))
    memories.forEach((memory, k) => expect(memory).toBeCloseTo(curve(k), 12))
  })
})
