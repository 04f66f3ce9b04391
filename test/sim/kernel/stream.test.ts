import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Stream } from '../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../src/sim/kernel/stream-key.ts'
import { streamOf } from './support/draws.ts'
import { chiSquareUniform, correlationScore, twoSided } from './support/statistics.ts'

/** Every p-value of this file must exceed this. There are 9, so a faultless stream fails once in 111,000 versions. */
const FALSE_ALARM = 1e-6

describe('a stream', () => {
  test('gives integers from 0 to 2^32 - 1', () => {
    const stream = streamOf('range')
    const words = Array.from({ length: 10_000 }, () => stream.next())
    expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true)
    expect(Math.max(...words)).toBeGreaterThan(2 ** 32 * 0.999)
    expect(Math.min(...words)).toBeLessThan(2 ** 32 * 0.001)
  })

  test('that is saved goes on, after a restore, as if nothing had happened, also through JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(200), fc.integer({ min: 1, max: 50 }), (path, before, after) => {
        const stream = streamOf(path)
        for (let i = 0; i < before; i++) stream.next()
        const state = stream.save()
        const expected = Array.from({ length: after }, () => stream.next())
        const restored = Stream.restore(JSON.parse(JSON.stringify(state)) as typeof state)
        expect(Array.from({ length: after }, () => restored.next())).toEqual(expected)
      }),
      { seed: 1 },
    )
  })

  test('is not changed by being saved, and a saved state not by drawing on', () => {
    const [plain, saved] = [streamOf('a'), streamOf('a')]
    const state = saved.save()
    const copy = { ...state }
    expect(Array.from({ length: 20 }, () => saved.next())).toEqual(Array.from({ length: 20 }, () => plain.next()))
    expect(state).toEqual(copy)
  })

  test('has even bytes at both ends of its words', () => {
    const stream = streamOf('bytes')
    const [high, low] = [new Uint32Array(256), new Uint32Array(256)]
    for (let i = 0; i < 200_000; i++) {
      const word = stream.next()
      bump(high, word >>> 24)
      bump(low, word & 255)
    }
    expect(chiSquareUniform(high)).toBeGreaterThan(FALSE_ALARM)
    expect(chiSquareUniform(low)).toBeGreaterThan(FALSE_ALARM)
  })

  test('does not remember: successive words are independent', () => {
    const stream = streamOf('serial')
    const words = Float64Array.from({ length: 200_000 }, () => stream.next())
    const pairs = new Uint32Array(64 * 64)
    for (let i = 0; i + 1 < words.length; i += 2) bump(pairs, pairOf(words[i], words[i + 1]))
    expect(chiSquareUniform(pairs)).toBeGreaterThan(FALSE_ALARM)
    for (const lag of [1, 2, 3]) {
      expect(twoSided(correlationScore(words, words.subarray(lag)))).toBeGreaterThan(FALSE_ALARM)
    }
  })

  test('has nothing in common with the streams of neighbouring paths', () => {
    const streams = Array.from({ length: 40 }, (_, i) => {
      const stream = streamOf(`workload/clients/${i}`)
      return Float64Array.from({ length: 2000 }, () => stream.next())
    })
    const worst = Math.max(...pairsOf(streams).map(([a, b]) => Math.abs(correlationScore(a, b))))
    // The largest of 780 scores: Bonferroni.
    expect(twoSided(worst) * 780).toBeGreaterThan(FALSE_ALARM)
  })

  test('has nothing in common with its namesakes under neighbouring seeds', () => {
    const firsts = (offset: number): Float64Array =>
      Float64Array.from({ length: 10_000 }, (_, i) => streamOf('arrivals', String(i + offset)).next())
    expect(twoSided(correlationScore(firsts(0), firsts(1)))).toBeGreaterThan(FALSE_ALARM)
  })

  test('begins anywhere: first words over many keys are even', () => {
    const counts = new Uint32Array(256)
    for (let i = 0; i < 20_000; i++) bump(counts, new Stream(streamKey('42', `key/${i}`)).next() >>> 24)
    expect(chiSquareUniform(counts)).toBeGreaterThan(FALSE_ALARM)
  })
})

function bump(counts: Uint32Array, cell: number): void {
  counts[cell] = (counts[cell] ?? 0) + 1
}

function pairOf(a = 0, b = 0): number {
  return Math.floor(a / 2 ** 26) * 64 + Math.floor(b / 2 ** 26)
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]))
}
