import { expect, it } from 'vitest'
import { searchLaws, unbitten } from './search.ts'

it('keeps the laws of conservation in random fault schedules over random topologies with random policies', () => {
  expect(unbitten(searchLaws({ seed: 3203, cases: 500 }))).toEqual([])
})
