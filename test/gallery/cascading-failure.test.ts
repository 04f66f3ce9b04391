import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('cascading-failure', () => {
  let cascade: Simulation

  beforeAll(async () => {
    cascade = await simulate(shipped('cascading-failure'), { seed: 'gallery', duration: '75s', replications: 20 })
  }, PATIENCE)

  it('takes the about page down, which never asks the slow database', () => {
    expect(cascade).toMeet('web.about.availability of unprotected < 60% during slow-database')
    // Every one of its failures is a full web server.
    expect(cascade).toMeet('web.about.failed.queue-full of unprotected > 500')
    expect(cascade).not.toMeet('web.about.failed.timeout of unprotected > 0')
  })

  it.each(['timeout', 'breaker', 'bulkhead'])('keeps the about page whole with a %s', (variant) => {
    expect(cascade).toMeet(`web.about.availability of ${variant} > 99.9% during slow-database`)
    expect(cascade).toMeet({ in: variant, that: 'recovers within 10s' })
  })

  it('lets a bulkhead through what the database still can do, and a timeout throws it away', () => {
    expect(cascade).toMeet('web.page.availability of bulkhead > 20% during slow-database')
    expect(cascade).toMeet('web.page.availability of timeout < 10% during slow-database')
  })

  it('spares the about page without any policy where no thread is held', () => {
    expect(cascade).toMeet('web.about.availability of event-loops > 99.9% during slow-database')
    expect(cascade).not.toMeet('web.about.availability of event-loops < 60% during slow-database')
  })
})
