import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Draws, pathHash, stepKey } from '../../../src/sim/kernel/draws.ts'
import { streamKey } from '../../../src/sim/kernel/stream-key.ts'
import { drawsOf } from './support/draws.ts'
import { chiSquareTail, chiSquareUniform, correlationScore, twoSided } from './support/statistics.ts'

/** Every p-value of this file must exceed this. There are 21, so faultless draws fail here once in 47,000 versions. */
const FALSE_ALARM = 1e-6

const word32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const requestNumber = fc.oneof(fc.nat(1000), fc.maxSafeNat())

describe('the draws of a request', () => {
  test('are a pure function of key, request number and path, whatever was drawn before', () => {
    const used = drawsOf('elsewhere', 5)
    fc.assert(
      fc.property(word32, word32, requestNumber, word32, fc.nat(20), (high, low, request, path, before) => {
        for (let i = 0; i < before; i++) used.next()
        used.seek(high, low, request, path)
        const fresh = new Draws()
        fresh.seek(high, low, request, path)
        expect(first(used, 8)).toEqual(first(fresh, 8))
      }),
      { seed: 1 },
    )
  })

  test('take keys and paths as signed or unsigned words alike', () => {
    fc.assert(
      fc.property(word32, word32, requestNumber, word32, (high, low, request, path) => {
        const [signed, unsigned] = [new Draws(), new Draws()]
        signed.seek(high, low, request, path)
        unsigned.seek(high >>> 0, low >>> 0, request, path >>> 0)
        expect(first(unsigned, 4)).toEqual(first(signed, 4))
      }),
      { seed: 1 },
    )
  })

  test('are integers from 0 to 2^32 - 1', () => {
    const words = first(drawsOf('range', 1), 10_000)
    expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true)
    expect(Math.max(...words)).toBeGreaterThan(2 ** 32 * 0.999)
  })

  test('tell request numbers apart to the last of their 53 bits', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 52 }), (request, bit) => {
        const other = Math.floor(request / 2 ** bit) % 2 === 1 ? request - 2 ** bit : request + 2 ** bit
        expect(first(drawsOf('s', other), 4)).not.toEqual(first(drawsOf('s', request), 4))
      }),
      { seed: 1 },
    )
  })

  test('use the first 64 bits of the stream key of the step', () => {
    const { high, low } = stepKey('42', 'shop.checkout[1]')
    const key = streamKey('42', 'step/shop.checkout[1]')
    expect((high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')).toBe(
      key.slice(0, 16),
    )
    expect([high, low]).toEqual([high | 0, low | 0])
  })
})

describe('independence of draws', () => {
  test.each<[string, (i: number) => Draws]>([
    ['over successive requests', (i) => drawsOf('a', i)],
    ['over every 2^32nd request', (i) => drawsOf('a', i * 2 ** 32)],
    ['over successive paths', (i) => drawsOf('a', 7, i)],
    ['over every 2^16th path', (i) => drawsOf('a', 7, (i << 16) | 0)],
    ['over the diagonal of requests and paths', (i) => drawsOf('a', i, i)],
  ])('words are even, singly and in pairs, %s', (_, drawsAt) => {
    const words = Float64Array.from({ length: 65_536 }, (_, i) => drawsAt(i).next())
    const [low, pairs] = [new Uint32Array(256), new Uint32Array(4096)]
    words.forEach((word, i) => {
      bump(low, word & 255)
      if (i % 2 === 1) bump(pairs, (word >>> 26) * 64 + ((words[i - 1] ?? 0) >>> 26))
    })
    expect(chiSquareUniform(low)).toBeGreaterThan(FALSE_ALARM)
    expect(chiSquareUniform(pairs)).toBeGreaterThan(FALSE_ALARM)
    expect(twoSided(correlationScore(words, words.subarray(1)))).toBeGreaterThan(FALSE_ALARM)
  })

  test('a request has nothing in common with the next, step with step, seed with seed', () => {
    const column = (draws: (i: number) => Draws): Float64Array =>
      Float64Array.from({ length: 10_000 }, (_, i) => draws(i).next())
    const here = column((i) => drawsOf('shop.checkout[1]', i))
    const neighbours = [
      column((i) => drawsOf('shop.checkout[2]', i)),
      column((i) => drawsOf('shop.checkout[1]', i, 0, '43')),
      column((i) => drawsOf('shop.checkout[1]', i, 1)),
    ]
    for (const neighbour of neighbours) {
      expect(twoSided(correlationScore(here, neighbour))).toBeGreaterThan(FALSE_ALARM)
    }
  })

  test('every bit that goes in turns over every bit that comes out half of the time', () => {
    expect(chiSquareTail(...avalanche(2000))).toBeGreaterThan(FALSE_ALARM)
  })

  test('first words of 300,000 requests repeat as often as chance has it, but never together with the second', () => {
    const [single, double] = [new Set<number>(), new Set<number>()]
    for (let i = 0; i < 300_000; i++) {
      const draws = drawsOf('birthday', i)
      const word = draws.next()
      single.add(word)
      // 52 bits of both; by chance a repeat would be seen once in 100,000 versions.
      double.add(word * 2 ** 20 + (draws.next() >>> 12))
    }
    // Poisson with this mean, nearly normal.
    const expected = 300_000 ** 2 / 2 ** 33
    expect(twoSided((300_000 - single.size - expected) / Math.sqrt(expected))).toBeGreaterThan(FALSE_ALARM)
    expect(double.size).toBe(300_000)
  })
})

