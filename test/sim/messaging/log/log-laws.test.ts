import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageCause, MessageKind } from '../../../../src/sim/message-fact.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { MS, SECOND } from '../../world/plans.ts'
import { type LogRun, type LogSpec, logPlan, runLog } from './log-world.ts'
import { blows, faultsOf } from './storms.ts'

/** Quick enough to see fail-overs and rebalances within seconds. */
const QUICK = { rules: { failover: SECOND, replicaLag: 2 * SECOND }, duration: 10 * SECOND, load: 20 } as const
const SESSION = { sessionTimeout: 5 * SECOND, heartbeat: SECOND } as const
const SIZES = { kafka: 3, mailer: 2, audit: 1 }

const STORM = blows(['process', 'drain', 'pause', 'cut-off', 'slow'], ['kafka', 'kafka', 'mailer'], 8 * SECOND)

/** Messages that were confirmed or settled and lost after that. */
function lostAfterwards({ facts }: LogRun): readonly number[] {
  const safe = new Set<number>()
  return facts.all.flatMap(({ kind, cause, message }) => {
    if (kind === MessageKind.confirmed || kind === MessageKind.settled) safe.add(message)
    return kind === MessageKind.dropped && cause === MessageCause.lostNode && safe.has(message) ? [message] : []
  })
}

/** Keys of which a message was first delivered after a later one. */
function disordered({ facts }: LogRun): readonly number[] {
  const latest = new Map<number, number>()
  const seen = new Set<number>()
  return facts.of(MessageKind.delivered).flatMap(({ message, key }) => {
    if (seen.has(message)) return []
    seen.add(message)
    const before = latest.get(key) ?? -1
    latest.set(key, Math.max(before, message))
    return before > message ? [key] : []
  })
}

function expectAtRest({ log, end, world }: LogRun): void {
  expect(end.status).toBe('completed')
  expect(log.inFlight()).toEqual({})
  expect(world.frames).toBe(0)
}

const without = (all: ReadonlySet<number>, some: ReadonlySet<number>): readonly number[] =>
  [...all].filter((one) => !some.has(one))

describe('a log that waits for all in sync, with two of them at least and clean elections', () => {
  it('loses nothing confirmed, keeps the order of each key, and has all of it handled once it is well again', () => {
    const assignment = fc.constantFrom('eager' as const, 'cooperative' as const)
    fc.assert(
      fc.property(STORM, fc.nat(1000), assignment, fc.boolean(), (list, seed, how, staticMembership) => {
        const consumer = { ...SESSION, assignment: how, staticMembership }
        const spec: LogSpec = {
          ...QUICK,
          events: { order: { keys: 5 } },
          handlers: [{ unit: 'mailer', event: 'order', instances: 2, takes: 5 * MS, consumer }],
          faults: (places) => faultsOf(list, places, SIZES),
        }
        const run = runLog(spec, String(seed))
        const confirmed = run.facts.messages(MessageKind.confirmed)
        expect(lostAfterwards(run)).toEqual([])
        expect(disordered(run)).toEqual([])
        expect(without(confirmed, run.facts.messages(MessageKind.handled))).toEqual([])
        expect(without(confirmed, run.facts.messages(MessageKind.settled))).toEqual([])
        expectAtRest(run)
      }),
      { seed: 5, numRuns: 25 },
    )
  })
})

describe('a consumer that commits before it handles', () => {
  it('handles nothing twice, whatever happens', () => {
    fc.assert(
      fc.property(STORM, fc.nat(1000), fc.constantFrom('eager' as const, 'cooperative' as const), (list, seed, how) => {
        const consumer = { ...SESSION, assignment: how, commit: 'before' as const }
        const run = runLog(
          {
            ...QUICK,
            handlers: [{ unit: 'mailer', event: 'order', instances: 2, takes: 5 * MS, consumer }],
            faults: (places) => faultsOf(list, places, SIZES),
          },
          String(seed),
        )
        const delivered = run.facts.of(MessageKind.delivered)
        expect(delivered.length).toBe(new Set(delivered.map(({ message }) => message)).size)
        expectAtRest(run)
      }),
      { seed: 6, numRuns: 15 },
    )
  })
})

