import { describe, expect, test } from 'vitest'
import { TRANSACTION_COUNTS, type TransactionCountName } from '../../../src/metrics/transactions/transaction-anomaly.ts'
import type { TransactionFinding } from '../../../src/metrics/transactions/transaction-listener.ts'
import type { TransactionSummary } from '../../../src/metrics/transactions/transaction-summary.ts'
import type { TransactionTallyData } from '../../../src/metrics/transactions/transaction-tally.ts'
import { foldFacts, type Written } from './facts.ts'

const S = 1e9
const tallyOf = (summary: TransactionSummary, at = 0): TransactionTallyData => {
  const one = summary.transactions[at]
  if (one === undefined) throw new Error(`no transaction ${at}`)
  return one.tally
}
const count = (summary: TransactionSummary, name: TransactionCountName, at = 0): number =>
  tallyOf(summary, at).counts[TRANSACTION_COUNTS.indexOf(name)] ?? 0
const effectsOf = (summary: TransactionSummary, name: string) => summary.operations.find((one) => one.name === name)

const business = 0
const begun: Written = { kind: 'begun', at: 10, business, workload: 0, request: 5 }
const leg = (number: number, at: number): Written[] => [
  { kind: 'called', at, business, leg: number, attempt: 1 },
  { kind: 'effect', at: at + 2, business, leg: number, attempt: 1 },
  { kind: 'answered', at: at + 4, business, leg: number, attempt: 1 },
]
const committed: Written[] = [
  begun,
  ...leg(0, 20),
  ...leg(1, 30),
  ...leg(2, 40),
  { kind: 'committed', at: 50, business },
  { kind: 'told', at: 51, business },
]

