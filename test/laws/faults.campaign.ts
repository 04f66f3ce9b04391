import { describe, expect, it } from 'vitest'
import { searchLaws, unbitten } from './search.ts'

const CASES = 5000

/** With its other half, a hundred thousand worlds; two files, so that both workers have one. */
describe('fifty thousand random fault schedules over random topologies with random policies', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('keep the laws of conservation, part %i', (part) => {
    expect(unbitten(searchLaws({ seed: 41_000 + part, cases: CASES }))).toEqual([])
  })
})
