import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RECORD_INVARIANTS } from '../../src/scenarios/expectation.ts'
import { Mistake } from '../../src/scenarios/literals/mistake.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { parseExpectation } from '../../src/scenarios/parse-expectation.ts'
import { expectation } from '../../src/scenarios/schema/expect.ts'
import { takeFunctions } from '../../src/scenarios/take-functions.ts'
import { town } from './data/store-town.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/).filter((text) => !text.endsWith('-never-negative'))

describe('an invariant in expect', () => {
  test.each([
    ['stock-never-negative', { name: 'never-negative', record: 'stock' }],
    ['never-negative: stock', { name: 'never-negative', record: 'stock' }],
    ['linearizable: stock', { name: 'linearizable', record: 'stock' }],
    ['invariant: linearizable: stock', { name: 'linearizable', record: 'stock' }],
    ['serializable: main', { name: 'serializable', store: 'main' }],
    ['staleness: users < 2s', { name: 'staleness', record: 'users', limit: 2e9 }],
    ['converges: users within 10s after heal', { name: 'converges', record: 'users', within: 1e10 }],
    ['converges: users within 10s', { name: 'converges', record: 'users', within: 1e10 }],
  ])('%s', (text, rule) => {
    expect(parseExpectation(text)).toMatchObject({ kind: 'invariant', rule })
  })

  test('is the same once more from its own text, whatever the blanks', () => {
    const texts = fc.oneof(
      fc.tuple(fc.constantFrom(...RECORD_INVARIANTS), name).map(([rule, record]) => `${rule} :  ${record} `),
      name.map((record) => `  staleness: ${record}  <  3ms`),
      name.map((record) => `converges:${record} within 1s  after heal`),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const first = parseExpectation(text)
        if (first instanceof Mistake) return expect.fail(first.message)
        expect(parseExpectation(first.text)).toEqual(first)
      }),
      { numRuns: 300, seed: 6 },
    )
  })

  test.each([
    [{ linearizable: 'stock' }, 'linearizable: stock'],
    [{ staleness: 'users < 2s' }, 'staleness: users < 2s'],
    [{ invariant: 'no-lost-update: stock' }, 'no-lost-update: stock'],
    [{ in: 'split', that: 'stock-never-negative' }, 'stock-never-negative'],
  ])('may be written as the map %j', (written, text) => {
    expect(expectation.parse(written)).toMatchObject({ kind: 'invariant', text })
  })

  test.each([
    ['invariant: stock-is-fine', 11, 24],
    ['staleness: users', 11, 16],
    ['staleness: users < 0s', 19, 21],
    ['staleness: users < fast', 19, 23],
    ['converges: users', 11, 16],
    ['linearizable: two words', 14, 23],
  ])('that is none is a mistake at its place: %s', (text, start, end) => {
    const mistake = parseExpectation(text)
    expect(mistake instanceof Mistake && [mistake.start, mistake.end]).toEqual([start, end])
  })
})

describe('== 0', () => {
  test('is at most 0, because no figure is below it; other limits are never equalled', () => {
    expect(parseExpectation('consistency.stock.lostUpdates == 0')).toMatchObject({
      operator: '<=',
      text: 'consistency.stock.lostUpdates == 0',
    })
    const hash = (line: string): string => {
      const loaded = loadScenario({
        kind: 'value',
        file: 'town.ts',
        value: { name: 'town', ...town(), expect: [line] },
      })
      return loaded.ok ? loaded.source.hash : line
    }
    expect(hash('total.failed.timeout == 0')).toBe(hash('total.failed.timeout <= 0'))
    expect(parseExpectation('consistency.stock.lostUpdates == 5')).toBeInstanceOf(Mistake)
    expect(parseExpectation('consistency.stock.lostUpdates = 0')).toBeInstanceOf(Mistake)
  })
})

describe('functions', () => {
  test('are taken out of expect and nowhere else', () => {
    const check = (): true => true
    const { value, functions } = takeFunctions({ a: check, expect: ['x', { invariant: 'y', check }] })
    expect(value).toEqual({ a: check, expect: ['x', { invariant: 'y', check: 'function 1' }] })
    expect([...functions]).toEqual([['function 1', check]])
  })

  test('make the scenario another when what they say is another, and the same when it is not', () => {
    const hash = (check: () => true | string): string => {
      const value = { name: 'town', ...town(), expect: [{ invariant: 'y', check }] }
      const loaded = loadScenario({ kind: 'value', file: 'town.ts', value })
      expect(loaded.problems).toEqual([])
      return loaded.ok ? loaded.source.hash : ''
    }
    expect(hash(() => 'wrong')).not.toBe(hash(() => true))
    expect(hash(() => true)).toBe(hash(() => true))
  })
})
