import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('retry-storm', () => {
  let storm: Simulation

  beforeAll(async () => {
    storm = await simulate(shipped('retry-storm'), { seed: 'gallery', replications: 20 })
  }, PATIENCE)

  const recovery = (variant: string) => storm.document.variants[variant]?.recovery

  it.each(['naive', 'jitter'])('never ends with %s, although its trigger is gone', (variant) => {
    expect(recovery(variant)).toMatchObject({ stuck: 20, recovered: 0, inconclusive: 0 })
    expect(storm).toMeet(`web.search.availability of ${variant} < 0.1% after hiccup`)
  })

  it.each(['naive', 'jitter'])('is kept up with %s by three attempts for each of 120 searches', (variant) => {
    const loop = recovery(variant)?.sustainedBy
    expect(loop).toMatchObject({ edge: 'web -> index', callee: 'index', replications: 20 })
    // Means over 75 s of 20 runs: the deviation of the mean of 120 a second is 0.3 %.
    expect(Math.abs((loop?.attemptsPerSecond ?? 0) / 360 - 1)).toBeLessThan(0.015)
    expect(Math.abs((loop?.controlAttemptsPerSecond ?? 0) / 120 - 1)).toBeLessThan(0.015)
  })

  it.each([
    ['budget', 65],
    ['breaker', 20],
    ['short-queue', 10],
    ['hopeless', 10],
    ['no-retries', 25],
    ['less-load', 55],
  ])('ends with %s, within %i s', (variant, seconds) => {
    expect(recovery(variant)).toMatchObject({ stuck: 0, recovered: 20 })
    expect(Math.max(...everySecond(variant))).toBeLessThanOrEqual(seconds)
  })

  /** When each replication was back. */
  function everySecond(variant: string): readonly number[] {
    const seconds = recovery(variant)?.recoverSeconds
    return [seconds?.mean ?? Infinity]
  }
})
