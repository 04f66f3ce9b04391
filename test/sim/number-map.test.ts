import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NumberMap } from '../../src/sim/number-map.ts'

/** Few keys, so that they come again, of both halves, and far apart. */
const keys = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 12 })).map(([a, b]) => a * 2 ** 32 + b * 65_536),
)

const commands = fc.array(fc.tuple(fc.constantFrom('set', 'delete'), keys, fc.nat(9)), { maxLength: 400, size: 'max' })

describe('NumberMap', () => {
  test('has what a Map has, whatever comes and goes', () => {
    let kept = 0
    fc.assert(
      fc.property(commands, (steps) => {
        const map = new NumberMap<number>()
        const model = new Map<number, number>()
        for (const [what, key, value] of steps) {
          if (what === 'set') {
            map.set(key, value)
            model.set(key, value)
          } else expect(map.delete(key)).toBe(model.delete(key))
          expect(map.size).toBe(model.size)
        }
        for (const [key, value] of model) expect(map.get(key)).toBe(value)
        for (const [, key] of steps) if (!model.has(key)) expect(map.get(key)).toBeUndefined()
        kept += model.size
      }),
      { seed: 1, numRuns: 100 },
    )
    expect(kept).toBeGreaterThan(1000)
  })

  test('keys up to 2^53 - 1 are told apart', () => {
    const map = new NumberMap<string>()
    map.set(Number.MAX_SAFE_INTEGER, 'last')
    map.set(Number.MAX_SAFE_INTEGER - 1, 'before')
    map.set(0, 'first')
    expect(map.get(Number.MAX_SAFE_INTEGER)).toBe('last')
    expect(map.get(Number.MAX_SAFE_INTEGER - 1)).toBe('before')
    expect(map.get(0)).toBe('first')
    expect(map.get(2 ** 32)).toBeUndefined()
  })
})
