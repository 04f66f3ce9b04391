import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Faults of 7 s instead of 30, from 4 s on. */
const SHORT = [
  'run.warmup=2s',
  ...['events-late', 'events-lost', 'by-events-users-down', 'asked-users-down'].flatMap((variant) => [
    `variants.${variant}.faults.0.at=4s`,
    `variants.${variant}.faults.0.for=7s`,
  ]),
]

describe('eventual-user-name', () => {
  let names: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '14s', replications: 20, set: SHORT, control: false }
    names = await simulate(shipped('eventual-user-name'), options)
  }, PATIENCE)

  it('has the new name within 10 ms in 99 of 100 cases, and sooner or later in all', () => {
    expect(names).toMeet('consistency.names-here.copies.window.p99 of by-events < 10ms')
    expect(names).toMeet('consistency.names-here.copies.open of by-events == 0')
  })

  it('is as late as its events', () => {
    expect(names).toMeet('consistency.names-here.copies.window.max of events-late > 6s')
    expect(names).toMeet('consistency.names-here.copies.window.max of events-late < 7.1s')
    expect(names).toMeet('consistency.names-here.copies.open of events-late == 0')
  })

  it('never has a name whose event was lost, and no list fails', () => {
    // 10 renames a second for 7 s, of which a fifth is lost, and one in fifty is renamed again.
    expect(names).toMeet('consistency.names-here.copies.open of events-lost > 10')
    expect(names).toMeet('consistency.names-here.copies.open of events-lost < 18')
    expect(names).toMeet('orders.list.availability of events-lost > 99.9%')
  })

  it('lists orders while the users service is down, which asking each time does not', () => {
    expect(names).toMeet('orders.list.availability of by-events-users-down > 99.9% during down')
    expect(names).toMeet('orders.list.availability of asked-users-down < 1% during down')
  })

  it('is never wrong and a millisecond slower where it asks each time', () => {
    expect(names).toMeet('orders.list.latency.mean of asked-each-time > 115% of by-events')
    expect(names).toMeet('orders.list.latency.mean of asked-each-time < 135% of by-events')
    expect(names).toMeet({ in: 'asked-each-time', that: 'invariant: linearizable: names' })
    expect(names).toMeet('consistency.names.staleReads.count of asked-each-time == 0')
    expect(names).toMeet('consistency.names.checked.staleReads of asked-each-time > 900')
    expect(names).not.toMeet('consistency.names-here.copies.open of events-lost == 0')
  })
})
