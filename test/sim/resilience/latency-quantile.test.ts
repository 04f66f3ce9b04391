import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLatencyQuantile } from '../../../src/sim/resilience/create-latency-quantile.ts'
import { createStaleAnswers } from '../../../src/sim/resilience/create-stale-answers.ts'

const durations = fc.oneof(
  fc.nat(63),
  fc.nat(10_000),
  fc.integer({ min: 0, max: 2 ** 40 }),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
)

describe('a quantile of latencies', () => {
  it('is the nearest rank of the latest thousand, to one part in 64, after every single one', () => {
    const sequences = fc.array(durations, { minLength: 1, maxLength: 150, size: 'max' })
    fc.assert(
      fc.property(
        fc.constantFrom(0.5, 0.9, 0.95),
        fc.nat(1200),
        durations,
        sequences,
        (q, before, common, sequence) => {
          const quantile = createLatencyQuantile(q)
          const seen: number[] = []
          const fewest = Math.max(10, Math.ceil(1 / (1 - q)))
          return [...Array.from({ length: before }, () => common), ...sequence].every((duration, i) => {
            quantile.add(duration)
            seen.push(duration)
            if (i < before && i % 100 !== 99) return true
            const latest = seen.slice(-1000).toSorted((a, b) => a - b)
            const exact = latest[Math.max(0, Math.ceil(q * latest.length) - 1)] as number
            const value = quantile.value()
            if (seen.length < fewest) return value === 0
            return Number.isInteger(value) && Math.abs(value - exact) <= exact / 64
          })
        },
      ),
      { seed: 1, numRuns: 100 },
    )
  })

  it('looks further back for a quantile that is seldom passed', () => {
    const quantile = createLatencyQuantile(0.999)
    for (let i = 1; i <= 999; i++) quantile.add(i)
    expect(quantile.value()).toBe(0)
    for (let i = 1000; i <= 10_000; i++) quantile.add(i)
    expect(Math.abs(quantile.value() - 9990)).toBeLessThanOrEqual(9990 / 64)
    for (let i = 0; i < 9990; i++) quantile.add(7)
    expect(quantile.value()).toBe(7)
  })
})

describe('stale answers', () => {
  it('are there for as long as they may be, by operation and key', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(2), fc.integer({ min: -1, max: 3 }), fc.nat(40)), {
      maxLength: 100,
      size: 'max',
    })
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 50, Number.POSITIVE_INFINITY), (sequence, age) => {
        const answers = createStaleAnswers(age)
        const kept = new Map<string, number>()
        let now = 0
        return sequence.every(([keeps, program, key, gap]) => {
          now += gap
          if (keeps) {
            answers.keep(program, key, now)
            kept.set(`${program} ${key}`, now)
          }
          const at = kept.get(`${program} ${key}`)
          return answers.has(program, key, now) === (at !== undefined && now - at <= age)
        })
      }),
      { seed: 2, numRuns: 200 },
    )
  })

  it('are at most 100,000 of one operation: the one renewed longest ago goes', () => {
    const answers = createStaleAnswers(Number.POSITIVE_INFINITY)
    for (let key = 0; key < 100_000; key++) answers.keep(0, key, key)
    answers.keep(0, 0, 100_000)
    answers.keep(0, 100_000, 100_001)
    expect([0, 1, 2, 100_000].map((key) => answers.has(0, key, 100_001))).toEqual([true, false, true, true])
  })
})
