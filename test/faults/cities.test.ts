import { expect, it } from 'vitest'
import { searchCities } from './search-city.ts'

it('a city keeps the laws of conservation whatever goes wrong in it, however its calls are protected', () => {
  expect(searchCities({ seed: 5101, cases: 40 })).toBeGreaterThan(30)
})