describe('a business transaction', () => {
  test('of which every leg is done once commits, and leaves no anomaly', () => {
    const summary = foldFacts(committed)
    expect(count(summary, 'begun')).toBe(1)
    expect(count(summary, 'committed')).toBe(1)
    expect(summary.examples).toEqual([])
    expect(tallyOf(summary)).toMatchObject({
      legs: 3,
      calls: 3,
      events: 0,
      settleTime: { count: 1, max: 40 },
      tellTime: { count: 1, max: 41 },
      // From the first effect until it is committed.
      visibleTime: { count: 1, max: 28 },
    })
  })

  test('that is undone in reverse leaves nothing behind', () => {
    const summary = foldFacts([
      begun,
      ...leg(0, 20),
      { kind: 'called', at: 30, business, leg: 1, attempt: 1 },
      { kind: 'answered', at: 31, business, leg: 1, attempt: 1, outcome: 2 },
      { kind: 'turned', at: 31, business, outcome: 2 },
      { kind: 'undoCalled', at: 32, business, leg: 0, attempt: 1 },
      { kind: 'undone', at: 33, business, leg: 0, attempt: 1 },
      { kind: 'undoAnswered', at: 34, business, leg: 0, attempt: 1 },
      { kind: 'compensated', at: 35, business, outcome: 2 },
    ])
    expect([count(summary, 'compensated'), count(summary, 'compensations'), count(summary, 'orphans')]).toEqual([
      1, 1, 0,
    ])
    expect(tallyOf(summary)).toMatchObject({ calls: 3, legs: 2, settleTime: { max: 25 } })
  })

  test('that charges twice has done one leg double, and its story shows both', () => {
    const again: Written[] = [
      { kind: 'called', at: 33, business, leg: 1, attempt: 2 },
      { kind: 'effect', at: 34, business, leg: 1, attempt: 2 },
    ]
    const summary = foldFacts([...committed, ...again].toSorted((a, b) => a.at - b.at))
    expect([count(summary, 'doubleEffects'), count(summary, 'retries')]).toEqual([1, 1])
    expect(effectsOf(summary, 'payments.charge')).toMatchObject({ effects: 2, doubleEffects: 1 })
    const [example] = summary.examples
    expect(example).toMatchObject({ anomaly: 'doubleEffects', leg: 'payments.charge', times: 1 })
    expect(
      example?.events.filter(({ deed, leg: own }) => deed === 'did the work' && own === 'payments.charge').length,
    ).toBe(2)
  })

  test('whose second effect was undone has done nothing double', () => {
    const facts: Written[] = [
      ...committed,
      { kind: 'effect', at: 60, business, leg: 1, attempt: 2 },
      { kind: 'undone', at: 61, business, leg: 1, attempt: 1 },
    ]
    expect(count(foldFacts(facts), 'doubleEffects')).toBe(0)
    expect(foldFacts(facts).examples).toEqual([])
  })

  test('that commits without a leg having been done misses its effect', () => {
    const facts = committed.filter((fact) => !('kind' in fact) || fact.kind !== 'effect' || fact.leg !== 2)
    const summary = foldFacts(facts)
    expect(count(summary, 'missingEffects')).toBe(1)
    expect(summary.examples).toMatchObject([{ anomaly: 'missingEffects', leg: 'shipping.ship' }])
  })

  test('whose leg was recognised as done before misses nothing, unless that was undone', () => {
    const facts = committed.map((fact): Written => {
      return 'kind' in fact && fact.kind === 'effect' && fact.leg === 2 ? { ...fact, kind: 'absorbed' } : fact
    })
    expect(count(foldFacts(facts), 'missingEffects')).toBe(0)
    expect(count(foldFacts([...committed, { kind: 'undone', at: 60, business, leg: 2 }]), 'missingEffects')).toBe(1)
  })

  test('whose effect comes after it was undone leaves an orphan, because it is judged late', () => {
    const summary = foldFacts([
      begun,
      { kind: 'called', at: 20, business, leg: 0, attempt: 1 },
      { kind: 'answered', at: 25, business, leg: 0, attempt: 1, outcome: 1 },
      { kind: 'undoCalled', at: 26, business, leg: 0, attempt: 1 },
      { kind: 'undoAbsorbed', at: 27, business, leg: 0, attempt: 1 },
      { kind: 'compensated', at: 28, business, outcome: 1 },
      { kind: 'effect', at: 90, business, leg: 0, attempt: 1 },
    ])
    expect([count(summary, 'orphans'), count(summary, 'absorbed')]).toEqual([1, 1])
  })

  test('that is refunded twice has undone a leg double', () => {
    const undone: Written = { kind: 'undone', at: 60, business, leg: 1 }
    const facts: Written[] = [begun, ...leg(1, 20), undone, undone, { kind: 'compensated', at: 70, business }]
    expect(count(foldFacts(facts), 'doubleUndos')).toBe(1)
  })

  test('that is open at the end is stuck, unless it has only begun', () => {
    const facts = [begun, ...leg(0, 20)]
    expect([count(foldFacts(facts), 'stuck'), count(foldFacts(facts), 'orphans')]).toEqual([1, 1])
    const soon = foldFacts(facts, { atRest: false, end: 1 * S })
    expect([count(soon, 'stuck'), count(soon, 'unfinished'), count(soon, 'orphans')]).toEqual([0, 1, 0])
    expect(count(foldFacts(facts, { atRest: false, end: 6 * S }), 'stuck')).toBe(1)
  })

  test('in two phases is in doubt between vote and decision, and seen only after it', () => {
    const own = { business, plan: 1 }
    const summary = foldFacts([
      { kind: 'begun', at: 0, ...own },
      { kind: 'effect', at: 5, leg: 0, ...own },
      { kind: 'prepared', at: 6, leg: 0, ...own },
      { kind: 'effect', at: 7, leg: 1, ...own },
      { kind: 'prepared', at: 8, leg: 1, ...own },
      { kind: 'decided', at: 20, ...own },
      { kind: 'released', at: 26, leg: 0, ...own },
      { kind: 'released', at: 38, leg: 1, ...own },
      { kind: 'committed', at: 40, ...own },
    ])
    expect(tallyOf(summary, 1)).toMatchObject({
      inDoubtTime: { count: 2, min: 20, max: 30 },
      locksHeld: { count: 2, min: 20, max: 30 },
      visibleTime: { count: 1, max: 14 },
    })
  })

  test('in two phases that is given up was never seen, however late its participants hear of it', () => {
    const own = { business, plan: 1 }
    const facts: Written[] = [
      { kind: 'begun', at: 0, ...own },
      { kind: 'effect', at: 5, leg: 0, ...own },
      { kind: 'prepared', at: 6, leg: 0, ...own },
      { kind: 'decided', at: 20, outcome: 1, ...own },
      { kind: 'released', at: 26, leg: 0, outcome: 1, ...own },
      { kind: 'compensated', at: 40, outcome: 1, ...own },
    ]
    expect(tallyOf(foldFacts(facts), 1)).toMatchObject({
      visibleTime: { count: 0 },
      inDoubtTime: { count: 1, max: 20 },
    })
  })

  test('in two phases that is rolled back twice, because the first answer was lost, has undone nothing double', () => {
    const own = { business, plan: 1 }
    const rolledBack: Written = { kind: 'undone', at: 30, leg: 0, ...own }
    const summary = foldFacts([
      { kind: 'begun', at: 0, ...own },
      { kind: 'effect', at: 5, leg: 0, ...own },
      rolledBack,
      rolledBack,
      { kind: 'compensated', at: 40, outcome: 1, ...own },
    ])
    const names = ['doubleUndos', 'compensations', 'absorbed', 'orphans'] as const
    expect(names.map((name) => count(summary, name, 1))).toEqual([0, 1, 1, 0])
    const late = foldFacts([
      { kind: 'begun', at: 0, ...own },
      rolledBack,
      { kind: 'effect', at: 35, leg: 0, ...own },
      { kind: 'compensated', at: 40, outcome: 1, ...own },
    ])
    expect(names.map((name) => count(late, name, 1))).toEqual([0, 1, 0, 0])
  })

  test('that never hears the decision holds its locks to the end of the load', () => {
    const own = { business, plan: 1 }
    const facts: Written[] = [
      { kind: 'begun', at: 0, ...own },
      { data: 'begun', at: 3, transaction: 9, business, leg: 0 },
      { kind: 'prepared', at: 6, leg: 0, ...own },
      { kind: 'prepared', at: 8, leg: 1, ...own },
    ]
    const { inDoubtTime, locksHeld, locked } = tallyOf(foldFacts(facts, { to: 50 }), 1)
    expect(inDoubtTime).toMatchObject({ count: 2, min: 42, max: 44 })
    expect(locksHeld).toMatchObject({ count: 2, min: 42, max: 47 })
    expect(locked).toMatchObject({ count: 1, max: 47 })
  })

  test('holds the locks of its local transactions from their beginning to their end at the store', () => {
    const summary = foldFacts([
      begun,
      { data: 'begun', at: 20, transaction: 9, business, leg: 0 },
      { data: 'begun', at: 20, transaction: 10, business: -1 },
      { data: 'ended', at: 27, node: 0, transaction: 10, business: -1 },
      { data: 'ended', at: 29, node: 0, transaction: 9, business, leg: 0 },
      { data: 'ended', at: 45, node: 0, transaction: 9, business, leg: 0 },
      { kind: 'committed', at: 50, business },
    ])
    expect(tallyOf(summary).locksHeld).toMatchObject({ count: 1, max: 9 })
  })

  test('holds locks as a whole from the first of its local transactions to the end of the last', () => {
    const summary = foldFacts([
      begun,
      { data: 'begun', at: 20, transaction: 9, business, leg: 0 },
      { data: 'begun', at: 22, transaction: 10, business, leg: 1 },
      { data: 'ended', at: 29, node: 0, transaction: 9, business, leg: 0 },
      { data: 'ended', at: 45, node: 0, transaction: 10, business, leg: 1 },
      { kind: 'committed', at: 50, business },
    ])
    expect(tallyOf(summary).locked).toMatchObject({ count: 1, max: 25 })
  })

  test('counts what it publishes, and its calls, as messages', () => {
    const told: Written = { told: 'published', at: 22, message: 0, event: 0, business, leg: 0 }
    expect(tallyOf(foldFacts([begun, ...leg(0, 20), told]))).toMatchObject({ calls: 1, events: 1 })
  })
})

