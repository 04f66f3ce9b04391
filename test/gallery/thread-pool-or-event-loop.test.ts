import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('thread-pool-or-event-loop', () => {
  let runtimes: Simulation

  beforeAll(async () => {
    runtimes = await simulate(shipped('thread-pool-or-event-loop'), {
      seed: 'gallery',
      duration: '75s',
      replications: 20,
    })
  }, PATIENCE)

  it('makes requests wait for one of 64 threads while the cores have nothing to do', () => {
    expect(runtimes).toMeet('proxy.relay.latency.mean of threads-064 > 225ms')
    expect(runtimes).toMeet('proxy.relay.latency.p99 of threads-064 > 115% of event-loop')
    expect(runtimes).toMeet('units.proxy.utilisation of threads-064 > 95%')
    expect(runtimes).toMeet('units.proxy.cpuUtilisation of threads-064 < 9%')
  })

  it.each(['event-loop', 'threads-200'])('makes no request wait in %s, which has places enough', (variant) => {
    expect(runtimes).toMeet(`proxy.relay.latency.mean of ${variant} > 199ms`)
    expect(runtimes).toMeet(`proxy.relay.latency.mean of ${variant} < 202ms`)
    expect(runtimes).not.toMeet(`proxy.relay.latency.mean of ${variant} > 225ms`)
  })

  it('computes on one core in an event loop: M/M/1 at 80 %, 40 ms', () => {
    expect(runtimes).toMeet('renderer.render.latency.mean of event-loop > 36ms')
    expect(runtimes).toMeet('renderer.render.latency.mean of event-loop < 44ms')
    expect(runtimes).toMeet('renderer.render.latency.mean of event-loop > 350% of threads-064')
  })

  it.each(['threads-064', 'threads-200'])('computes on both cores in %s: M/M/2, 9.5 ms', (variant) => {
    expect(runtimes).toMeet(`renderer.render.latency.mean of ${variant} > 9.2ms`)
    expect(runtimes).toMeet(`renderer.render.latency.mean of ${variant} < 9.8ms`)
  })
})
