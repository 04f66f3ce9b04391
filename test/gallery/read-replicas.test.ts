import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('read-replicas', () => {
  let profiles: Simulation

  beforeAll(async () => {
    const set = ['run.warmup=2s']
    profiles = await simulate(shipped('read-replicas'), { seed: 'gallery', duration: '10s', replications: 20, set })
  }, PATIENCE)

  it('lags behind as the queue of the one who applies: 7 ms / (1 - 0.63), and half a millisecond on the way', () => {
    expect(profiles).toMeet('consistency.users.lag.mean of replicas > 16.5ms')
    expect(profiles).toMeet('consistency.users.lag.mean of replicas < 23ms')
  })

  it('shows something old with one read in eight, to four in ten of those who have just saved', () => {
    expect(profiles).toMeet('consistency.users.staleReads.share of replicas > 11%')
    expect(profiles).toMeet('consistency.users.staleReads.share of replicas < 16%')
    expect(profiles).toMeet('consistency.users.readYourWrites of replicas > 240')
    expect(profiles).toMeet('consistency.users.readYourWrites of replicas < 380')
  })

  it('takes the load off the leader', () => {
    expect(profiles).toMeet('profiles.show.latency.mean of replicas < 55% of leader')
  })

  it('leaves a few of them when one’s own page is read from the leader, and none when commits wait', () => {
    expect(profiles).toMeet('consistency.users.readYourWrites of own-writes-from-leader < 15')
    expect(profiles).toMeet('consistency.users.staleReads.share of own-writes-from-leader > 0.08%')
    expect(profiles).toMeet('consistency.users.staleReads.count of synchronous == 0')
    expect(profiles).toMeet({ in: 'synchronous', that: 'invariant: read-your-writes: users' })
    expect(profiles).toMeet('consistency.users.checked.staleReads of synchronous > 2000')
    expect(profiles).toMeet('profiles.save.latency.mean of synchronous > 180% of replicas')
  })

  it('shows nothing old at the leader, of as many reads that are looked at, though replicas lag as before', () => {
    expect(profiles).toMeet('consistency.users.staleReads.count of leader == 0')
    expect(profiles).toMeet('consistency.users.checked.staleReads of leader > 2000')
    expect(profiles).toMeet({ in: 'leader', that: 'invariant: linearizable: users' })
    expect(profiles).toMeet('consistency.users.lag.mean of leader > 16ms')
    expect(profiles).not.toMeet('consistency.users.staleReads.count of replicas == 0')
  })
})