describe('what others see', () => {
  const wrote: Written = { data: 'committed', at: 21, business, leg: 0, version: 7, key: 3, record: 0 }
  const read = (at: number, fields: object = {}): Written => {
    return { data: 'read', at, version: 7, key: 3, record: 0, workload: 0, request: 99, operation: 5, ...fields }
  }
  const undo: Written[] = [
    { kind: 'undone', at: 60, business, leg: 0 },
    { kind: 'compensated', at: 70, business },
  ]

  test('before all was settled is intermediate, and dirty if it was undone', () => {
    const undone = foldFacts([begun, ...leg(0, 20), wrote, read(30), ...undo])
    expect([count(undone, 'intermediateReads'), count(undone, 'dirtyReads')]).toEqual([1, 1])
    expect(tallyOf(undone).seenBy).toEqual([{ operation: 'shop.look', reads: 1, dirty: 1 }])
    const story = undone.examples.find(({ anomaly }) => anomaly === 'dirtyReads')?.events ?? []
    expect(story.find(({ deed }) => deed === 'was read by another')).toMatchObject({
      at: 30,
      leg: 'inventory.reserve',
      what: 'stock[3] by shop.look',
      workload: 'users',
      request: 99,
    })
    const done = foldFacts([begun, ...leg(0, 20), wrote, read(30), { kind: 'committed', at: 70, business }])
    expect([count(done, 'intermediateReads'), count(done, 'dirtyReads')]).toEqual([1, 0])
  })

  test('is nothing special of itself, of its own request, of an old version or when it is over', () => {
    const own = [read(30, { business }), read(30, { request: 5 }), read(30, { version: 6 }), read(80)]
    for (const one of own) {
      expect(
        count(
          foldFacts([begun, ...leg(0, 20), wrote, ...[one, ...undo].toSorted((a, b) => a.at - b.at)]),
          'dirtyReads',
        ),
      ).toBe(0)
    }
  })

  test('counts when the store was asked, not when the answer came', () => {
    const late = read(75, { effect: 65 })
    expect(count(foldFacts([begun, ...leg(0, 20), wrote, ...undo, late]), 'dirtyReads')).toBe(1)
  })
})

