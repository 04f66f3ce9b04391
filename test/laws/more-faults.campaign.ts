import { describe, expect, it } from 'vitest'
import { searchLaws, unbitten } from './search.ts'

const CASES = 5000

/** The other half of what `faults.campaign.ts` begins. */
describe('fifty thousand more random fault schedules', () => {
  it.each([11, 12, 13, 14, 15, 16, 17, 18, 19, 20])('keep the laws of conservation, part %i', (part) => {
    expect(unbitten(searchLaws({ seed: 41_000 + part, cases: CASES }))).toEqual([])
  })
})
