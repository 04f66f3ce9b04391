import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('petclinic', () => {
  let many: Simulation
  let few: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '14s', replications: 20 }
    many = await simulate(shipped('petclinic'), options)
    few = await simulate(shipped('petclinic'), { ...options, set: ['workload.users.users=10'] })
  }, PATIENCE)

  it('answers 100 users a third sooner than one monolith, at twice the money', () => {
    expect(many).toMeet('total.latency.mean of microservices < 70% of one-monolith')
    expect(many).toMeet('cost.perMonth of microservices > 200% of one-monolith')
  })

  it('answers them a third later than six monoliths for the same money', () => {
    expect(many).toMeet('total.latency.mean of six-monoliths < 70% of microservices')
    expect(many).toMeet('total.latency.p99 of six-monoliths < 50% of microservices')
    expect(many).toMeet('cost.perMonth of six-monoliths < 101% of microservices')
    expect(many).toMeet('cost.perMonth of six-monoliths > 99% of microservices')
  })

  it('gives away more than a third of what its machines gain', () => {
    const { variants } = many.document
    const mean = (name: string): number => variants[name]?.total.latencyMs.mean?.value ?? Number.NaN
    const gained = mean('one-monolith') - mean('six-monoliths')
    expect((mean('microservices') - mean('six-monoliths')) / gained).toBeGreaterThan(1 / 3)
  })

  it('answers 10 users later than one monolith: then there is nothing to spread', () => {
    expect(few).toMeet('total.latency.mean of one-monolith < 95% of microservices')
    expect(few).toMeet('cost.perMonth of one-monolith < 50% of microservices')
    expect(few).not.toMeet('total.latency.mean of microservices < 70% of one-monolith')
  })
})
