import { describe, expect, test } from 'vitest'
import { ANOMALIES } from '../../../src/metrics/consistency/anomaly.ts'
import { foldFacts, type Written } from './facts.ts'
import { leaseTwins } from './lease-twins.ts'
import type { Twin } from './twin.ts'

const [A, B] = [
  { session: 1, request: 1 },
  { session: 2, request: 2 },
]
const [T1, T2] = [
  { transaction: 1, request: 1 },
  { transaction: 2, request: 2 },
]

const wrote = (at: number, version: number, more: Partial<Written> = {}): Written[] => [
  { kind: 'committed', at, version, ...more },
  { kind: 'acknowledged', at: at + 1, version, began: at, ...more },
]

/** Both doctors are on call, each reads the other's row and leaves: the classic of Berenson et al., SIGMOD 1995. */
const onCall = (secondBegins: number): Written[] => [
  { kind: 'begun', at: 10, ...T1 },
  { kind: 'read', at: 12, key: 1, ...T1 },
  ...(secondBegins < 20 ? [{ kind: 'begun', at: secondBegins, ...T2 } as const, second(13, 0)] : []),
  { kind: 'committed', at: 20, key: 2, version: 5, ...T1 },
  { kind: 'ended', at: 20, value: 1, ...T1 },
  ...(secondBegins < 20 ? [] : [{ kind: 'begun', at: secondBegins, ...T2 } as const, second(22, 5)]),
  { kind: 'committed', at: 30, key: 1, version: 6, ...T2 },
  { kind: 'ended', at: 30, value: 1, ...T2 },
]
function second(at: number, version: number): Written {
  return { kind: 'read', at, key: 2, version, order: version, ...T2 }
}

/** Two queries of one group in a transaction, with an insert of another between them or after them. */
const groups = (seen: number): Written[] => [
  { kind: 'begun', at: 10, ...T1 },
  { kind: 'read', at: 11, key: 4, group: true, ...T1 },
  { kind: 'committed', at: 12, key: 4, group: true, version: 1, ...B },
  { kind: 'read', at: 13, key: 4, group: true, version: seen, order: seen, ...T1 },
]

