import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('gray-failure', () => {
  let gray: Simulation

  beforeAll(async () => {
    // 10 s of the bad instance, 4000 requests, in each of 20 runs.
    const options = { seed: 'gallery', duration: '25s', replications: 20, control: false }
    gray = await simulate(shipped('gray-failure'), options)
  }, PATIENCE)

  const meets = (variant: string, limit: string): void => {
    expect(gray).toMeet(`web.page.availability of ${variant} ${limit} during bad-instance`)
  }

  it('loses four of five requests to one instance of five by least-outstanding', () => {
    meets('least-outstanding', '> 19%')
    meets('least-outstanding', '< 24%')
    expect(gray).not.toMeet('web.page.failed.timeout of least-outstanding > 0')
  })

  it('loses no more than the share of one instance by round-robin', () => {
    meets('round-robin', '> 79.9%')
    meets('round-robin', '< 80.1%')
  })

  it('lies between the two with the better of two choices', () => {
    meets('two-choices', '> 58%')
    meets('two-choices', '< 63%')
  })

  it('is not touched at all by health checks that the instance answers', () => {
    const good = (variant: string) => gray.document.variants[variant]?.total.good
    expect(good('health-checks')).toEqual(good('least-outstanding'))
  })

  it('hardly gets better by asking the same balancer again', () => {
    meets('retries', '< 38%')
  })

  // Five errors in a row, which the last good answers begin anew at first: 7 or 8 of 4000.
  it('is over with outlier ejection', () => {
    meets('ejection', '> 99.7%')
    expect(gray).not.toMeet('web.page.availability of ejection < 99% during bad-instance')
    expect(gray).not.toMeet('web.page.availability of ejection > 99.88% during bad-instance')
  })

  it('is the other way round with an instance that is slow instead of broken', () => {
    meets('slow-least-outstanding', '> 98%')
    meets('slow-round-robin', '< 83%')
    meets('slow-round-robin', '> 78%')
  })
})
