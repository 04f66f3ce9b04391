import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('raft-election', () => {
  let group: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '20s', replications: 20, control: false }
    group = await simulate(shipped('raft-election'), options)
  }, PATIENCE)

  it('has no leader for about as long as the shortest of the timeouts, where these are drawn', () => {
    expect(group).toMeet('processes.raft.leaderless.mean of as-in-the-paper > 160ms')
    expect(group).toMeet('processes.raft.leaderless.mean of as-in-the-paper < 240ms')
    expect(group).toMeet('processes.raft.leaderless.mean of quick > 30ms')
    expect(group).toMeet('processes.raft.leaderless.mean of quick < 80ms')
    expect(group).toMeet('processes.raft.leaderless.mean of slow > 1s')
    expect(group).toMeet('processes.raft.leaderless.mean of slow < 1.6s')
  })

  it('votes again and again for nobody, where all have the same timeout', () => {
    expect(group).toMeet('processes.raft.candidacies of not-random > 100')
    expect(group).toMeet('processes.raft.candidacies of as-in-the-paper < 3')
    expect(group).toMeet('processes.raft.leaderless.mean of not-random > 2s')
    expect(group).toMeet('shop.order.availability of not-random < 70%')
    expect(group).toMeet('shop.order.availability of as-in-the-paper > 98%')
    expect(group).toMeet('shop.order.availability of slow < 99% of as-in-the-paper')
  })

  it('never has two leaders in a term, nor loses what was acknowledged, whatever the timeouts', () => {
    expect(group).toMeet('processes.raft.invariants.*.violations <= 0')
    expect(group).toMeet('processes.raft.invariants.*.checks > 1000')
  })

  it('never votes again without deaths', () => {
    expect(group).toMeet('processes.raft.elections of no-deaths <= 0')
    expect(group).toMeet('shop.order.availability of no-deaths > 99.8%')
    expect(group).not.toMeet('processes.raft.elections of as-in-the-paper <= 0')
  })
})