const twins: readonly Twin[] = [
  {
    title: 'a read that began after a newer version was acknowledged, and one that began before',
    anomaly: 'staleReads',
    bad: [...wrote(10, 1), { kind: 'read', at: 30, began: 20 }],
    good: [...wrote(10, 1), { kind: 'read', at: 30, began: 11 }],
  },
  {
    title: 'a read at the instant at which its own session learnt of a write, and one of another session',
    anomaly: 'staleReads',
    bad: [...wrote(10, 1, A), { kind: 'read', at: 30, began: 11, ...A }],
    good: [...wrote(10, 1, A), { kind: 'read', at: 30, began: 11, ...B }],
  },
  {
    title: 'a read of what another transaction has not committed yet, and one after it has',
    anomaly: 'dirtyReads',
    bad: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'touched', at: 2, version: 7, ...T1 },
      { kind: 'read', at: 5, effect: 4, version: 7, order: 7, ...B },
      { kind: 'committed', at: 6, version: 7, ...T1 },
      { kind: 'ended', at: 6, value: 1, ...T1 },
    ],
    good: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'touched', at: 2, version: 7, ...T1 },
      { kind: 'committed', at: 6, version: 7, ...T1 },
      { kind: 'ended', at: 6, value: 1, ...T1 },
      { kind: 'read', at: 8, effect: 7, version: 7, order: 7, ...B },
    ],
  },
  {
    title: 'a read of what is rolled back, told only afterwards, and a read of one\u2019s own',
    anomaly: 'dirtyReads',
    bad: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'touched', at: 2, version: 7, ...T1 },
      { kind: 'ended', at: 6, value: 0, ...T1 },
      { kind: 'read', at: 8, effect: 4, version: 7, order: 7, ...B },
    ],
    good: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'touched', at: 2, version: 7, ...T1 },
      { kind: 'read', at: 5, effect: 4, version: 7, order: 7, ...T1 },
      { kind: 'ended', at: 6, value: 0, ...T1 },
    ],
  },
  {
    title: 'an answer that comes after the commit to a read that was before it, and one that was after it',
    anomaly: 'dirtyReads',
    bad: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'touched', at: 2, version: 7, ...T1 },
      { kind: 'committed', at: 6, version: 7, ...T1 },
      { kind: 'read', at: 9, effect: 5, version: 7, order: 7, ...B },
    ],
    good: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'touched', at: 2, version: 7, ...T1 },
      { kind: 'committed', at: 6, version: 7, ...T1 },
      { kind: 'read', at: 9, effect: 6, version: 7, order: 7, ...B },
    ],
  },
  {
    title: 'a transaction that reads a row twice, another version the second time, and the same one',
    anomaly: 'nonRepeatableReads',
    bad: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'read', at: 2, ...T1 },
      { kind: 'committed', at: 3, version: 1, ...B },
      { kind: 'read', at: 4, version: 1, order: 1, ...T1 },
    ],
    good: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'read', at: 2, ...T1 },
      { kind: 'committed', at: 3, version: 1, ...B },
      { kind: 'read', at: 4, ...T1 },
    ],
  },
  {
    title: 'a transaction that finds another\u2019s version the second time, and its own',
    anomaly: 'nonRepeatableReads',
    bad: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'read', at: 2, ...T1 },
      { kind: 'read', at: 2, key: 1, ...T1 },
      { kind: 'read', at: 3, key: 1, ...T1 },
      { kind: 'committed', at: 3, version: 1, ...B },
      { kind: 'read', at: 4, version: 1, order: 1, ...T1 },
    ],
    good: [
      { kind: 'begun', at: 1, ...T1 },
      { kind: 'read', at: 2, ...T1 },
      { kind: 'read', at: 2, key: 1, ...T1 },
      { kind: 'read', at: 3, key: 1, ...T1 },
      { kind: 'committed', at: 3, version: 1, ...T1 },
      { kind: 'read', at: 4, version: 1, order: 1, ...T1 },
    ],
  },
  {
    title: 'a row that another has put into a group between two queries',
    anomaly: 'phantoms',
    bad: groups(1),
    good: groups(0),
  },
  {
    title: 'a write that rests on what has been replaced since, and one that rests on the newest',
    anomaly: 'lostUpdates',
    bad: [
      { kind: 'committed', at: 1, version: 1, basedOn: 0, replaced: 0 },
      { kind: 'committed', at: 2, version: 2, basedOn: 0, replaced: 1 },
    ],
    good: [
      { kind: 'committed', at: 1, version: 1, basedOn: 0, replaced: 0 },
      { kind: 'committed', at: 2, version: 2, basedOn: 1, replaced: 1 },
    ],
  },
  {
    title: 'two transactions side by side, and one after the other',
    anomaly: 'writeSkew',
    bad: onCall(11),
    good: onCall(21),
  },
  {
    title: 'a value below 0, and 0',
    anomaly: 'negativeValues',
    bad: [{ kind: 'committed', at: 1, version: 1, value: -1 }],
    good: [{ kind: 'committed', at: 1, version: 1, value: 0 }],
  },
  {
    title: 'a version that was acknowledged and is gone, and one that was not acknowledged',
    anomaly: 'lostWrites',
    bad: [...wrote(1, 1), { kind: 'lost', at: 9, version: 1 }],
    good: [{ kind: 'committed', at: 1, version: 1 }, { kind: 'lost', at: 9, version: 1 }, ...wrote(10, 2)],
  },
  {
    title: 'a version that is acknowledged when it is gone already, and one that stays',
    anomaly: 'lostWrites',
    bad: [
      { kind: 'committed', at: 1, version: 1 },
      { kind: 'lost', at: 2, version: 1 },
      { kind: 'acknowledged', at: 3, version: 1 },
    ],
    good: [
      { kind: 'committed', at: 1, version: 1 },
      { kind: 'acknowledged', at: 3, version: 1 },
    ],
  },
  {
    title: 'a write under which nobody looked before one at the same time won, and one that was read',
    anomaly: 'overwrittenWrites',
    record: 3,
    bad: [
      { kind: 'committed', at: 5, version: 1, began: 1, ...A },
      { kind: 'committed', at: 6, version: 2, began: 2, ...B },
      { kind: 'acknowledged', at: 7, version: 1, began: 1, ...A },
    ],
    good: [
      { kind: 'committed', at: 5, version: 1, began: 1, ...A },
      { kind: 'read', at: 5, version: 1, order: 1, ...B },
      { kind: 'committed', at: 6, version: 2, began: 2, ...B },
      { kind: 'acknowledged', at: 7, version: 1, began: 1, ...A },
    ],
  },
  {
    title: 'a later write that a clock behind puts under an earlier one, and one that a right clock does not',
    anomaly: 'overwrittenWrites',
    record: 3,
    bad: [...wrote(10, 1, { order: 100 }), ...wrote(20, 2, { order: 90 })],
    good: [...wrote(10, 1, { order: 100 }), ...wrote(20, 2, { order: 110 })],
  },
  {
    title: 'a commit by a leader whose term was over, and by one whose was not',
    anomaly: 'splitBrainWrites',
    bad: [{ kind: 'committed', at: 1, version: 1, usurped: true }],
    good: [{ kind: 'committed', at: 1, version: 1 }],
  },
  {
    title: 'a session that does not see its own write, and another\u2019s',
    anomaly: 'readYourWrites',
    bad: [...wrote(1, 1, A), { kind: 'read', at: 9, began: 5, ...A }],
    good: [...wrote(1, 1, A), { kind: 'read', at: 9, began: 5, ...A, version: 1, order: 1 }],
  },
  {
    title: 'a session that reads an older version than before, and a newer one',
    anomaly: 'monotonicReads',
    bad: [...wrote(1, 1), { kind: 'read', at: 5, version: 1, order: 1, ...A }, { kind: 'read', at: 9, ...A }],
    good: [...wrote(1, 1), { kind: 'read', at: 5, ...A }, { kind: 'read', at: 9, version: 1, order: 1, ...A }],
  },
  {
    title: 'a session whose second write is put before its first, and after it',
    anomaly: 'monotonicWrites',
    record: 3,
    bad: [...wrote(1, 1, { ...A, order: 9 }), { kind: 'committed', at: 5, version: 2, order: 8, ...A }],
    good: [...wrote(1, 1, { ...A, order: 9 }), { kind: 'committed', at: 5, version: 2, order: 10, ...A }],
  },
  {
    title: 'a session whose write is put before what it has read, and after it',
    anomaly: 'writesFollowReads',
    record: 3,
    bad: [
      ...wrote(1, 1, { ...B, order: 9 }),
      { kind: 'read', at: 4, version: 1, order: 9, ...A },
      { kind: 'committed', at: 5, version: 2, order: 8, ...A },
    ],
    good: [
      ...wrote(1, 1, { ...B, order: 9 }),
      { kind: 'read', at: 4, version: 1, order: 9, ...A },
      { kind: 'committed', at: 5, version: 2, order: 10, ...A },
    ],
  },
  {
    title: 'who has seen the second write of a session and not the first, of another key, and who has seen both',
    anomaly: 'monotonicWrites',
    bad: [
      ...wrote(1, 1, { key: 1, ...A }),
      ...wrote(4, 2, { key: 2, ...A }),
      { kind: 'read', at: 8, key: 2, version: 2, ...B },
      { kind: 'read', at: 9, key: 1, version: 0, ...B },
    ],
    good: [
      ...wrote(1, 1, { key: 1, ...A }),
      ...wrote(4, 2, { key: 2, ...A }),
      { kind: 'read', at: 8, key: 2, version: 2, ...B },
      { kind: 'read', at: 9, key: 1, version: 1, ...B },
    ],
  },
  {
    title: 'who has seen an answer and not what it answers, and who has seen both',
    anomaly: 'writesFollowReads',
    bad: [
      ...wrote(1, 1, { key: 1, ...B }),
      { kind: 'read', at: 4, key: 1, version: 1, ...A },
      ...wrote(5, 2, { key: 2, ...A }),
      { kind: 'read', at: 8, key: 2, version: 2, session: 3 },
      { kind: 'read', at: 9, key: 1, version: 0, session: 3 },
    ],
    good: [
      ...wrote(1, 1, { key: 1, ...B }),
      { kind: 'read', at: 4, key: 1, version: 1, ...A },
      ...wrote(5, 2, { key: 2, ...A }),
      { kind: 'read', at: 8, key: 2, version: 2, session: 3 },
      { kind: 'read', at: 9, key: 1, version: 1, session: 3 },
    ],
  },
  ...leaseTwins,
]

