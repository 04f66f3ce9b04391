import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalSeed, parseSeed } from '../../../src/sim/kernel/seed.ts'

describe('a seed', () => {
  test.each<[string | number, string]>([
    [42, '42'],
    ['42', '42'],
    ['0042', '42'],
    ['0x2a', '42'],
    ['0X2A', '42'],
    ['0x000000000000002a', '42'],
    [' 42\n', '42'],
    [0, '0'],
    [-0, '0'],
    ['00', '0'],
    [9007199254740991, '9007199254740991'],
    ['0x1fffffffffffff', '9007199254740991'],
    ['blue whale', 'blue whale'],
    [' Blue whale\t', 'Blue whale'],
    ['2026-11-20', '2026-11-20'],
    ['7th', '7th'],
    ['0xyz', '0xyz'],
    ['a|b', 'a|b'],
    ['größe', 'größe'],
    ['🎲', '🎲'],
    ['nancy', 'nancy'],
    ['x'.repeat(200), 'x'.repeat(200)],
  ])('%j has the canonical form %j', (input, canonical) => {
    expect(canonicalSeed(input)).toBe(canonical)
  })

  test.each<[unknown, string]>([
    ['', 'got an empty text'],
    [' \t', 'got an empty text'],
    [-1, 'got the number -1'],
    [1.5, 'got the number 1.5'],
    [9007199254740992, 'got the number 9007199254740992'],
    [Number.NaN, 'got the number NaN'],
    [Infinity, 'got the number Infinity'],
    ['9007199254740992', 'got 9007199254740992, which is too large'],
    ['0x20000000000000', 'got 0x20000000000000, which is too large'],
    ['-1', 'got -1; write the whole number it stands for'],
    ['+7', 'got +7; write the whole number it stands for'],
    ['1e3', 'got 1e3; write the whole number it stands for'],
    ['.5', 'got .5; write the whole number it stands for'],
    ['1.0', 'got 1.0; write the whole number it stands for'],
    ['0o17', 'got 0o17; write the whole number it stands for'],
    ['0b101', 'got 0b101; write the whole number it stands for'],
    ['-0x1', 'got -0x1; write the whole number it stands for'],
    ['NaN', 'got the text "NaN", which looks like a missing value'],
    ['.inf', 'got the text ".inf", which looks like a missing value'],
    ['undefined', 'got the text "undefined", which looks like a missing value'],
    ['null', 'got the text "null", which looks like a missing value'],
    ['a\u0000b', 'got a text with characters that cannot be printed'],
    ['a\nb', 'got a text with characters that cannot be printed'],
    ['\ud800', 'got a text with characters that cannot be printed'],
    ['x'.repeat(201), 'got a text of 201 characters'],
    [undefined, 'expected a number or a text, got undefined'],
    [null, 'expected a number or a text, got null'],
    [true, 'expected a number or a text, got boolean'],
    [[42], 'expected a number or a text, got object'],
  ])('%j is refused, and the sentence says why', (input, reason) => {
    const result = parseSeed(input)
    expect(result.ok ? `accepted as ${result.seed}` : result.message).toBe(
      'a seed is a whole number from 0 to 9007199254740991 (decimal, or hexadecimal as 0x2a) ' +
        `or a text of 1 to 200 characters; ${reason}`,
    )
  })

  test('canonicalSeed throws a RangeError with the same sentence', () => {
    const result = parseSeed('1e3')
    expect(() => canonicalSeed('1e3')).toThrow(new RangeError(result.ok ? '' : result.message))
  })

  test('a number, its decimal text and its hexadecimal text are one seed', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        expect(canonicalSeed(String(n))).toBe(canonicalSeed(n))
        expect(canonicalSeed(`0x${n.toString(16)}`)).toBe(canonicalSeed(n))
      }),
      { seed: 1 },
    )
  })

  test('a canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 })), (text) => {
        const once = parseSeed(text)
        if (once.ok) expect(parseSeed(once.seed)).toEqual(once)
        else expect(once.message).toContain('a seed is a whole number')
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})
