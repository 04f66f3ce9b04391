import { expect, it } from 'vitest'
import { searchBusiness, unseen } from './business-search.ts'

it('keeps money, stock and messages under random faults, but for what a configuration cannot rule out', () => {
  const seen = searchBusiness({ seed: 5208, cases: 150 })
  expect(unseen(seen)).toEqual([])
})
