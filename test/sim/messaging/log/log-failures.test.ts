import { describe, expect, it } from 'vitest'
import type { FaultEffect, FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { MessageCause, type MessageFact, MessageKind } from '../../../../src/sim/message-fact.ts'
import { OUTCOME_NAMES } from '../../../../src/sim/outcome.ts'
import { MS, SECOND } from '../../world/plans.ts'
import { type LogSpec, runLog } from './log-world.ts'
import { type Blow, faultsOf } from './storms.ts'

const RULES = { failover: SECOND, replicaLag: 2 * SECOND }
const SIZES = { kafka: 3, mailer: 2, shop: 1 }
const ONE = { partitions: 1, replication: 3, minInSync: 1 }
const every = (gap: number, until: number): readonly number[] =>
  Array.from({ length: Math.floor(until / gap) }, (_, i) => (i + 1) * gap)

function withBlows(list: readonly Blow[]): Pick<LogSpec, 'faults' | 'rules'> {
  return { rules: RULES, faults: (places) => faultsOf(list, places, SIZES) }
}

/** Ns between each message and the one before, at most. */
function longestGap(facts: readonly MessageFact[]): number {
  return Math.max(...facts.map(({ at }, i) => at - (facts[i - 1]?.at ?? at)))
}

const HANDLER = [{ unit: 'mailer', event: 'order' }] as const
const LEADER_DIES: Blow = { kind: 'process', unit: 'kafka', number: 0, at: 2000 * MS, lasts: 20 * SECOND }

describe('the leader of a partition dies', () => {
  it('and another one writes within about the time of a fail-over; producers find it by themselves', () => {
    const load = every(50 * MS, 6 * SECOND)
    const { facts } = runLog({
      load,
      events: { order: { topic: ONE } },
      handlers: HANDLER,
      ...withBlows([LEADER_DIES]),
    })
    const stored = facts.of(MessageKind.stored)
    expect(new Set(stored.map(({ instance }) => instance)).size).toBe(2)
    // It had shown itself at most 1/4.5 of the time before it died, and is tried every 100 ms.
    expect(longestGap(stored)).toBeGreaterThan((1 - 1 / 4.5) * RULES.failover)
    expect(longestGap(stored)).toBeLessThan(1.5 * RULES.failover)
    expect(facts.messages(MessageKind.handled).size).toBe(load.length)
    expect(facts.of(MessageKind.unconfirmed)).toEqual([])
  })

  it('and what only it had is lost, also what it has confirmed to producers who wait for nobody else', () => {
    // Followers hear of the last messages too late.
    const events = { order: { topic: ONE, producer: { acks: 'one' as const, idempotent: false } } }
    const inside = (places: { readonly edge: (name: string) => number }): FaultEffect => ({
      kind: 'latency',
      path: {
        edges: [places.edge('kafka -> kafka')],
        direction: 'there',
        from: [],
        to: [],
        end: 'caller',
        pick: { kind: 'numbers', numbers: [0] },
        programs: [],
      },
      add: { text: '', mean: 0, variance: 0, sample: () => 300 * MS, quantile: () => 300 * MS },
    })
    const { facts } = runLog({
      load: every(50 * MS, 3 * SECOND),
      events,
      handlers: HANDLER,
      rules: RULES,
      faults: (places) => [
        ...faultsOf([LEADER_DIES], places, SIZES),
        {
          ...(faultsOf([LEADER_DIES], places, SIZES)[0] as FaultPlan),
          id: 'slow',
          kind: 'latency',
          effect: inside(places),
        },
        {
          id: 'slower',
          kind: 'latency',
          schedule: {
            kind: 'scripted',
            at: SECOND,
            lasts: 3 * SECOND,
            every: 0,
            jitter: 0,
            until: Number.POSITIVE_INFINITY,
          },
          effect: inside(places),
        },
      ],
    })
    const confirmed = facts.messages(MessageKind.confirmed)
    const lost = facts.of(MessageKind.dropped).filter(({ cause }) => cause === MessageCause.lostNode)
    expect(lost.filter(({ message }) => confirmed.has(message)).length).toBeGreaterThan(0)
    const handled = facts.messages(MessageKind.handled)
    for (const { message, subscription } of lost) {
      expect(subscription).toBe(-1)
      expect(handled.has(message)).toBe(false)
    }
  })
})

describe('a partition whose replicas in sync are all gone', () => {
  const isolated: readonly Blow[] = [
    { kind: 'process', unit: 'kafka', number: 1, at: 500 * MS, lasts: 9 * SECOND },
    { kind: 'process', unit: 'kafka', number: 2, at: 500 * MS, lasts: 9 * SECOND },
  ]

  it('refuses who waits for two of them, and takes what waits for one', () => {
    const load = every(100 * MS, 8 * SECOND)
    const producer = { deliveryTimeout: 0 }
    const of = (minInSync: number): readonly MessageFact[] => {
      const topic = { ...ONE, minInSync }
      // Two of three controllers are gone, so nobody can say that they are: the leader waits for them in vain.
      return runLog({
        load,
        events: { order: { topic, producer: { ...producer, requestTimeout: SECOND } } },
        ...withBlows(isolated),
      }).facts.of(MessageKind.unconfirmed)
    }
    // What is not answered in time closes its connection, and what else is under way over it ends with that.
    const alone = of(1)
    expect(OUTCOME_NAMES[alone[0]?.outcome ?? 0]).toBe('timeout')
    expect(new Set(alone.map(({ outcome }) => OUTCOME_NAMES[outcome]))).toEqual(new Set(['timeout', 'reset']))
    // With one gone the two others agree on that, and on who is in sync.
    const two = runLog({
      load,
      events: { order: { topic: { ...ONE, minInSync: 3 }, producer } },
      ...withBlows([{ kind: 'process', unit: 'kafka', number: 2, at: 500 * MS, lasts: 5 * SECOND }]),
    }).facts.of(MessageKind.unconfirmed)
    expect(two.length).toBeGreaterThan(20)
    expect(two.every(({ outcome, at }) => OUTCOME_NAMES[outcome] === 'unavailable' && at < 7 * SECOND)).toBe(true)
  })
})

describe('a machine that goes down takes its page cache with it', () => {
  const of = (kind: 'process' | 'machine', nodes: number) =>
    runLog({
      nodes,
      load: every(100 * MS, 4 * SECOND),
      events: { order: { topic: { ...ONE, minInSync: Math.min(2, nodes) } } },
      handlers: HANDLER,
      ...withBlows([{ kind, unit: 'kafka', number: 0, at: 2050 * MS, lasts: SECOND }]),
    }).facts

  it('so that a log of one node loses what it has confirmed, and a crash of its process loses nothing', () => {
    const lost = (facts: ReturnType<typeof of>): number =>
      facts.of(MessageKind.dropped).filter(({ cause }) => cause === MessageCause.lostNode).length
    expect(lost(of('machine', 1))).toBe(20)
    expect(lost(of('process', 1))).toBe(0)
    expect(lost(of('machine', 3))).toBe(0)
  })
})

describe('a partition of which only a replica is left that is not in sync', () => {
  // The follower is cut off and falls out; it is back just after the leader has died.
  const list: readonly Blow[] = [
    { kind: 'cut-off', unit: 'kafka', number: 1, at: 1000 * MS, lasts: 6 * SECOND },
    { kind: 'process', unit: 'kafka', number: 0, at: 6500 * MS, lasts: 10 * SECOND },
  ]
  const of = (uncleanElection: boolean) =>
    runLog({
      load: every(100 * MS, 12 * SECOND),
      duration: 14 * SECOND,
      events: { order: { topic: { partitions: 1, replication: 2, minInSync: 1 } } },
      handlers: HANDLER,
      rules: { ...RULES, uncleanElection },
      faults: (places) => faultsOf(list, places, SIZES),
    }).facts

  it('is led by it and loses what was confirmed, or waits for the one that has all, as the broker is told', () => {
    const lostOf = (facts: ReturnType<typeof of>): ReadonlySet<number> => {
      const lost = facts.of(MessageKind.dropped).filter(({ cause }) => cause === MessageCause.lostNode)
      const confirmed = facts.messages(MessageKind.confirmed)
      return new Set(lost.map(({ message }) => message).filter((message) => confirmed.has(message)))
    }
    const clean = of(false)
    expect(lostOf(clean).size).toBe(0)
    expect(longestGap(clean.of(MessageKind.stored))).toBeGreaterThan(10 * SECOND)
    expect(clean.messages(MessageKind.handled).size).toBe(120)
    const unclean = of(true)
    // Confirmed from when the follower was out until the leader died: at least four seconds of ten messages each.
    expect(lostOf(unclean).size).toBeGreaterThan(40)
    expect(longestGap(unclean.of(MessageKind.stored))).toBeLessThan(3 * SECOND)
  })
})

describe('a batch that is sent again because its answer was lost', () => {
  const of = (idempotent: boolean) =>
    runLog({
      load: every(50 * MS, 4 * SECOND),
      events: { order: { topic: ONE, producer: { idempotent, requestTimeout: 200 * MS } } },
      handlers: HANDLER,
      faults: (places) => [
        {
          id: 'lost',
          kind: 'loss',
          schedule: {
            kind: 'scripted',
            at: SECOND,
            lasts: 2 * SECOND,
            every: 0,
            jitter: 0,
            until: Number.POSITIVE_INFINITY,
          },
          effect: {
            kind: 'loss',
            path: {
              edges: [places.edge('shop -> kafka')],
              direction: 'back',
              from: [],
              to: [],
              end: 'callee',
              pick: { kind: 'all' },
              programs: [],
            },
            share: 0.3,
            burst: 1,
          },
        },
      ],
    }).facts

  it('is there once if the producer numbers its messages, and again if it does not', () => {
    const numbered = of(true)
    const plain = of(false)
    expect(numbered.of(MessageKind.deduplicated).length).toBeGreaterThan(3)
    expect(numbered.of(MessageKind.stored).length).toBe(numbered.messages(MessageKind.stored).size)
    expect(plain.of(MessageKind.deduplicated)).toEqual([])
    expect(plain.of(MessageKind.stored).length).toBeGreaterThan(plain.messages(MessageKind.stored).size + 3)
    expect(plain.of(MessageKind.handled).length).toBe(plain.of(MessageKind.stored).length)
  })
})

describe('a batch that is on its way to a leader that is cut off', () => {
  it('is not overtaken by those after it, which have found the next leader', () => {
    const { facts } = runLog(
      {
        load: 20,
        events: { order: { keys: 5 } },
        handlers: HANDLER,
        ...withBlows([{ kind: 'cut-off', unit: 'kafka', number: 0, at: 229 * MS, lasts: 1031 * MS }]),
      },
      '3',
    )
    const published = facts.messages(MessageKind.published)
    expect(facts.messages(MessageKind.confirmed).size).toBe(published.size)
    expect(facts.messages(MessageKind.handled).size).toBe(published.size)
    // Somebody had to wait until the producer had given the cut-off leader up.
    expect(longestGap(facts.of(MessageKind.confirmed))).toBeGreaterThan(15 * SECOND)
    for (const key of [0, 1, 2, 3, 4]) {
      const ids = facts.of(MessageKind.stored).flatMap((fact) => (fact.key === key ? [fact.message] : []))
      expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    }
  })
})

describe('what is kept', () => {
  it('is as young as the retention: who comes later finds the rest, and is told what is gone', () => {
    const { facts } = runLog({
      load: every(100 * MS, 8 * SECOND),
      duration: 12 * SECOND,
      events: { order: { topic: { ...ONE, retention: 3 * SECOND } } },
      handlers: [{ unit: 'mailer', event: 'order', consumer: { sessionTimeout: 45 * SECOND } }],
      ...withBlows([{ kind: 'process', unit: 'mailer', number: 0, at: 1010 * MS, lasts: 7 * SECOND }]),
    })
    const dropped = facts.of(MessageKind.dropped)
    expect(dropped.length).toBeGreaterThan(10)
    expect(
      dropped.every(({ cause, at, publishedAt }) => cause === MessageCause.expired && at - publishedAt >= 3 * SECOND),
    ).toBe(true)
    const gone = facts.messages(MessageKind.dropped)
    const settled = facts.messages(MessageKind.settled)
    expect([...gone].filter((message) => settled.has(message))).toEqual([])
    expect(gone.size + settled.size).toBe(facts.messages(MessageKind.stored).size)
  })

  it('is the last message of each key where the log is compacted', () => {
    const { facts } = runLog({
      load: every(100 * MS, 20 * SECOND),
      duration: 40 * SECOND,
      events: { order: { keys: 3, topic: { ...ONE, compact: true } } },
      handlers: [{ unit: 'mailer', event: 'order' }],
      ...withBlows([{ kind: 'process', unit: 'mailer', number: 0, at: 50 * MS, lasts: 35 * SECOND }]),
    })
    const dropped = facts.of(MessageKind.dropped)
    expect(dropped.every(({ cause }) => cause === MessageCause.compacted)).toBe(true)
    const last = new Map(facts.of(MessageKind.stored).map(({ key, message }) => [key, message]))
    expect([...facts.messages(MessageKind.settled)].toSorted((a, b) => a - b)).toEqual(
      [...last.values()].toSorted((a, b) => a - b),
    )
    expect(dropped.length).toBe(200 - 3)
  })
})
