import { describe, expect, it } from 'vitest'
import type { CaseRun } from '../../src/experiments/verify/case-run.ts'
import { judge } from '../../src/experiments/verify/judge.ts'
import type { CaseRuns } from '../../src/experiments/verify/measure.ts'
import type { Tolerance } from '../../src/experiments/verify/verify-case.ts'

/** Runs whose only content is one number each, carried as the measured time. */
function runsOf(values: readonly number[]): CaseRuns {
  const rest = {
    series: [],
    waits: [],
    levels: [],
    counters: [],
    breakerChanges: 0,
    course: null,
    faults: null,
    consistency: null,
    messages: null,
    transactions: null,
  }
  return new Map([['default', values.map((seconds): CaseRun => ({ seconds, ...rest }))]])
}

/** The mean of those numbers. */
function mean(runs: CaseRuns): number {
  const list = runs.get('default') ?? []
  return list.reduce((sum, run) => sum + run.seconds, 0) / list.length
}

function verdict(values: readonly number[], expected: number, tolerance: Tolerance): string {
  return judge({ metric: 'x', expected, tolerance, measure: mean }, runsOf(values)).verdict
}

describe('judge', () => {
  const steady = [9.99, 10.01, 10, 10]
  const noisy = [5, 15, 8, 12]

  it('passes what is within the tolerance and precise', () => {
    expect(verdict(steady, 10.1, { relative: 0.02 })).toBe('pass')
    expect(verdict(steady, 9.9, { absolute: 0.2 })).toBe('pass')
  })

  it('fails what is further away than the tolerance and three standard errors, on both sides', () => {
    expect(verdict(steady, 10.5, { relative: 0.02 })).toBe('fail')
    expect(verdict(steady, 9.5, { relative: 0.02 })).toBe('fail')
    expect(verdict(noisy, 100, { relative: 0.02 })).toBe('fail')
  })

  it('calls inconclusive what is near enough only because it is noisy', () => {
    expect(verdict(noisy, 10, { relative: 0.02 })).toBe('inconclusive')
    expect(verdict(noisy, 12, { relative: 0.02 })).toBe('inconclusive')
  })

  it('fails when nothing was measured, or nothing that has a spread', () => {
    expect(verdict([Number.NaN, 10], 10, { relative: 0.02 })).toBe('fail')
    expect(verdict([10], 10, { relative: 0.02 })).toBe('fail')
    expect(verdict([], 10, { relative: 0.02 })).toBe('fail')
  })

  it('takes an accepted interval at its word', () => {
    expect(verdict(steady, 10, { within: [9.5, 10.5] })).toBe('pass')
    expect(verdict(steady, 10, { within: [11, 12] })).toBe('fail')
    expect(verdict(steady, 10, { within: [10.001, 12] })).toBe('inconclusive')
    expect(verdict(noisy, 10, { within: [9.5, 10.5] })).toBe('inconclusive')
  })

  it('reports the 95 % interval of the replications', () => {
    const { measured, low, high, standardError } = judge(
      { metric: 'x', expected: 10, tolerance: { relative: 1 }, measure: mean },
      runsOf([8, 12]),
    )
    expect([measured, standardError]).toEqual([10, 2])
    expect(low).toBeCloseTo(10 - 3.92, 10)
    expect(high).toBeCloseTo(10 + 3.92, 10)
  })
})
