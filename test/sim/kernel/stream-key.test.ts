import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { streamKey } from '../../../src/sim/kernel/stream-key.ts'

describe('a stream key', () => {
  test('is the SHA-256 of version, seed and path', () => {
    const digest = createHash('sha256').update('orrery-rng-1|42|link/web -> größe/noise', 'utf8').digest('hex')
    expect(streamKey('42', 'link/web -> größe/noise')).toBe(digest)
  })

  test('differs whenever seed or path differ, wherever the separator stands', () => {
    expect(streamKey('a|b', 'c')).not.toBe(streamKey('a', 'b|c'))
    expect(streamKey('a\\|b', 'c')).not.toBe(streamKey('a\\', 'b|c'))
    const part = fc.string({ unit: fc.constantFrom('a', '|', '\\'), maxLength: 5 })
    fc.assert(
      fc.property(part, part, part, part, (seedA, pathA, seedB, pathB) => {
        const same = seedA === seedB && pathA === pathB
        expect(streamKey(seedA, pathA) === streamKey(seedB, pathB)).toBe(same)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})