describe('a path hash', () => {
  test('is a 32-bit integer that depends on parent, step and repetition', () => {
    fc.assert(
      fc.property(word32, word32, fc.nat(1000), (parent, step, repetition) => {
        const hash = pathHash(parent, step, repetition)
        expect(hash).toBe(hash | 0)
        expect(pathHash(parent >>> 0, step >>> 0, repetition)).toBe(hash)
        const others = [
          pathHash(parent ^ 1, step, repetition),
          pathHash(parent, step ^ 1, repetition),
          pathHash(parent, step, repetition + 1),
        ]
        expect(others).not.toContain(hash)
      }),
      { seed: 1 },
    )
  })

  test('tells a call inside a call from the call beside it', () => {
    expect(pathHash(pathHash(0, 1, 0), 2, 0)).not.toBe(pathHash(pathHash(0, 2, 0), 1, 0))
    expect(pathHash(0, 1, 1)).not.toBe(pathHash(pathHash(0, 1, 0), 1, 0))
  })

  test('is even over repetitions', () => {
    const counts = new Uint32Array(256)
    for (let i = 0; i < 50_000; i++) bump(counts, pathHash(0, 77, i) & 255)
    expect(chiSquareUniform(counts)).toBeGreaterThan(FALSE_ALARM)
  })
})

function first(draws: Draws, n: number): number[] {
  return Array.from({ length: n }, () => draws.next())
}

function bump(counts: Uint32Array, cell: number): void {
  counts[cell] = (counts[cell] ?? 0) + 1
}

/** Squared z-scores over all pairs of an input bit and a bit of the first two words, and how many there are. */
function avalanche(trials: number): [statistic: number, degrees: number] {
  const inputs = drawsOf('inputs', 0)
  const draws = new Draws()
  const outputs = (at: readonly [number, number, number, number]): [number, number] => {
    draws.seek(...at)
    return [draws.next(), draws.next()]
  }
  let statistic = 0
  for (let bit = 0; bit < 144; bit++) {
    const flips = new Uint32Array(64)
    for (let k = 0; k < trials; k++) {
      const request = (inputs.next() >>> 16) * (k % 2 === 0 ? 1 : 2 ** 32) + (k % 4 < 2 ? inputs.next() : k)
      const at: [number, number, number, number] = [inputs.next() | 0, inputs.next() | 0, request, inputs.next() | 0]
      const before = outputs(at)
      const after = outputs(flipped(at, bit))
      for (let j = 0; j < 64; j++) {
        const word = j < 32 ? before[0] ^ after[0] : before[1] ^ after[1]
        flips[j] = (flips[j] ?? 0) + ((word >>> (j & 31)) & 1)
      }
    }
    for (const count of flips) statistic += (count - trials / 2) ** 2 / (trials / 4)
  }
  return [statistic, 144 * 64]
}

/** Bits 0–31: key high, 32–63: key low, 64–95: path, 96–143: request number. */
function flipped(
  [high, low, request, path]: readonly [number, number, number, number],
  bit: number,
): [number, number, number, number] {
  if (bit < 32) return [high ^ (1 << bit), low, request, path]
  if (bit < 64) return [high, low ^ (1 << (bit - 32)), request, path]
  if (bit < 96) return [high, low, request, path ^ (1 << (bit - 64))]
  const value = 2 ** (bit - 96)
  const set = Math.floor(request / value) % 2 === 1
  return [high, low, set ? request - value : request + value, path]
}
