import { describe, expect, test } from 'vitest'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { pareto } from '../../../src/sim/kernel/distributions/pareto.ts'
import { SimulationBug } from '../../../src/sim/kernel/invariant.ts'
import { sampleCount } from '../../../src/sim/kernel/sample-count.ts'
import { DURATION_MAX, sampleDuration } from '../../../src/sim/kernel/sample-duration.ts'
import { drawsOf, Scripted, streamOf } from './support/draws.ts'

const none = new Scripted([])

describe.each([
  { name: 'a duration', sample: sampleDuration, most: DURATION_MAX },
  { name: 'a count', sample: sampleCount, most: Number.MAX_SAFE_INTEGER },
])('$name', ({ sample, most }) => {
  test.each([
    [0, 0],
    [0.49999999999999994, 0],
    [0.5, 1],
    [1.5, 2],
    [2.5, 3],
    [2.4, 2],
    [1e9, 1e9],
    [4503599627370495.5, 4503599627370496],
  ])('of %d is %d: halves go up', (value, rounded) => {
    expect(sample(constant(value), none)).toBe(rounded)
  })

  test('never exceeds its maximum, however long the tail', () => {
    const stream = streamOf('tail')
    const law = pareto(1e9, 0.1)
    const values = Array.from({ length: 1000 }, () => sample(law, stream))
    expect(Math.max(...values)).toBe(most)
    expect(values.filter((value) => !Number.isSafeInteger(value) || value < 1e9)).toEqual([])
    expect(sample(constant(1e300), none)).toBe(most)
  })

  test('that is negative or no number stops the run as a bug', () => {
    const law = (value: number) => ({ ...constant(1), sample: () => value })
    expect(() => sample({ ...law(-1), quantile: () => 0 }, none)).toThrow(SimulationBug)
    expect(() => sample({ ...law(Number.NaN), quantile: () => 0 }, none)).toThrow(SimulationBug)
  })
})

test('rounding keeps the mean: a million exponentials of 10 ns', () => {
  const law = exponential(10)
  const draws = drawsOf('rounding', 1)
  let sum = 0
  for (let i = 0; i < 1_000_000; i++) sum += sampleDuration(law, draws)
  // The mean of a rounded exponential is (1/2) / sinh(1 / 20); 5 standard errors, a false alarm in 1.7 million.
  expect(Math.abs(sum / 1_000_000 - 0.5 / Math.sinh(0.05))).toBeLessThan(5 * 0.01)
})
