import { describe, expect, it } from 'vitest'
import { MessageCause, type MessageFact, MessageKind } from '../../../../src/sim/message-fact.ts'
import type { KafkaConsumer } from '../../../../src/sim/message-plan.ts'
import { MS, SECOND } from '../../world/plans.ts'
import { type LogRun, type LogSpec, type MessageFacts, runLog } from './log-world.ts'
import { type Blow, faultsOf } from './storms.ts'

const SIZES = { kafka: 3, mailer: 3 }
const every = (gap: number, until: number): readonly number[] =>
  Array.from({ length: Math.floor(until / gap) }, (_, i) => (i + 1) * gap)

/** Two instances share four partitions; by default one dies at 4 s, and is back 2 s later. */
function group(
  consumer: Partial<KafkaConsumer>,
  more: {
    readonly blow?: Partial<Blow>
    readonly takes?: number
    readonly fails?: number
    readonly none?: boolean
  } = {},
): LogRun {
  const blow: Blow = { kind: 'process', unit: 'mailer', number: 0, at: 4000 * MS, lasts: 2 * SECOND, ...more.blow }
  const spec: LogSpec = {
    load: every(40 * MS, 30 * SECOND),
    duration: 31 * SECOND,
    handlers: [
      {
        unit: 'mailer',
        event: 'order',
        instances: 2,
        takes: more.takes ?? MS,
        ...(more.fails === undefined ? {} : { fails: more.fails }),
        consumer: { sessionTimeout: 6 * SECOND, heartbeat: SECOND, ...consumer },
      },
    ],
    faults: (places) => faultsOf(more.none === true ? [] : [blow], places, SIZES),
  }
  return runLog(spec)
}

/** The longest time in which a partition has had nothing delivered, ns. */
function longestPause(facts: MessageFacts, partition: number): number {
  const position = new Map(facts.of(MessageKind.stored).map((fact) => [fact.message, fact.partition]))
  const times = facts
    .of(MessageKind.delivered)
    .flatMap(({ message, at }) => (position.get(message) === partition ? [at] : []))
  return Math.max(...times.map((at, i) => at - (times[i - 1] ?? at)))
}

const handlesAll = (facts: MessageFacts): void => {
  expect(facts.messages(MessageKind.handled).size).toBe(750)
  expect(facts.messages(MessageKind.settled).size).toBe(750)
}

describe('a consumer that dies and comes back', () => {
  it('holds its group up until its old self is taken for dead, where all have to join anew', () => {
    const { facts } = group({ assignment: 'eager' })
    expect(facts.of(MessageKind.rebalanced).length).toBeGreaterThan(0)
    // It comes back as a new member at 6 s, and its old self is a member until 10 s.
    for (const partition of [0, 1, 2, 3]) expect(longestPause(facts, partition)).toBeGreaterThan(3 * SECOND)
    handlesAll(facts)
  })

  it('leaves the others their partitions meanwhile, where only what moves is given up', () => {
    const { facts } = group({ assignment: 'cooperative' })
    expect(longestPause(facts, 0)).toBeGreaterThan(3 * SECOND)
    // Those of the other instance; one may move to whom is back.
    expect(Math.min(longestPause(facts, 2), longestPause(facts, 3))).toBeLessThan(SECOND)
    handlesAll(facts)
  })

  it('gets its partitions back at once, and nobody else notices, where it has a name', () => {
    const { facts } = group({ staticMembership: true })
    expect(facts.of(MessageKind.rebalancing)).toEqual([])
    expect(longestPause(facts, 0)).toBeLessThan(2.5 * SECOND)
    expect(longestPause(facts, 3)).toBeLessThan(0.6 * SECOND)
    handlesAll(facts)
  })
})

describe('a consumer whose code takes longer than it may between two polls', () => {
  it('leaves its group, finds its commit refused, and others do the same again', () => {
    const { facts, log } = group(
      { maxPollInterval: 300 * MS, maxPollRecords: 50 },
      { blow: { kind: 'slow', at: 3 * SECOND, lasts: 3 * SECOND } },
    )
    expect(facts.of(MessageKind.rebalancing).length).toBeGreaterThan(0)
    expect(log.calls('kafka.coordinate').some(({ outcome }) => outcome === 'fenced')).toBe(true)
    const returned = facts.of(MessageKind.returned)
    expect(returned.length).toBeGreaterThan(0)
    expect(returned.every(({ cause }) => cause === MessageCause.rebalance || cause === MessageCause.consumerGone)).toBe(
      true,
    )
    expect(facts.of(MessageKind.handled).length).toBeGreaterThan(750)
    handlesAll(facts)
  })
})

describe('a consumer that is cut off from the log', () => {
  it('is replaced after its session; what it had not committed is done twice', () => {
    const { facts } = group(
      { commit: 'every', every: 5 * SECOND },
      { blow: { kind: 'process', at: 8 * SECOND, lasts: 60 * SECOND } },
    )
    const twice = facts.of(MessageKind.delivered).filter(({ delivery }) => delivery > 1)
    expect(twice.length).toBeGreaterThan(10)
    expect(twice.length).toBe(facts.of(MessageKind.returned).length)
    expect(facts.of(MessageKind.returned).every(({ cause }) => cause === MessageCause.consumerGone)).toBe(true)
    handlesAll(facts)
  })
})

describe('a commit before the work that nobody answers', () => {
  it('is given up after a minute, and what was fetched is fetched and handled later, once', () => {
    // Cut off at the instant at which the offsets of a message are on their way.
    for (const at of [4045, 4045.5, 4047, 4048.5]) {
      const blow = { kind: 'cut-off', at: at * MS, lasts: 70 * SECOND } as const
      const { facts } = group({ commit: 'before', sessionTimeout: 300 * SECOND }, { blow })
      expect(facts.of(MessageKind.delivered).length).toBe(750)
      handlesAll(facts)
    }
  })
})

describe('a handler that fails', () => {
  const failing = (consumer: Partial<KafkaConsumer>): MessageFacts => group(consumer, { fails: 0.2, none: true }).facts
  const countOf = (facts: readonly MessageFact[]): number => new Set(facts.map(({ message }) => message)).size

  it('is passed over', () => {
    const facts = failing({ onFailure: 'skip' })
    const failed = facts.of(MessageKind.failed)
    expect(failed.length).toBeGreaterThan(100)
    expect(facts.of(MessageKind.dropped).length).toBe(failed.length)
    expect(facts.of(MessageKind.delivered).length).toBe(750)
    expect(countOf(facts.of(MessageKind.settled)) + failed.length).toBe(750)
  })

  it('is tried again in its place, and what is given up is a dead letter', () => {
    const facts = failing({ onFailure: 'retry', attempts: 2, retryBackoff: 5 * MS, deadLetters: true })
    const dead = facts.of(MessageKind.deadLettered)
    // 0.2^3 of 750 are 6; none or more than 20 have a probability below 3e-3.
    expect(dead.length).toBeGreaterThanOrEqual(1)
    expect(dead.length).toBeLessThanOrEqual(20)
    expect(countOf(facts.of(MessageKind.handled)) + dead.length).toBe(750)
    expect(Math.max(...facts.of(MessageKind.delivered).map(({ delivery }) => delivery))).toBe(3)
    expect(facts.of(MessageKind.returned).length).toBe(facts.of(MessageKind.failed).length - dead.length)
  })
})
