import { expect, it } from 'vitest'
import { searchCities } from './search-city.ts'

const CASES = 1000

/** What the plans of `test/laws` do not have: caches, hot keys, zones, regions, and everything said in the language. */
it.each([1, 2, 3])('a thousand cities keep the laws of conservation, part %i', (part) => {
  expect(searchCities({ seed: 51_000 + part, cases: CASES })).toBeGreaterThan(0.7 * CASES)
})
