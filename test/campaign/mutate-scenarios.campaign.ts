import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOfAnswer } from '../scenarios/located.ts'
import { mutations } from '../scenarios/mutations.ts'

/**
 * A file in whose neighbourhood `npm test` looks with fewer mutations; the seed differs, so this looks elsewhere too.
 */
const RUNS = 10_000

describe('ten thousand damaged scenario files', () => {
  it('are accepted or answered with located problems, never with a throw', () => {
    fc.assert(
      fc.property(mutations(), ({ text }) => {
        expect(faultsOfAnswer(text)).toEqual([])
      }),
      { seed: 2026, numRuns: RUNS },
    )
  })
})
