import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitsGlob } from '../../src/scenarios/glob.ts'
import { editsBetween, suggest } from '../../src/scenarios/suggest.ts'

describe('a suggestion', () => {
  it.each([
    ['instancs', ['instances', 'image'], 'instances'],
    ['isntances', ['instances'], 'instances'],
    ['Instances', ['instances'], 'instances'],
    ['round_robin', ['round-robin'], 'round-robin'],
    ['cal', ['call', 'cpu'], 'call'],
    ['cp', ['cpu'], 'cpu'],
    ['x', ['y', 'z'], undefined],
    ['abc', ['xyz'], undefined],
    ['call', ['call'], undefined],
    ['aaaa', ['aaab', 'aaac'], 'aaab'],
    ['x'.repeat(1000), ['x'.repeat(999)], undefined],
  ])('for %s among %j is %s', (written, names, expected) => expect(suggest(written, names)).toBe(expected))
})

describe('the number of edits', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  it('is symmetric, 0 for equal words only, and no more than the longer word', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = editsBetween(a, b)
        expect(edits).toBe(editsBetween(b, a))
        expect(edits === 0).toBe(a === b)
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length))
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      }),
      { seed: 14, numRuns: 500 },
    )
  })
  it('counts two swapped neighbours once', () => expect(editsBetween('abcd', 'acbd')).toBe(1))
})

describe('a pattern with stars', () => {
  it('fits what the regular expression of the same meaning fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (written, name) => {
        const expression = new RegExp(`^${written.replaceAll('*', '.*')}$`)
        expect(fitsGlob(written, name)).toBe(expression.test(name))
      }),
      { seed: 15, numRuns: 1000 },
    )
  })
})