describe('an operation outside of business transactions', () => {
  const send = (at: number, request: number, call: number): Written => {
    return { kind: 'effect', at, leg: 4, workload: 0, request, call }
  }

  test('that is done twice for the same call is double, and not for another', () => {
    const summary = foldFacts([send(1, 1, 77), send(2, 1, 78), send(3, 2, 77), send(4, 1, 77), send(5, 1, 77)])
    expect(effectsOf(summary, 'mailer.send')).toEqual({
      name: 'mailer.send',
      effects: 5,
      doubleEffects: 2,
      absorbed: 0,
    })
  })

  test('counts when it was first done in the measured time', () => {
    const summary = foldFacts([send(1, 1, 77), send(20, 1, 77), send(21, 2, 77), send(90, 2, 77)], { from: 10, to: 30 })
    expect(effectsOf(summary, 'mailer.send')).toMatchObject({ effects: 2, doubleEffects: 1 })
  })

  test('that recognises its call has absorbed it', () => {
    const summary = foldFacts([send(1, 1, 77), { kind: 'absorbed', at: 2, leg: 4, workload: 0, request: 1, call: 77 }])
    expect(effectsOf(summary, 'mailer.send')).toMatchObject({ effects: 1, doubleEffects: 0, absorbed: 1 })
  })
})

describe('the fold of business transactions', () => {
  test('follows no more than it may, and says how many it did not follow', () => {
    const all = Array.from({ length: 10 }, (_, id): Written => ({ kind: 'begun', at: id, business: id }))
    const summary = foldFacts(all, { limits: { open: 4, ended: 1 } })
    expect([count(summary, 'begun'), count(summary, 'stuck'), count(summary, 'unfollowed')]).toEqual([10, 4, 6])
  })

  test('tells a listener of every anomaly, in the warm-up, too', () => {
    const heard: TransactionFinding[] = []
    const listener = { found: (finding: TransactionFinding) => heard.push(finding) }
    const summary = foldFacts([begun, ...leg(0, 20)], { from: 15, listener })
    expect(heard.map(({ anomaly, measured }) => [anomaly, measured])).toEqual([
      ['stuck', false],
      ['orphans', false],
    ])
    expect(count(summary, 'stuck')).toBe(0)
  })
})
