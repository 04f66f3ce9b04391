import { beforeAll, describe, expect, it } from 'vitest'
import type { RecoveryResult } from '../../src/metrics/faults/fault-result.ts'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

const SEEDS = 20

describe('retry-storm', () => {
  let storm: Simulation
  let slow: Simulation

  beforeAll(async () => {
    const scenario = shipped('retry-storm')
    const variants = ['naive', 'jitter', 'breaker', 'short-queue', 'hopeless', 'no-retries']
    storm = await simulate(scenario, { seed: 'gallery', duration: '60s', replications: SEEDS, variants })
    slow = await simulate(scenario, {
      seed: 'gallery',
      duration: '95s',
      replications: SEEDS,
      variants: ['budget', 'less-load'],
    })
  }, PATIENCE)

  function recovery(of: Simulation, variant: string): RecoveryResult {
    const found = of.document.variants[variant]?.recovery
    if (found === undefined || found === null) throw new Error(`nothing recovers in ${variant}`)
    return found
  }

  it.each(['naive', 'jitter'])('never ends with %s, although its trigger is gone', (variant) => {
    expect(recovery(storm, variant)).toMatchObject({ stuck: SEEDS, recovered: 0, inconclusive: 0 })
    expect(storm).toMeet(`web.search.availability of ${variant} < 0.1% after hiccup`)
  })

  it.each(['naive', 'jitter'])('is kept up with %s by three attempts for each of 120 searches', (variant) => {
    const loop = recovery(storm, variant).sustainedBy
    expect(loop).toMatchObject({ edge: 'web -> index', callee: 'index', replications: SEEDS })
    // 120 a second over 12 s of 20 runs have a deviation of 0.6 %; a false alarm in 1000.
    expect(Math.abs((loop?.controlAttemptsPerSecond ?? 0) / 120 - 1)).toBeLessThan(0.02)
    expect(Math.abs((loop?.attemptsPerSecond ?? 0) / 360 - 1)).toBeLessThan(0.02)
  })

  // What has piled up goes at the spare capacity: of 200 a second, 164 are taken with the budget, 120 without retries,
  // and 150 by three attempts for 50.
  it.each([
    ['budget', 36, 60],
    ['less-load', 20, 34],
  ])('ends with %s, after %i s to %i s', (variant, least, most) => {
    expect(recovery(slow, variant)).toMatchObject({ stuck: 0, recovered: SEEDS })
    const seconds = recovery(slow, variant).recoverSeconds
    expect(seconds?.low).toBeGreaterThan(least)
    expect(seconds?.high).toBeLessThan(most)
  })

  it.each([
    ['no-retries', 10, 17],
    ['breaker', 5, 15],
    ['short-queue', 0.5, 5],
    ['hopeless', 0.5, 5],
  ])('ends with %s, after %d s to %d s', (variant, least, most) => {
    expect(recovery(storm, variant)).toMatchObject({ stuck: 0, recovered: SEEDS })
    const seconds = recovery(storm, variant).recoverSeconds
    expect(seconds?.low).toBeGreaterThan(least)
    expect(seconds?.high).toBeLessThan(most)
  })
})
