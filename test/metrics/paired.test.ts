import { describe, expect, it } from 'vitest'
import { pairedDifference } from '../../src/metrics/paired.ts'
import { normal, randomOf } from './tools/random.ts'

/** Two variants that share their luck: what replication i does to one, it does to the other. */
function pairsOf(seed: number, count: number, difference: number, own: number): [number[], number[]] {
  const random = randomOf(seed)
  const first: number[] = []
  const second: number[] = []
  for (let i = 0; i < count; i++) {
    const shared = 100 + 10 * normal(random)
    first.push(shared + own * normal(random))
    second.push(shared + difference + own * normal(random))
  }
  return [first, second]
}

describe('a paired difference', () => {
  it('covers the true difference 95 times in 100 (tested at 4 standard errors, one seed in 16,000)', () => {
    const trials = 10_000
    let covered = 0
    for (let seed = 0; seed < trials; seed++) {
      const [first, second] = pairsOf(seed, 8, 3, 1)
      const { low, high } = pairedDifference(first, second, 'lower')?.difference ?? { low: 0, high: 0 }
      if ((low ?? 0) <= 3 && (high ?? 0) >= 3) covered++
    }
    expect(Math.abs(covered / trials - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / trials))
  })

  it('is as much narrower than the unpaired one as the shared luck is large', () => {
    // Var(difference) = 2 own^2 against 2 (100 + own^2), so with own = 1 the ratio is near 0.0995.
    const ratios = Array.from({ length: 200 }, (_, seed) => {
      return pairedDifference(...pairsOf(seed, 30, 0, 1), 'lower')?.pairedOverUnpaired ?? 0
    })
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    expect(mean).toBeGreaterThan(0.09)
    expect(mean).toBeLessThan(0.115)
  })

  it('gains nothing where nothing is shared', () => {
    const random = randomOf(9)
    const draw = (): number[] => Array.from({ length: 200 }, () => normal(random))
    const ratio = pairedDifference(draw(), draw(), 'lower')?.pairedOverUnpaired ?? 0
    expect(ratio).toBeGreaterThan(0.9)
    expect(ratio).toBeLessThan(1.12)
  })

  it('is better or worse only where the whole interval is on one side, whichever side is good', () => {
    const [first, second] = pairsOf(1, 10, 20, 1)
    expect(pairedDifference(first, second, 'lower')?.verdict).toBe('worse')
    expect(pairedDifference(first, second, 'higher')?.verdict).toBe('better')
    expect(pairedDifference(second, first, 'lower')?.verdict).toBe('better')
    expect(pairedDifference(first, second, null)?.verdict).toBe('different')
    expect(pairedDifference(first, first, 'lower')?.verdict).toBe('not shown')
  })

  it('says how many replications would show what it could not, and so many do', () => {
    const [first, second] = pairsOf(4, 10, 0.5, 2)
    const early = pairedDifference(first, second, 'lower')
    expect(early?.verdict).toBe('not shown')
    const needed = early?.replicationsToShow ?? 0
    expect(needed).toBeGreaterThan(10)
    // The same mean and deviation, repeated until there are about so many.
    const times = Math.ceil(needed / 10)
    const repeat = (values: readonly number[]): number[] => Array.from({ length: times }, () => values).flat()
    expect(pairedDifference(repeat(first), repeat(second), 'lower')?.verdict).not.toBe('not shown')
    const fewer = Math.floor((needed * 0.8) / 10)
    const some = (values: readonly number[]): number[] => Array.from({ length: fewer }, () => values).flat()
    expect(pairedDifference(some(first), some(second), 'lower')?.verdict).toBe('not shown')
  })

  it('leaves out replications in which one of the two has nothing', () => {
    const paired = pairedDifference([1, null, 3, 4], [2, 5, null, 6], 'lower')
    expect(paired?.pairs).toBe(2)
    expect(paired?.difference.value).toBe(1.5)
    expect(pairedDifference([null], [1], 'lower')).toBeUndefined()
  })

  it('tells the difference as a share of the first', () => {
    const paired = pairedDifference([10, 20], [13, 23], 'lower')
    expect(paired?.relative).toEqual({ value: 0.2, low: 0.2, high: 0.2 })
    expect(pairedDifference([0, 0], [1, 2], 'lower')?.relative).toBeNull()
  })

  it('shows nothing with a single pair', () => {
    expect(pairedDifference([1], [2], 'lower')).toMatchObject({
      difference: { value: 1, low: null, high: null },
      verdict: 'not shown',
      pairedOverUnpaired: null,
      replicationsToShow: null,
    })
  })

  it('takes values that only rounding keeps apart for equal, and a spread of rounding for none', () => {
    const noisy = [0.1 + 0.2, 0.3, 0.1 * 3]
    expect(pairedDifference([0.3, 0.3, 0.3], noisy, 'lower')).toMatchObject({
      difference: { value: 0, low: 0, high: 0 },
      verdict: 'not shown',
      replicationsToShow: null,
    })
    expect(pairedDifference([1, 1, 1], [1.5, 1.5 + 2e-16, 1.5 - 2e-16], 'lower')?.difference).toEqual({
      value: 0.5,
      low: 0.5,
      high: 0.5,
    })
    // Ten times what counts as rounding is a difference.
    expect(pairedDifference([1, 1], [1 + 1e-8, 1 + 1e-8], 'lower')?.verdict).toBe('worse')
  })

  it('shows no difference without spread that is less than the figure resolves', () => {
    const step = 1 / 128
    const verdict = (second: number[], resolution?: number): string | undefined =>
      pairedDifference([100, 100, 100], second, 'lower', resolution)?.verdict
    expect(verdict([100.5, 100.5, 100.5], step)).toBe('not shown')
    expect(verdict([99.5, 99.5, 99.5], step)).toBe('not shown')
    // An exact figure has no such floor, a whole bucket is above it, and a spread speaks for itself.
    expect(verdict([100.5, 100.5, 100.5])).toBe('worse')
    expect(verdict([101, 101, 101], step)).toBe('worse')
    expect(verdict([100.5, 100.51, 100.52], step)).toBe('worse')
  })
})
