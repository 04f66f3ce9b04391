import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TRANSACTION_COUNTS, type TransactionCountName } from '../../../src/metrics/transactions/transaction-anomaly.ts'
import { transactionSpan } from '../../../src/metrics/transactions/transaction-span.ts'
import type { TransactionSummary } from '../../../src/metrics/transactions/transaction-summary.ts'
import { TRANSACTION_TIMES, type TransactionTallyData } from '../../../src/metrics/transactions/transaction-tally.ts'
import { foldFacts, type Written } from './facts.ts'
import { countNaively } from './reference.ts'

const tallyOf = ({ transactions }: TransactionSummary): TransactionTallyData => {
  const [first] = transactions
  if (first === undefined) throw new Error('no transaction')
  return first.tally
}
const count = (summary: TransactionSummary, name: TransactionCountName): number =>
  tallyOf(summary).counts[TRANSACTION_COUNTS.indexOf(name)] ?? 0

/** Anything may happen to a transaction between its beginning and its end, and late effects after that. */
const streams = fc
  .array(
    fc.record({
      business: fc.nat(7),
      leg: fc.nat(2),
      what: fc.constantFrom(
        'called',
        'called',
        'effect',
        'effect',
        'absorbed',
        'undoCalled',
        'undone',
        'undoAbsorbed',
        'confirmCalled',
        'confirmAbsorbed',
        'barred',
        'resumed',
        'told',
        'committed',
        'compensated',
        'abandoned',
        'write',
        'read',
        'read',
      ),
    }),
    { maxLength: 150 },
  )
  .map((moves): Written[] => {
    const facts: Written[] = []
    const numbers = new Map<number, number>()
    const ended = new Set<number>()
    let version = 0
    for (const { business: wanted, leg: own, what } of moves) {
      const at = facts.length * 10
      const id = numbers.get(wanted)
      if (id === undefined) {
        numbers.set(wanted, numbers.size)
        facts.push({ kind: 'begun', at, business: numbers.size - 1, workload: 0, request: 1000 + wanted })
      } else if (what === 'write') facts.push({ data: 'committed', at, business: id, leg: own, version: ++version })
      else if (what === 'read') {
        // Any version there is, by a transaction, or by nobody's.
        const reader = own === 0 ? -1 : id
        facts.push({ data: 'read', at, version: version - (wanted % 3), business: reader, operation: 5 })
      } else if (what === 'committed' || what === 'compensated' || what === 'abandoned') {
        if (!ended.has(id)) facts.push({ kind: what, at, business: id })
        ended.add(id)
      } else if (what === 'resumed' || what === 'told') facts.push({ kind: what, at, business: id })
      else facts.push({ kind: what, at, business: id, leg: own })
    }
    return facts
  })

describe('over random streams', () => {
  test('every transaction ends in exactly one way: the parts add up to what has begun', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 3 }), (facts, open, ended) => {
        const summary = foldFacts(facts, { limits: { open, ended } })
        const parts = ['committed', 'compensated', 'abandoned', 'stuck', 'unfinished', 'unfollowed'] as const
        expect(parts.reduce((sum, name) => sum + count(summary, name), 0)).toBe(count(summary, 'begun'))
        expect(count(summary, 'dirtyReads')).toBeLessThanOrEqual(count(summary, 'intermediateReads'))
        const { settleTime, seenBy } = tallyOf(summary)
        expect(settleTime.count).toBe(count(summary, 'committed') + count(summary, 'compensated'))
        expect(seenBy.reduce((sum, { reads }) => sum + reads, 0)).toBe(count(summary, 'intermediateReads'))
      }),
      { seed: 20260806, numRuns: 300 },
    )
  })

  test('every part of the time has those that began in it, and the parts together are the whole', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 20 }), (facts, windows) => {
        const summary = foldFacts(facts, { to: 1500, course: windows })
        const [course] = summary.course ?? []
        if (course === undefined) throw new Error('no course was kept')
        const width = 1500 / windows
        const all = Array.from({ length: windows }, (_, k) => k)
        const whole = transactionSpan(course, all, width)
        expect(whole.counts).toEqual(tallyOf(summary).counts)
        TRANSACTION_TIMES.forEach((name, at) => expect(whole.times[at], name).toEqual(tallyOf(summary)[name]))
        const first = transactionSpan(course, [0], width).counts
        const naive = countNaively(facts, { from: 0, to: width })
        expect(Object.fromEntries(TRANSACTION_COUNTS.map((name, at) => [name, first[at]]))).toEqual(naive)
      }),
      { seed: 20260808, numRuns: 200 },
    )
  })

  test('every count is what a naive search of the list finds', () => {
    fc.assert(
      fc.property(streams, fc.nat(300), fc.nat(1200), (facts, from, length) => {
        const time = { from, to: from + length + 1 }
        const summary = foldFacts(facts, time)
        const found = Object.fromEntries(TRANSACTION_COUNTS.map((name) => [name, count(summary, name)]))
        expect(found).toEqual(countNaively(facts, time))
      }),
      { seed: 20260807, numRuns: 300 },
    )
  })
})
