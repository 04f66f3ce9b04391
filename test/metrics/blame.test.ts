import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Blame } from '../../src/metrics/blame.ts'
import { type BlameData, blameMeans, blameTotals, mergeBlame, slowestBlame } from '../../src/metrics/blame-data.ts'
import { Histogram } from '../../src/metrics/histogram.ts'
import { type HistogramData, meanOf } from '../../src/metrics/histogram-data.ts'
import { bucketOf, COARSE_SHIFT } from '../../src/metrics/latency-scale.ts'
import { exponential, randomOf } from './tools/random.ts'

const SEED = 20260802

/** Answers as their parts, whole nanoseconds; their sum is the latency. */
type Answer = readonly number[]

function blamed(answers: readonly Answer[], parts: number): { blame: BlameData; latency: HistogramData } {
  const blame = new Blame(parts)
  const histogram = new Histogram()
  for (const answer of answers) {
    const latency = answer.reduce((sum, part) => sum + part, 0)
    histogram.record(latency)
    // The row lies somewhere in a longer array, as the world passes it.
    blame.add(bucketOf(latency) >> COARSE_SHIFT, Float64Array.of(7, 7, 7, ...answer, 7), 3)
  }
  return { blame: blame.data(), latency: histogram.data() }
}

const answersOf = (parts: number): fc.Arbitrary<Answer[]> =>
  fc.array(fc.array(fc.nat(1e9), { minLength: parts, maxLength: parts }), { maxLength: 80 })

describe('blame', () => {
  it.each([3, 10])('keeps the exact sum of every one of %i parts', (parts) => {
    fc.assert(
      fc.property(answersOf(parts), (answers) => {
        const totals = Array.from({ length: parts }, (_, p) =>
          answers.reduce((sum, one) => sum + (one[p] as number), 0),
        )
        expect(blameTotals(blamed(answers, parts).blame)).toEqual(totals)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('has means that add up to the mean latency', () => {
    fc.assert(
      fc.property(answersOf(8), (answers) => {
        const { blame, latency } = blamed(answers, 8)
        const mean = meanOf(latency)
        const parts = blameMeans(blame, latency)
        if (mean === null || parts === null) expect([mean, parts]).toEqual([null, null])
        else {
          const total = parts.reduce((sum, part) => sum + part, 0)
          expect(Math.abs(total - mean)).toBeLessThanOrEqual(1e-12 * mean)
        }
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('merges exactly, in any order', () => {
    fc.assert(
      fc.property(answersOf(3), answersOf(3), answersOf(3), (x, y, z) => {
        const [a, b, c] = [x, y, z].map((some) => blamed(some, 3).blame) as [BlameData, BlameData, BlameData]
        const whole = blamed([...x, ...y, ...z], 3).blame
        expect(mergeBlame(mergeBlame(a, b), c)).toEqual(whole)
        expect(mergeBlame(c, mergeBlame(b, a))).toEqual(whole)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('splits the slowest 1 % as their exact mean, within a coarse bucket', () => {
    const random = randomOf(5)
    const answers = Array.from({ length: 20_000 }, (): Answer => {
      // The slow ones are slow because they queue.
      const queue = random() < 0.05 ? exponential(random, 80e6) : 0
      return [queue, exponential(random, 5e6)].map(Math.round)
    })
    const { blame, latency } = blamed(answers, 2)
    const slowest = answers.toSorted((a, b) => total(b) - total(a)).slice(0, 200)
    const exact = [0, 1].map((p) => slowest.reduce((sum, one) => sum + (one[p] as number), 0) / 200)
    const split = slowestBlame(blame, latency, 0.01) as number[]
    expect(Math.abs(total(split) - total(exact)) / total(exact)).toBeLessThan(0.01)
    expect(Math.abs((split[0] as number) - (exact[0] as number)) / total(exact)).toBeLessThan(0.01)
    expect(Math.abs((split[1] as number) - (exact[1] as number)) / total(exact)).toBeLessThan(0.01)
    // Those who are slow wait; the average answer does not.
    const means = blameMeans(blame, latency) as number[]
    expect((split[0] as number) / total(split)).toBeGreaterThan(2 * ((means[0] as number) / total(means)))
  })

  it('is the blame of all answers when all of them are the slowest', () => {
    fc.assert(
      fc.property(answersOf(3), (answers) => {
        fc.pre(answers.some((answer) => total(answer) > 0))
        const { blame, latency } = blamed(answers, 3)
        const [all, means] = [slowestBlame(blame, latency, 1), blameMeans(blame, latency)] as [number[], number[]]
        for (const [p, part] of all.entries()) expect(part).toBeCloseTo(means[p] as number, 3)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})

function total(answer: Answer): number {
  return answer.reduce((sum, part) => sum + part, 0)
}
