import { describe, expect, it } from 'vitest'
import { largeEffects, largeLogs, largeQueue, largeSagas } from '../../../bench/judges/large-business.ts'
import {
  largeCounters,
  largeQuantities,
  largeRegisters,
  largeReplicas,
  largeTransactions,
  seenFromOutside,
  withStaleRead,
} from '../../../bench/judges/large-histories.ts'
import { converged } from '../../../src/checks/histories/convergence/converged.ts'
import { effectsOnce } from '../../../src/checks/histories/effects/effects-once.ts'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import type { Judgement } from '../../../src/checks/histories/judgement.ts'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { logLaws } from '../../../src/checks/histories/logs/log-laws.ts'
import { conserved } from '../../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import { queueLaws } from '../../../src/checks/histories/queues/queue-laws.ts'
import { sagaAtomic } from '../../../src/checks/histories/sagas/saga-atomic.ts'
import { sequentiallyConsistent } from '../../../src/checks/histories/sequential/sequentially-consistent.ts'
import { sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'

const registers = (count: number, clients = 50) => largeRegisters({ count, clients, keys: 10 })
const outside = (count: number, clients = 50) => seenFromOutside(registers(count, clients))

/** A judge on a good history of some length. */
type Case = readonly [string, (count: number) => Judgement<unknown>]

const linear: readonly Case[] = [
  ['linearizable by a witness', (count) => linearizable({ operations: registers(count), initial: 0 })],
  ['sequential by a witness', (count) => sequentiallyConsistent({ operations: registers(count), initial: 0 })],
  [
    'sequential by versions',
    (count) =>
      sequentiallyConsistent({ operations: registers(count).map(({ order: _order, ...operation }) => operation) }),
  ],
  ['session guarantees', (count) => sessionGuarantees({ operations: registers(count) })],
  ['isolation', (count) => isolation(largeTransactions(count, 'serial', 100))],
  ['converged', (count) => converged(largeReplicas(count, 10), 50)],
  ['conserved', (count) => conserved({ events: largeQuantities(count, 20) })],
  ['counter', (count) => counterWithinBounds({ operations: largeCounters(count, 20) })],
  ['effects', (count) => effectsOnce({ events: largeEffects(count) }, 'exactly-once')],
  ['queues', (count) => queueLaws(largeQueue(count))],
  ['logs', (count) => logLaws(largeLogs(count))],
  ['sagas', (count) => sagaAtomic(largeSagas(count))],
]

const logarithmic: readonly Case[] = [
  ['linearizable by zones', (count) => linearizable({ operations: outside(count), initial: 0 })],
  ['bounded staleness', (count) => boundedStaleness({ operations: registers(count) }, Infinity)],
  ['k-staleness', (count) => kStaleness({ operations: registers(count) }, Infinity)],
]

describe('the steps of a judge', () => {
  it.each(linear)('are a few for each operation: %s', (_name, judge) => {
    const [small, large] = [judge(2000), judge(8000)]
    expect([small.verdict, large.verdict]).toEqual(['ok', 'ok'])
    expect(large.steps).toBeGreaterThanOrEqual(8000)
    expect(large.steps).toBeLessThanOrEqual(6 * 8000)
    expect(large.steps / small.steps).toBeLessThan(4.2)
  })

  it.each(logarithmic)('are a few for each operation, and a logarithm: %s', (_name, judge) => {
    const [small, large] = [judge(2000), judge(8000)]
    expect([small.verdict, large.verdict]).toEqual(['ok', 'ok'])
    expect(large.steps).toBeGreaterThanOrEqual(8000)
    // There are 800 operations on each key, so no search takes more than ten steps.
    expect(large.steps).toBeLessThanOrEqual(12 * 8000)
    expect(large.steps / small.steps).toBeLessThan(5.5)
  })

  it('do not grow with concurrency where values are unique', () => {
    const [few, many] = [5, 80].map((clients) => linearizable({ operations: outside(4000, clients), initial: 0 }))
    expect(many?.decidedBy.zones).toBe(10)
    expect((many?.steps ?? 0) / (few?.steps ?? 1)).toBeLessThan(1.5)
  })

  it('are few for a search where little goes on at once', () => {
    const history = largeRegisters({ count: 4000, clients: 3, keys: 1, unique: false, others: 30 })
    const judged = linearizable({ operations: seenFromOutside(history), initial: 0 })
    expect(judged).toMatchObject({ verdict: 'ok', decidedBy: { search: 1 } })
    expect(judged.steps).toBeLessThan(5 * 4000)
  })

  it('are the same every time', () => {
    const operations = outside(4000, 8)
    expect(linearizable({ operations, initial: 0 })).toEqual(linearizable({ operations, initial: 0 }))
  })
})

describe('one stale read among thousands', () => {
  it.each([
    ['zones', true],
    ['search', false],
  ] as const)('is found by %s and shown in a few operations', (method, unique) => {
    const good = largeRegisters({ count: 4000, clients: 4, keys: 1, unique })
    const operations = withStaleRead(seenFromOutside(good))
    // Nobody writes 0 where values are unique; else it is a value like others, and -1 is what was there at first.
    const bad = unique ? operations : operations.map((one, index) => (index === 3990 ? stale(one) : one))
    const judged = linearizable({ operations: bad, initial: 0 })
    expect(judged).toMatchObject({ verdict: 'violated', violations: 1, decidedBy: { [method]: 1 } })
    const evidence = judged.findings[0]?.evidence ?? []
    expect(evidence.length).toBeLessThanOrEqual(6)
    expect(linearizable({ operations: evidence, initial: 0 }).verdict).toBe('violated')
  })
})

function stale(operation: ReturnType<typeof outside>[number]): ReturnType<typeof outside>[number] {
  const { session, key, call, return: end, outcome } = operation
  return { session, key, call, return: end, outcome, kind: 'read', value: -1 }
}
