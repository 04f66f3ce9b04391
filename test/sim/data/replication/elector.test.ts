import { describe, expect, it } from 'vitest'
import { Elector } from '../../../../src/sim/data/replication/elector.ts'
import { type Correspondent, Message, MessageKind } from '../../../../src/sim/data/replication/message.ts'
import { NodeState } from '../../../../src/sim/data/replication/node-state.ts'
import { FramePool } from '../../../../src/sim/frame-pool.ts'
import { Draws } from '../../../../src/sim/kernel/draws.ts'
import { Engine } from '../../../../src/sim/kernel/engine.ts'
import { Alarms } from '../../../../src/sim/services/alarms.ts'
import { Parking } from '../../../../src/sim/services/parking.ts'
import type { Program } from '../../../../src/sim/step.ts'
import { SECOND } from '../../world/plans.ts'
import { FAILOVER } from './replicated.ts'

const PROGRAM = { name: 'test' } as Program
const NOBODY: Correspondent = { received() {}, answered() {} }

/** A replica with two entries of term 1 that has heard of its leader at 0, asked for its vote at `now`. */
function voter(now: number): {
  readonly state: NodeState
  readonly vote: (term: number, last: number, lastTerm: number) => boolean
} {
  const limits = { events: 1e6, eventsPerInstant: 1e3, pendingEvents: 1e3 }
  const engine = new Engine({ dispatch() {}, expects: () => true, describe: () => '' }, limits)
  const passing = { call: new FramePool().take(0, PROGRAM), wake: -1, timerSlot: -1 }
  const parking = new Parking(
    engine,
    new FramePool(),
    () => passing,
    () => ({ instance: 0, wake: -1 }),
  )
  const world = { engine, alarms: new Alarms(engine), parking }
  const state = new NodeState(1, 1)
  state.term = 1
  for (const position of [1, 2]) state.log.add({ position, term: 1, at: 0, writes: [] })
  const elector = new Elector({
    world,
    plan: FAILOVER,
    state,
    nodes: 3,
    source: new Draws(),
    send() {},
    resting: () => false,
    holds: () => true,
    adopt: (term) => {
      state.term = term
    },
    elected() {},
  })
  engine.run(now)
  return {
    state,
    vote: (term, after, afterTerm) => {
      const ends = { from: NOBODY, to: NOBODY, aim: 1 }
      const message = new Message(MessageKind.vote, ends, { life: 0, term, at: 0 }, { after, afterTerm, entries: [] })
      elector.received(message)
      return message.yes
    },
  }
}

describe('a vote', () => {
  it('goes to who has at least as much of the log, where a later term is more than a longer log', () => {
    const votes = (last: number, lastTerm: number): boolean => voter(SECOND).vote(9, last, lastTerm)
    expect([votes(2, 1), votes(3, 1), votes(1, 2)]).toEqual([true, true, true])
    expect([votes(1, 1), votes(7, 0)]).toEqual([false, false])
  })

  it('is given once in a term, and in none that is over', () => {
    const { state, vote } = voter(SECOND)
    expect(vote(2, 2, 1)).toBe(true)
    state.heardAt = 0
    expect([vote(2, 9, 1), vote(1, 9, 1)]).toEqual([false, false])
    expect(vote(3, 2, 1)).toBe(true)
  })

  it('is given to nobody as long as the leader is heard of', () => {
    expect(voter(FAILOVER.detect - 1).vote(2, 2, 1)).toBe(false)
    expect(voter(FAILOVER.detect).vote(2, 2, 1)).toBe(true)
  })
})