describe('an anomaly', () => {
  test.each(twins)('is found and its repaired twin is not: $title', ({ anomaly, bad, good, record = 0 }) => {
    const at = ANOMALIES.indexOf(anomaly)
    const of = (facts: readonly Written[]) => {
      const { records, examples } = foldFacts(facts.map((fact) => ({ record, ...fact })))
      const tally = records[record]?.tally
      return { looked: tally?.looked[at] ?? 0, found: tally?.found[at], examples: examples.map((one) => one.anomaly) }
    }
    expect(of(bad).found).toBe(1)
    expect(of(bad).examples).toContain(anomaly)
    expect(of(good).found).toBe(0)
    expect(of(good).examples).not.toContain(anomaly)
    expect(of(good).looked).toBeGreaterThan(0)
  })

  test('of each kind has a minimal example', () => {
    expect(ANOMALIES.filter((name) => !twins.some(({ anomaly }) => anomaly === name))).toEqual([])
  })

  test('tells who did what: the writer, its acknowledgement, and the read that missed it', () => {
    const facts: Written[] = [
      ...wrote(10, 1, { key: 3, value: 4, workload: 0, operation: 0, ...A }),
      { kind: 'read', at: 30, began: 20, key: 3, value: 5, workload: 0, operation: 1, node: 2, ...B },
    ]
    const [example] = foldFacts(facts).examples
    const told = example?.events.map(({ at, deed, key, value, request, operation }) => [
      at,
      deed,
      key,
      value,
      request,
      operation,
    ])
    expect(told).toEqual([
      [10, 'wrote', 3, 4, 1, 'shop.buy'],
      [11, 'was told that it had written', 3, 4, 1, 'shop.buy'],
      [20, 'began to read', 3, 5, 2, 'shop.look'],
      [30, 'read', 3, 5, 2, 'shop.look'],
    ])
  })
})

describe('write skew', () => {
  test('is between transactions side by side, not with one that had ended, whatever an old copy shows', () => {
    const facts: Written[] = [
      // It is under way all the time, so that nothing is forgotten.
      { kind: 'begun', at: 1, transaction: 9 },
      ...onCall(21).map((fact): Written => (fact.at === 22 ? { ...fact, version: 0, order: 0 } : fact)),
    ]
    expect(foldFacts(facts).stores[0]?.tally.found[ANOMALIES.indexOf('writeSkew')]).toBe(0)
  })
})

describe('a deleted row', () => {
  const deleted: Written[] = [...wrote(1, 1), ...wrote(5, 2)]

  test('is not stale where nothing is found, and is where the old row is', () => {
    const read = (version: number, order: number) =>
      foldFacts([...deleted, { kind: 'read', at: 20, version, order }]).records[0]?.tally.found[0]
    expect(read(-1, 2)).toBe(0)
    expect(read(1, 1)).toBe(1)
  })
})
