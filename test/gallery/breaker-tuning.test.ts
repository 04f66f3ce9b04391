import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

const TUNED = ['opossum-tuned', 'cockatiel-tuned', 'resilience4j-tuned', 'polly-tuned']

describe('breaker-tuning', () => {
  let breakers: Simulation

  beforeAll(async () => {
    breakers = await simulate(shipped('breaker-tuning'), { seed: 'gallery', replications: 20, control: false })
  }, PATIENCE)

  // Of 600 calls to a partner that always fails.
  it.each([
    ['none', 580, 620],
    ['cockatiel', 6, 10],
    ['polly', 35, 55],
    ['resilience4j', 44, 52],
    ['opossum', 80, 100],
  ])('lets %s send between %d and %d calls in vain', (variant, low, high) => {
    expect(breakers).toMeet(`workloads.down.failed.error of ${variant} > ${low}`)
    expect(breakers).toMeet(`workloads.down.failed.error of ${variant} < ${high}`)
  })

  it('has resilience4j refuse good calls for half a minute, and the others for less than a fifth of that', () => {
    expect(breakers).toMeet('workloads.after-down.failed.breaker-open of resilience4j > 600')
    for (const variant of ['opossum', 'polly', 'cockatiel']) {
      expect(breakers).toMeet(`workloads.after-down.failed.breaker-open of ${variant} < 20% of resilience4j`)
    }
    expect(breakers).toMeet('workloads.after-down.failed.breaker-open of cockatiel < 5% of resilience4j')
  })

  it('opens Polly and cockatiel at 30 % of errors, at the cost of good answers, and not the other two', () => {
    expect(breakers).toMeet('workloads.flaky.failed.breaker-open of polly > 200')
    expect(breakers).toMeet('workloads.flaky.failed.breaker-open of cockatiel > 100')
    expect(breakers).toMeet('workloads.flaky.good of polly < 60% of none')
    expect(breakers).toMeet('workloads.flaky.good of cockatiel < 85% of none')
    for (const variant of ['opossum', 'resilience4j', ...TUNED]) {
      expect(breakers).toMeet(`workloads.flaky.failed.breaker-open of ${variant} <= 0`)
    }
  })

  it('opens opossum for a declined card at night, and no other', () => {
    expect(breakers).toMeet('workloads.night.failed.breaker-open of opossum > 1')
    for (const variant of ['cockatiel', 'resilience4j', 'polly', ...TUNED]) {
      expect(breakers).toMeet(`workloads.night.failed.breaker-open of ${variant} <= 0`)
    }
  })

  it('leaves the outage of the night unnoticed where a hundred calls are asked for', () => {
    expect(breakers).toMeet('workloads.night-down.failed.breaker-open of resilience4j <= 0')
    expect(breakers).toMeet('workloads.night-down.failed.breaker-open of polly <= 0')
    expect(breakers).toMeet('workloads.night-down.failed.error of opossum < 50% of none')
    expect(breakers).toMeet('workloads.night-down.failed.error of cockatiel < 75% of none')
  })

  it.each(TUNED)('makes %s do what the others do when it is told the same', (variant) => {
    expect(breakers).toMeet(`workloads.down.failed.error of ${variant} > 85`)
    expect(breakers).toMeet(`workloads.down.failed.error of ${variant} < 140`)
    expect(breakers).toMeet(`workloads.after-down.failed.breaker-open of ${variant} < 100`)
    expect(breakers).toMeet(`workloads.slow.good of ${variant} < 50% of none`)
  })

  it('sends ten probes where the others send one: resilience4j, told the same', () => {
    for (const variant of TUNED.filter((name) => name !== 'resilience4j-tuned')) {
      expect(breakers).toMeet(`workloads.down.failed.error of ${variant} < 90% of resilience4j-tuned`)
    }
  })

  it('has cockatiel remember the failures of the night in some mornings, and none of the others', () => {
    const { variants } = breakers.document
    const refused = (variant: string): number => {
      const { failed } = variants[variant]?.workloads['day'] ?? expect.fail(`no figures of ${variant}`)
      return failed['breaker-open']?.value ?? 0 // a reason that nobody met is left out
    }
    expect(refused('cockatiel-tuned')).toBeGreaterThan(5)
    expect(TUNED.filter((name) => name !== 'cockatiel-tuned').map(refused)).toEqual([0, 0, 0])
  })
})
