import { describe, expect, it } from 'vitest'
import { searchBusiness, unseen } from './business-search.ts'

const CASES = 5000

/** The other half of what `business.campaign.ts` begins. */
describe('fifty thousand more random fault schedules over business transactions and messages', () => {
  it.each([11, 12, 13, 14, 15, 16, 17, 18, 19, 20])(
    'keep money, stock and messages, but for what the configuration allows, part %i',
    (part) => {
      expect(unseen(searchBusiness({ seed: 52_000 + part, cases: CASES }))).toEqual([])
    },
  )
})
