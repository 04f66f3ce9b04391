import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  busyPeriodOf,
  EMPTY_LEVEL,
  type LevelData,
  levelArea,
  levelMean,
  levelTime,
  levelVariance,
  mergeLevels,
  shareAtLeast,
  shareFull,
} from '../../src/metrics/level-data.ts'
import { EXACT_LEVELS, levelBucketLow, levelBucketOf } from '../../src/metrics/level-scale.ts'
import { Levels } from '../../src/metrics/levels.ts'

const SEED = 20260803

/** Steps of a level: how long after the step before, and to which value. */
interface Step {
  readonly after: number
  readonly value: number
}

const small = fc.integer({ min: 0, max: 3 })
const any = fc.oneof(small, fc.integer({ min: 0, max: 63 }), fc.integer({ min: 60, max: 70 }), fc.nat(2 ** 31 - 1))
const stepsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ after: fc.nat(1000), value }), { maxLength: 60 })

function observe(steps: readonly Step[], until: number, from = 0, capacity = 10): LevelData {
  // Two levels, so that a mistake in the rows of one shows in the other.
  const levels = new Levels([
    { name: 'other', labels: {}, capacity: 1 },
    { name: 'queue', labels: {}, capacity },
  ])
  let now = 0
  let started = from === 0
  for (const { after, value } of steps) {
    now += after
    if (!started && now >= from) {
      levels.settle(from)
      levels.restart()
      started = true
    }
    if (now >= until) break
    levels.set(1, now, value)
    levels.set(0, now, value % 2)
  }
  if (!started) {
    levels.settle(from)
    levels.restart()
  }
  levels.settle(until)
  return levels.data(1)
}

/** The level at every nanosecond boundary is the last value set; spans of constant level in [from, until). */
function spans(steps: readonly Step[], until: number, from = 0): { value: number; time: number }[] {
  const result: { value: number; time: number }[] = []
  let now = 0
  let value = 0
  for (const step of [...steps, { after: Number.POSITIVE_INFINITY, value: 0 }]) {
    const next = now + step.after
    const time = Math.min(next, until) - Math.max(now, from)
    if (time > 0) result.push({ value, time })
    now = next
    value = step.value
  }
  return result
}

function integral(of: readonly { value: number; time: number }[], f: (value: number) => number): number {
  return of.reduce((sum, { value, time }) => sum + f(value) * time, 0)
}

describe('the scale of levels', () => {
  it('puts every level of 64 and more into the bucket whose lowest level is the greatest not above it', () => {
    fc.assert(
      fc.property(fc.integer({ min: EXACT_LEVELS, max: 2 ** 31 - 1 }), (level) => {
        const bucket = levelBucketOf(level)
        expect(levelBucketLow(bucket)).toBeLessThanOrEqual(level)
        expect(levelBucketLow(bucket + 1)).toBeGreaterThan(level)
        expect(levelBucketLow(bucket + 1) / levelBucketLow(bucket)).toBeLessThanOrEqual(1 + 1 / 32)
      }),
      { seed: SEED, numRuns: 1000 },
    )
  })
})

describe('a level', () => {
  it('has the mean, variance and shares of time of its exact path', () => {
    fc.assert(
      fc.property(stepsOf(fc.integer({ min: 0, max: 100 })), fc.nat(20_000), fc.nat(70), (steps, until, k) => {
        fc.pre(until > 0)
        const data = observe(steps, until)
        const exact = spans(steps, until)
        const mean = integral(exact, (value) => value) / until
        const variance = integral(exact, (value) => (value - mean) ** 2) / until
        expect(levelTime(data)).toBe(until)
        expect(levelArea(data)).toBe(integral(exact, (value) => value))
        expect(levelMean(data)).toBeCloseTo(mean, 9)
        expect(levelVariance(data)).toBeCloseTo(variance, 6)
        expect(data.max).toBe(Math.max(0, ...exact.map(({ value }) => value)))
        if (k <= EXACT_LEVELS) {
          expect(shareAtLeast(data, k)).toBeCloseTo(integral(exact, (value) => (value >= k ? 1 : 0)) / until, 12)
        }
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('is measured from the end of the warm-up only, with the value it then has', () => {
    fc.assert(
      fc.property(stepsOf(any), fc.nat(5000), fc.integer({ min: 1, max: 5000 }), (steps, from, length) => {
        const data = observe(steps, from + length, from)
        const exact = spans(steps, from + length, from)
        expect(levelTime(data)).toBe(length)
        expect(levelArea(data)).toBe(integral(exact, (value) => value))
        expect(data.max).toBe(Math.max(...exact.map(({ value }) => value)))
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it.each([1, 10, 63, 64, 65, 100])('tells the share of time at a capacity of %i exactly', (capacity) => {
    fc.assert(
      fc.property(stepsOf(fc.integer({ min: 0, max: 130 })), (steps) => {
        const exact = integral(spans(steps, 30_000), (value) => (value >= capacity ? 1 : 0)) / 30_000
        expect(shareFull(observe(steps, 30_000, 0, capacity), capacity)).toBeCloseTo(exact, 12)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  it('is never full without a capacity', () => {
    const unbounded = Number.POSITIVE_INFINITY
    expect(shareFull(observe([{ after: 1, value: 1000 }], 100, 0, unbounded), unbounded)).toBe(0)
  })

  it('counts the busy periods that begin and end in the measured time, with their exact lengths', () => {
    fc.assert(
      fc.property(stepsOf(small), fc.nat(3000), (steps, from) => {
        const until = 30_000
        const lengths: number[] = []
        let now = 0
        let value = 0
        let since = 0
        for (const step of steps) {
          now += step.after
          if (value === 0 && step.value > 0) since = now
          // A period of no length is none: the level was back before any time passed.
          if (value > 0 && step.value === 0 && since >= from && now > since && now < until) lengths.push(now - since)
          value = step.value
        }
        const data = observe(steps, until, from)
        expect(data.busyPeriods).toBe(lengths.length)
        expect(data.busySum).toBe(lengths.reduce((sum, length) => sum + length, 0))
        const mean = data.busySum / lengths.length
        const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length
        const busy = busyPeriodOf(data)
        if (lengths.length === 0) expect(busy).toBeNull()
        else expect(busy?.variance).toBeCloseTo(variance, 3)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('merges exactly, in any order', () => {
    const observed = stepsOf(any).map((steps) => observe(steps, 10_000))
    fc.assert(
      fc.property(observed, observed, (a, b) => {
        const merged = mergeLevels(a, b)
        expect(merged).toEqual(mergeLevels(b, a))
        expect(levelTime(merged)).toBe(20_000)
        expect(levelArea(merged)).toBe(levelArea(a) + levelArea(b))
        expect(mergeLevels(a, EMPTY_LEVEL)).toEqual(a)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('loses the time of a value that is no level, so that the check of covered time sees it', () => {
    expect(levelTime(observe([{ after: 10, value: -1 }], 100))).not.toBe(100)
  })
})
