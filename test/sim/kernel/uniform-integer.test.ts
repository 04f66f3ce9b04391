import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uniformInteger } from '../../../src/sim/kernel/uniform-integer.ts'
import { Counted, Scripted, streamOf } from './support/draws.ts'
import { chiSquareUniform } from './support/statistics.ts'

/** Every p-value of this file must exceed this. There are 5. */
const FALSE_ALARM = 1e-6
const MAX = 2 ** 53

describe('a uniform integer', () => {
  test('lies in [0, count), for every count up to 2^53', () => {
    const stream = streamOf('range')
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: MAX - 1 }), fc.constant(MAX)),
        (n) => {
          const value = uniformInteger(stream, n)
          expect([Number.isInteger(value), value >= 0, value < n]).toEqual([true, true, true])
        },
      ),
      { seed: 1, numRuns: 1000 },
    )
  })

  test.each([3, 100, 2 ** 21, 3_000_000, 2 ** 40 + 12_345])('below %d is even (chi-square)', (count) => {
    const stream = streamOf(`even ${count}`)
    const cells = count > 100 ? 64 : count
    const counts = new Uint32Array(cells)
    for (let i = 0; i < 100_000; i++) {
      const cell = Math.floor(uniformInteger(stream, count) / (count / cells))
      counts[cell] = (counts[cell] ?? 0) + 1
    }
    expect(chiSquareUniform(counts)).toBeGreaterThan(FALSE_ALARM)
  })

  test('draws again for a word that would make small numbers likelier', () => {
    // 2^32 leaves 1 over when divided by 3, so exactly one word is too many: 0.
    const words = new Scripted([0, 5])
    expect([uniformInteger(words, 3), words.used]).toEqual([0, 2])
    const last = new Scripted([2 ** 32 - 1])
    expect([uniformInteger(last, 3), last.used]).toEqual([2, 1])
    const power = new Scripted([0])
    expect([uniformInteger(power, 1024), power.used]).toEqual([0, 1])
  })

  test('needs about one word for small counts and fewer than four for the worst of the large ones', () => {
    const words = (count: number): number => {
      const counted = new Counted(streamOf('words'))
      for (let i = 0; i < 10_000; i++) uniformInteger(counted, count)
      return counted.used / 10_000
    }
    expect(words(10)).toBe(1)
    expect(words(2 ** 21)).toBe(1)
    expect(words(2 ** 40)).toBe(2)
    expect(words(2 ** 40 + 1)).toBeLessThan(4.1)
  })
})