describe('transactions from topic to topic', () => {
  it('let each message have its effect once, for those who read what is committed', () => {
    fc.assert(
      fc.property(STORM, fc.nat(1000), fc.constantFrom('eager' as const, 'cooperative' as const), (list, seed, how) => {
        const run = runLog(
          {
            ...QUICK,
            load: 10,
            events: { order: { topic: { transactions: true } }, mail: {} },
            handlers: [
              {
                unit: 'mailer',
                event: 'order',
                instances: 2,
                takes: 5 * MS,
                publishes: 'mail',
                consumer: { ...SESSION, assignment: how },
              },
              { unit: 'audit', event: 'mail', consumer: { readCommitted: true } },
            ],
            faults: (places) => faultsOf(list, places, SIZES),
          },
          String(seed),
        )
        const settled = run.facts.of(MessageKind.settled, 0).map(({ request }) => request)
        const seen = new Map<number, Set<number>>()
        for (const { request, message } of run.facts.of(MessageKind.handled, 1)) {
          seen.set(request, (seen.get(request) ?? new Set()).add(message))
        }
        const done = new Set(settled)
        const failed = new Set(run.facts.of(MessageKind.failed, 0).map(({ request }) => request))
        // One whose handler has said no is passed over, and nothing of it is seen.
        const missing = [...done].filter((request) => !seen.has(request) && !failed.has(request))
        expect(missing).toEqual([])
        expect([...seen].filter(([request, mails]) => mails.size !== 1 || !done.has(request))).toEqual([])
        expectAtRest(run)
      }),
      { seed: 7, numRuns: 20 },
    )
  })
})

describe('a log at which nothing goes wrong', () => {
  it('has every message handled exactly once, and is at rest afterwards', () => {
    const consumer = fc.record({
      commit: fc.constantFrom('before' as const, 'after' as const, 'every' as const),
      assignment: fc.constantFrom('eager' as const, 'cooperative' as const),
      maxPollRecords: fc.integer({ min: 1, max: 20 }),
      fetchWait: fc.constantFrom(0.05 * SECOND, 0.5 * SECOND),
      readCommitted: fc.boolean(),
    })
    const spec = fc.record({
      nodes: fc.integer({ min: 1, max: 4 }),
      partitions: fc.integer({ min: 1, max: 7 }),
      instances: fc.integer({ min: 1, max: 3 }),
      acks: fc.constantFrom('none' as const, 'one' as const, 'all' as const),
      linger: fc.constantFrom(0, 20 * MS),
      takes: fc.constantFrom(MS, 30 * MS),
      transactions: fc.boolean(),
    })
    fc.assert(
      fc.property(spec, consumer, fc.nat(1000), (of, rules, seed) => {
        const run = runLog(
          {
            nodes: of.nodes,
            load: 60,
            duration: 3 * SECOND,
            events: {
              order: {
                topic: { partitions: of.partitions, transactions: of.transactions, minInSync: 1 },
                producer: { acks: of.acks, linger: of.linger },
                keys: 20,
              },
            },
            handlers: [
              { unit: 'mailer', event: 'order', instances: of.instances, takes: of.takes, consumer: rules },
              { unit: 'audit', event: 'order' },
            ],
          },
          String(seed),
        )
        const published = run.facts.of(MessageKind.published).map(({ message }) => message)
        const inOrder = (ids: readonly number[]): readonly number[] => ids.toSorted((a, b) => a - b)
        for (const subscription of [0, 1]) {
          for (const kind of [MessageKind.delivered, MessageKind.handled, MessageKind.settled]) {
            expect(inOrder(run.facts.of(kind, subscription).map(({ message }) => message))).toEqual(published)
          }
        }
        expect(run.facts.of(MessageKind.dropped)).toEqual([])
        expect(disordered(run).length).toBe(0)
        expectAtRest(run)
      }),
      { seed: 8, numRuns: 25 },
    )
  })
})

describe('a run', () => {
  it('is the same whoever watches what happens to messages', () => {
    fc.assert(
      fc.property(STORM, fc.nat(1000), (list, seed) => {
        const spec: LogSpec = {
          ...QUICK,
          duration: 5 * SECOND,
          events: {
            order: { topic: { transactions: true, retention: 3 * SECOND } },
            mail: { topic: { compact: true } },
          },
          handlers: [
            { unit: 'mailer', event: 'order', instances: 2, publishes: 'mail', consumer: SESSION },
            { unit: 'audit', event: 'mail', consumer: { readCommitted: true } },
          ],
          faults: (places) => faultsOf(list, places, SIZES),
        }
        const world = createWorld(logPlan(spec), { seed: String(seed), replication: 0 })
        const unwatched = world.run(new Log(world.catalogue))
        expect(runLog(spec, String(seed)).end).toEqual(unwatched)
      }),
      { seed: 9, numRuns: 8 },
    )
  })
})
