import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOfAnswer } from './located.ts'
import { mutations } from './mutations.ts'

describe('a damaged scenario file', () => {
  it('is accepted or answered with located problems, never with a throw', () => {
    fc.assert(
      fc.property(mutations(), ({ text }) => {
        expect(faultsOfAnswer(text)).toEqual([])
      }),
      { seed: 20, numRuns: 1500 },
    )
  }, 120_000)
})
