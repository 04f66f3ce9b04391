import { describe, expect, it } from 'vitest'
import { searchBusiness, unseen } from './business-search.ts'

const CASES = 5000

/** With its other half, a hundred thousand worlds; two files, so that both workers have one. */
describe('fifty thousand random fault schedules over random business transactions and messages', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'keep money, stock and messages, but for what the configuration allows, part %i',
    (part) => {
      expect(unseen(searchBusiness({ seed: 52_000 + part, cases: CASES }))).toEqual([])
    },
  )
})
