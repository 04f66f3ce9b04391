import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyLaw } from '../../../../src/sim/kernel/keys/key-law.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { zipf } from '../../../../src/sim/kernel/keys/zipf.ts'
import { Counted, streamOf } from '../support/draws.ts'
import { chiSquare } from '../support/statistics.ts'

/** Every p-value of this file must exceed this. There are 43, so faultless laws fail here once in 23,000 versions. */
const FALSE_ALARM = 1e-6

const exponents = [0, 0.5, 0.9, 1 - 1e-9, 1, 1 + 1e-9, 1.2, 2, 5, 30]

function countsOf(law: KeyLaw, draws: number, cellOf: (key: number) => number, cells: number): Float64Array {
  const stream = streamOf(`${law.text} of ${law.count}`)
  const counts = new Float64Array(cells)
  for (let i = 0; i < draws; i++) {
    const cell = cellOf(law.sample(stream))
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return counts
}

describe("Zipf's law", () => {
  const cases = exponents.flatMap((s) => [1, 2, 10, 1000].map((n) => ({ s, n })))

  test.each(cases)('with exponent $s over $n keys gives each key its share (chi-square)', ({ s, n }) => {
    const draws = 50_000
    const weights = Array.from({ length: n }, (_, i) => (i + 1) ** -s)
    const total = weights.reduce((a, b) => a + b, 0)
    const counts = countsOf(zipf(s, n), draws, (key) => key, n)
    expect(counts.reduce((a, b) => a + b, 0)).toBe(draws)
    expect(counts.length).toBe(n)
    if (n > 1)
      expect(
        chiSquare(
          counts,
          weights.map((weight) => (weight / total) * draws),
        ),
      ).toBeGreaterThan(FALSE_ALARM)
  })

  test.each([0.5, 0.9, 1, 1.2])('with exponent %d over a million keys has its shape (chi-square by doublings)', (s) => {
    const n = 1_000_000
    const draws = 200_000
    const expected = new Float64Array(20)
    let total = 0
    for (let rank = 1; rank <= n; rank++) {
      const cell = 31 - Math.clz32(rank)
      expected[cell] = (expected[cell] ?? 0) + rank ** -s
      total += rank ** -s
    }
    const counts = countsOf(zipf(s, n), draws, (key) => 31 - Math.clz32(key + 1), 20)
    expect(
      chiSquare(
        counts,
        expected.map((share) => (share / total) * draws),
      ),
    ).toBeGreaterThan(FALSE_ALARM)
  })

  test('costs the same number of words whether there are ten keys or a trillion', () => {
    const words = (s: number, n: number): number => {
      const counted = new Counted(streamOf('words'))
      const law = zipf(s, n)
      for (let i = 0; i < 5000; i++) law.sample(counted)
      return counted.used / 5000
    }
    // Two words a proposal; never more than a quarter of the proposals is refused.
    for (const s of exponents) for (const n of [10, 1e3, 1e6, 1e12]) expect(words(s, n)).toBeLessThan(2.5)
  })

  test('says probabilities that fall, and add up to one', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.constant(1)),
        fc.integer({ min: 1, max: 300 }),
        (s, n) => {
          const law = zipf(s, n)
          const shares = Array.from({ length: n }, (_, key) => law.probability(key))
          expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
          expect(shares.filter((share, key) => key > 0 && share > (shares[key - 1] ?? 0))).toEqual([])
          expect(shares[0]).toBeCloseTo(1 / shares.reduce((sum, _, key) => sum + (key + 1) ** -s, 0), 12)
        },
      ),
      { seed: 1 },
    )
  })

  test('gives keys that exist, whatever exponent and count', () => {
    const stream = streamOf('any')
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 1, max: 2 ** 40 }), (s, n) => {
        const key = zipf(s, n).sample(stream)
        expect([Number.isInteger(key), key >= 0, key < n]).toEqual([true, true, true])
      }),
      { seed: 1, numRuns: 1000 },
    )
  })

  test('refuses keys and counts that do not exist', () => {
    expect(() => zipf(-1, 5)).toThrow(new RangeError('exponent must be in [0, Infinity), got -1'))
    expect(() => zipf(1, 0)).toThrow(new RangeError('count must be in the integers of [1, 1099511627776], got 0'))
    expect(() => zipf(1, 5).probability(5)).toThrow(new RangeError('key must be in the integers of [0, 4], got 5'))
  })

  test('is called by the name the user gave it', () => {
    expect([zipf(0.9, 10).text, zipf(0.9, 10, 'zipf(0.9) of 10').text]).toEqual(['zipf(0.9)', 'zipf(0.9) of 10'])
  })
})

describe('uniform keys', () => {
  test('are all as likely (chi-square)', () => {
    const law = uniformKeys(50)
    const counts = countsOf(law, 100_000, (key) => key, 50)
    expect(chiSquare(counts, new Float64Array(50).fill(2000))).toBeGreaterThan(FALSE_ALARM)
    expect([law.text, law.count, law.probability(49)]).toEqual(['uniform', 50, 0.02])
  })

  test('refuse keys and counts that do not exist', () => {
    expect(() => uniformKeys(0.5)).toThrow(
      new RangeError('count must be in the integers of [1, 9007199254740992], got 0.5'),
    )
    expect(() => uniformKeys(2).probability(2)).toThrow(new RangeError('key must be in the integers of [0, 1], got 2'))
  })
})
