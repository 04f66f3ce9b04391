import { describe, expect, it } from 'vitest'
import { mser5 } from '../../src/metrics/mser5.ts'
import { exponential, normal, randomOf } from './tools/random.ts'

/** The statistic as it is written down, for every cut. */
function bruteForce(observations: readonly number[]): number {
  const batches: number[] = []
  for (let at = 0; at + 5 <= observations.length; at += 5) {
    batches.push(observations.slice(at, at + 5).reduce((sum, value) => sum + value, 0) / 5)
  }
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let d = 0; d <= batches.length - 5; d++) {
    const rest = batches.slice(d)
    const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length
    const statistic = rest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rest.length ** 2
    if (statistic < least) {
      least = statistic
      best = d
    }
  }
  return best * 5
}

/** Sojourn times of an M/M/1 queue, by Lindley's recursion, that starts with work for `initial` in the queue. */
function sojourns(seed: number, count: number, load: number, initial: number): number[] {
  const random = randomOf(seed)
  let wait = initial
  return Array.from({ length: count }, () => {
    const sojourn = wait + exponential(random, load)
    wait = Math.max(0, sojourn - exponential(random, 1))
    return sojourn
  })
}

describe('MSER-5', () => {
  it('finds the least value of the statistic as published', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = randomOf(seed)
      const transient = 10 * random()
      const series = Array.from({ length: 203 }, (_, i) => transient * Math.exp(-i / 20) + normal(random))
      expect(mser5(series).cut).toBe(bruteForce(series))
    }
  })

  it('cuts a transient of an M/M/1 queue that starts far too full, and leaves most of the rest', () => {
    for (let seed = 0; seed < 20; seed++) {
      // Load 0.5: the queue loses half a unit of work a customer, so 100 units are gone after about 200 customers.
      const { cut, conclusive } = mser5(sojourns(seed, 4000, 0.5, 100))
      expect(conclusive).toBe(true)
      expect(cut).toBeGreaterThan(120)
      expect(cut).toBeLessThan(600)
    }
  })

  it('brings the mean of a transient series nearer to the truth', () => {
    // M/M/1 at load 0.5 and unit arrival rate: the mean sojourn is 0.5 / (1 - 0.5) = 1.
    let raw = 0
    let truncated = 0
    for (let seed = 0; seed < 20; seed++) {
      const series = sojourns(seed, 4000, 0.5, 100)
      const { cut } = mser5(series)
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
      raw += Math.abs(mean(series) - 1)
      truncated += Math.abs(mean(series.slice(cut)) - 1)
    }
    expect(raw / 20).toBeGreaterThan(2)
    expect(truncated / 20).toBeLessThan(0.15)
  })

  it('cuts nothing of a constant series', () => {
    expect(mser5(new Array<number>(200).fill(3))).toEqual({ cut: 0, conclusive: true })
  })

  it('is not taken in by a series that never settles', () => {
    const growing = Array.from({ length: 400 }, (_, i) => i)
    expect(mser5(growing).conclusive).toBe(false)
    const random = randomOf(2)
    const step = Array.from({ length: 400 }, (_, i) => (i < 300 ? 0 : 100) + normal(random))
    expect(mser5(step)).toMatchObject({ cut: 300, conclusive: false })
  })

  it('does not judge fewer than ten batches', () => {
    expect(mser5(new Array<number>(49).fill(1))).toEqual({ cut: 0, conclusive: false })
    expect(mser5([])).toEqual({ cut: 0, conclusive: false })
  })
})
