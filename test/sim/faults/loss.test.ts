import { describe, expect, it } from 'vitest'
import { at } from '../world/plans.ts'
import { simulate } from '../world/simulate.ts'
import { send } from '../world/steps.ts'
import { fault, path } from './faults.ts'

const EDGE = 'web -> db'

describe('loss', () => {
  const many = (effect: { share: number; burst: number }, seed: string): readonly boolean[] => {
    const count = 20_000
    const run = simulate(
      {
        units: { web: {}, db: {} },
        operations: { 'web.get': [send('db.read')], 'db.read': [] },
        edges: { [EDGE]: {} },
        workloads: { users: { calls: 'web.get', arrivals: at(...Array.from({ length: count }, (_, i) => i * 1000)) } },
        faults: (index) => [fault({ kind: 'loss', ...effect, path: path(index, [EDGE], { direction: 'there' }) })],
      },
      { seed },
    )
    const arrived = new Set(run.log.visits('db/0').map(({ start }) => start / 1000))
    expect(run.end.faults[0]?.bites).toBe(count - arrived.size)
    return Array.from({ length: count }, (_, i) => !arrived.has(i))
  }

  const runsOf = (lost: readonly boolean[]): readonly number[] =>
    lost.reduce<number[]>((runs, gone, i) => {
      if (gone && lost[i - 1] === true) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
      else if (gone) runs.push(1)
      return runs
    }, [])

  // Each bound is 4 standard deviations of the estimate: for these fixed seeds the test is exact, and a new seed would
  // fail one bound in 16,000.
  it.each([
    { share: 0.1, burst: 1, deviation: Math.sqrt((0.1 * 0.9) / 20_000), mean: 1 / 0.9 },
    // The variance of the share grows with the correlation r = 1 - 1/5 - 0.1/0.9/5 by (1 + r) / (1 - r).
    { share: 0.1, burst: 5, deviation: Math.sqrt((0.1 * 0.9 * 8) / 20_000), mean: 5 },
    { share: 0.5, burst: 10, deviation: Math.sqrt((0.5 * 0.5 * 9) / 20_000), mean: 10 },
  ])('of $share comes in runs of $burst on average', ({ share, burst, deviation, mean }) => {
    const lost = many({ share, burst }, '7')
    const count = lost.filter((gone) => gone).length
    expect(Math.abs(count / lost.length - share)).toBeLessThan(4 * deviation)
    const runs = runsOf(lost)
    // Lengths of runs are geometric: their standard deviation is sqrt(m (m - 1)).
    const error = Math.sqrt((mean * (mean - 1)) / runs.length)
    expect(Math.abs(count / runs.length - mean)).toBeLessThan(4 * error)
  })

  it('of everything loses everything, of nothing nothing', () => {
    expect(many({ share: 1, burst: 3 }, '1').every((gone) => gone)).toBe(true)
    expect(many({ share: 0, burst: 3 }, '1').some((gone) => gone)).toBe(false)
  })
})
