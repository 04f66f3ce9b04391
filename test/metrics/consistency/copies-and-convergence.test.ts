import { describe, expect, test } from 'vitest'
import { foldFacts, type Written } from './facts.ts'

describe('copies', () => {
  test('have a version once, however many newer ones come after it', () => {
    const facts: Written[] = [
      { kind: 'committed', at: 10, record: 1, version: 1 },
      { kind: 'committed', at: 15, record: 2, version: 2, source: 1 },
      { kind: 'committed', at: 20, record: 1, version: 3 },
      { kind: 'committed', at: 27, record: 2, version: 4, source: 3 },
    ]
    const { window } = foldFacts(facts).records[2]?.tally ?? expect.fail('the record is there')
    expect([window.count, window.min, window.max]).toEqual([2, 5, 7])
  })

  test('are behind from the commit until they have the version or a newer one', () => {
    const facts: Written[] = [
      { kind: 'committed', at: 10, record: 1, version: 1 },
      { kind: 'committed', at: 20, record: 1, version: 2 },
      { kind: 'committed', at: 26, record: 2, version: 3, source: 2 },
      { kind: 'committed', at: 30, record: 1, version: 4 },
      // An old message that comes late changes nothing.
      { kind: 'committed', at: 40, record: 2, version: 5, source: 1 },
    ]
    const tally = foldFacts(facts).records[2]?.tally
    expect([tally?.window.count, tally?.window.min, tally?.window.max, tally?.open]).toEqual([2, 6, 16, 1])
  })

  test('of nodes lag by the time from commit to when it can be read there; caches do not count', () => {
    const facts: Written[] = [
      { kind: 'committed', at: 10, version: 1 },
      { kind: 'applied', at: 17, version: 1, node: 1 },
      { kind: 'applied', at: 90, version: 1, node: -1 },
    ]
    const { lag } = foldFacts(facts).records[0]?.tally ?? expect.fail('the record is there')
    expect([lag.count, lag.max]).toEqual([1, 7])
  })
})

describe('convergence', () => {
  const before: Written[] = [
    { kind: 'committed', at: 10, version: 1, node: 0 },
    { kind: 'applied', at: 11, version: 1, node: 1 },
    { kind: 'committed', at: 20, version: 2, node: 0 },
  ]

  test('takes from the last heal until the last node has what was there before', () => {
    const late: Written = { kind: 'applied', at: 75, version: 2, node: 1 }
    const after: Written[] = [
      { kind: 'committed', at: 80, version: 3, node: 0 },
      { kind: 'applied', at: 99, version: 3, node: 1 },
    ]
    const of = (heals: readonly number[]) => foldFacts([...before, late, ...after], { heals }).records[0]?.convergence
    expect(of([30, 50])).toEqual({ after: 25, behind: 0 })
    expect(of([90])).toEqual({ after: 9, behind: 0 })
    expect(of([])).toBe(null)
  })

  test('does not wait for what a replica has before it is committed', () => {
    const early: Written[] = [
      { kind: 'applied', at: 90, version: 3, node: 1 },
      { kind: 'committed', at: 91, version: 3, node: 0 },
    ]
    const late: Written = { kind: 'applied', at: 75, version: 2, node: 1 }
    const { convergence } = foldFacts([...before, late, ...early], { heals: [50] }).records[0] ?? {}
    expect(convergence).toEqual({ after: 25, behind: 0 })
  })

  test('a replica that leads now has what it commits, and who led before has to get it', () => {
    const taken: Written = { kind: 'committed', at: 30, version: 3, node: 1 }
    const of = (...facts: readonly Written[]) => foldFacts(facts, { heals: [50] }).records[0]?.convergence
    expect(of(...before, taken)).toEqual({ after: 0, behind: 1 })
    expect(of(...before, taken, { kind: 'applied', at: 60, version: 3, node: 0 })).toEqual({ after: 10, behind: 0 })
  })

  test('is not there where a node never got it', () => {
    expect(foldFacts(before, { heals: [50] }).records[0]?.convergence).toEqual({ after: 0, behind: 1 })
  })

  test('is not there where a node never got anything', () => {
    const facts = before.filter(({ kind }) => kind === 'committed')
    expect(foldFacts(facts, { heals: [50] }).records[0]?.convergence).toEqual({ after: 0, behind: 1 })
  })
})

describe('what is refused', () => {
  test('is counted by what it was', () => {
    const facts: Written[] = [
      { kind: 'refused', at: 1, outcome: 1 },
      { kind: 'refused', at: 2, outcome: 2 },
      { kind: 'refused', at: 3, outcome: 0 },
      { kind: 'unknown', at: 4, outcome: 0 },
      { kind: 'fenced', at: 5, value: 3 },
    ]
    expect(foldFacts(facts).records[0]?.tally.counts).toEqual([0, 0, 3, 1, 1, 1, 1, 0])
  })
})
