import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakdowns } from '../../src/experiments/verify/theory/breakdowns.ts'
import { lruChe, lruExact, stampede, ttlHits, zipfShares } from '../../src/experiments/verify/theory/caches.ts'
import { decorrelatedJitter } from '../../src/experiments/verify/theory/decorrelated-jitter.ts'
import { erlangA } from '../../src/experiments/verify/theory/erlang-a.ts'
import { fixedWindow } from '../../src/experiments/verify/theory/fixed-window.ts'
import { hedged } from '../../src/experiments/verify/theory/hedged.ts'
import { laws } from '../../src/experiments/verify/theory/laws.ts'
import { mm1 } from '../../src/experiments/verify/theory/mm1.ts'
import { poissonCdf } from '../../src/experiments/verify/theory/numeric/poisson.ts'
import { priorities } from '../../src/experiments/verify/theory/priorities.ts'
import { retries } from '../../src/experiments/verify/theory/retries.ts'

const fixed = { seed: 1, numRuns: 50 }
const share = fc.double({ min: 0.05, max: 0.95, noNaN: true })

function expectClose(value: number, expected: number, relative: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-12))
}

describe('formulas of protected systems agree where one is another in disguise', () => {
  it('Erlang A with patience as long as a service is a system without queues: Poisson many are present', () => {
    const q = erlangA(6, 2, 4, 2)
    expectClose(q.present, 3, 1e-9)
    expectClose(q.waitProbability, 1 - poissonCdf(3, 3), 1e-9)
  })

  it('Erlang A loses nobody who is patient, and always what it does not serve', () => {
    expectClose(erlangA(0.8, 1, 1, 1e-4).waiting, mm1(0.8, 1).waiting, 0.01)
    const q = erlangA(3, 1, 2, 0.7)
    expectClose(q.throughput, 3 * (1 - q.abandonProbability), 1e-9)
  })

  it('priorities share out the work that waits and make none: sum rho Wq is that of first come, first served', () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 4 }), share, (weights, rho) => {
        const total = weights.reduce((sum, one) => sum + one, 0)
        const rates = weights.map((one) => (rho * one) / total)
        const each = priorities(rates, 1)
        const work = each.reduce((sum, { meanWait }, i) => sum + (rates[i] ?? 0) * meanWait, 0)
        expectClose(work, (rho * rho) / (1 - rho), 1e-9)
        const waits = each.map(({ meanWait }) => meanWait)
        expect(waits).toEqual(waits.toSorted((a, b) => a - b))
      }),
      fixed,
    )
  })

  it('a server that never breaks is M/M/1', () => {
    expectClose(breakdowns(5, 10, 1e-12, 1).meanSojourn, mm1(5, 10).meanSojourn, 1e-9)
  })

  it('a cache of one place keeps the last key; one with room for all but one misses less', () => {
    const shares = zipfShares(6, 1.2)
    expectClose(
      lruExact(shares, 1),
      shares.reduce((sum, p) => sum + p * p, 0),
      1e-12,
    )
    const hits = [1, 2, 3, 4, 5].map((entries) => lruExact(shares, entries))
    expect(hits).toEqual(hits.toSorted((a, b) => a - b))
    expect(hits.every((hit, i) => Math.abs(hit - lruChe(shares, i + 1)) < 0.03)).toBe(true)
  })

  it('one hot key that is fetched at once is a cache with a time to live', () => {
    expectClose(1 - stampede(50, 4, 0).missRatio, ttlHits([1], 50, 4), 1e-12)
    expectClose(stampede(50, 4, 0).fetchRate, stampede(50, 4, 0).coalescedFetchRate, 1e-12)
  })

  it('a window of one request is a server that is taken to the end of the window', () => {
    expectClose(fixedWindow(3, 1, 1).acceptProbability, (1 - Math.exp(-3)) / 3, 1e-12)
    expectClose(fixedWindow(3, 1, 60).acceptProbability, 1, 1e-12)
  })

  it('a hedge that comes too late is none; one at once halves an exponential time', () => {
    const law = laws.exponential(10)
    expectClose(hedged(law, 1e4).quantile(0.9), 10 * Math.log(10), 1e-9)
    expectClose(hedged(law, 0).quantile(0.9), 5 * Math.log(10), 1e-9)
    expectClose(hedged(law, 10).extra, Math.exp(-1), 1e-12)
  })

  it('retries: certain failure multiplies by k + 1 in each layer, and the layers are one if only one retries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 4 }), share, (k, layers, p) => {
        expectClose(retries(1, k, layers).calls, Math.pow(k + 1, layers), 1e-12)
        expectClose(retries(p, k, layers).failure, Math.pow(p, Math.pow(k + 1, layers)), 1e-9)
        expectClose(retries(p, 1, 1).calls, 1 + p, 1e-12)
      }),
      fixed,
    )
  })

  it('decorrelated jitter: the quantiles of a total average to its mean, and totals grow', () => {
    const law = decorrelatedJitter(100)
    const points = Array.from({ length: 4000 }, (_, i) => law.totalQuantile(3, (i + 0.5) / 4000))
    expectClose(points.reduce((sum, one) => sum + one, 0) / points.length, law.meanTotal(3), 1e-6)
    expect(law.meanTotal(4)).toBeGreaterThan(law.meanTotal(3))
  })
})
