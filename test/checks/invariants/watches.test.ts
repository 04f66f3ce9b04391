import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_BUSINESS } from '../../../src/checks/invariants/business-subjects.ts'
import type { InvariantReport } from '../../../src/checks/invariants/invariant-report.ts'
import type { InvariantRule, StoreView } from '../../../src/checks/invariants/invariant-rule.ts'
import { InvariantWatches, type WatchSubjects } from '../../../src/checks/invariants/invariant-watches.ts'
import { ConsistencyFold } from '../../../src/metrics/consistency/consistency-fold.ts'
import { factsOf, SUBJECTS, type Written } from '../../metrics/consistency/facts.ts'
import { randomFacts } from '../../metrics/consistency/random-facts.ts'

const WATCHED: WatchSubjects = {
  data: SUBJECTS,
  initial: [5, 0, 0, 0],
  messages: { events: [], subscriptions: [], workloads: [], outcomes: [], nodes: [] },
  business: NO_BUSINESS,
}
const [A, B] = [
  { session: 1, request: 1 },
  { session: 2, request: 2 },
]

/** What the watches of rules say after facts; faults end at `heal`. */
function watch(rules: readonly InvariantRule[], facts: readonly Written[], heal?: number): readonly InvariantReport[] {
  const watches = new InvariantWatches(rules, WATCHED)
  // What is measured begins late: invariants hold from the start.
  const fold = new ConsistencyFold(SUBJECTS, { from: 1e9, to: 2e9, listener: watches.listener })
  let healed = heal === undefined
  for (const fact of factsOf(facts)) {
    if (!healed && fact.at >= (heal ?? 0)) {
      fold.healed(heal ?? 0)
      healed = true
    }
    fold.observed(fact)
    watches.observed(fact)
  }
  if (!healed) fold.healed(heal ?? 0)
  const convergence = fold.summary().records.map((record) => record.convergence)
  return watches.reports({ at: 1000, convergence, atRest: false })
}

const wrote = (at: number, version: number, more: Partial<Written> = {}): Written[] => [
  { kind: 'committed', at, version, value: version, ...more },
  { kind: 'acknowledged', at: at + 1, version, began: at, value: version, ...more },
]

/** A transfer of 2 from key 1 to key 2, in a transaction or as two statements. */
const transfer = (transaction: number): Written[] => [
  { kind: 'committed', at: 10, key: 1, version: 1, value: 3, transaction },
  { kind: 'committed', at: 10, key: 2, version: 2, value: 7, transaction },
  ...(transaction < 0 ? [] : [{ kind: 'ended', at: 10, value: 1, transaction } as const]),
]

const skewed: Written[] = [
  { kind: 'read', at: 12, key: 1, transaction: 1, ...A },
  { kind: 'read', at: 13, key: 2, transaction: 2, ...B },
  { kind: 'committed', at: 20, key: 2, version: 5, transaction: 1, ...A },
  { kind: 'ended', at: 20, value: 1, transaction: 1 },
  { kind: 'committed', at: 30, key: 1, version: 6, transaction: 2, ...B },
  { kind: 'ended', at: 30, value: 1, transaction: 2 },
]

interface Case {
  readonly rule: InvariantRule
  readonly bad: readonly Written[]
  readonly good: readonly Written[]
  readonly heal?: number
}

const record = 0
const cases: readonly Case[] = [
  {
    rule: { kind: 'never-negative', record, limit: 0 },
    bad: wrote(1, 1, { value: -1 }),
    good: wrote(1, 1, { value: 0 }),
  },
  {
    rule: { kind: 'no-lost-update', record, limit: 0 },
    bad: [...wrote(1, 1), ...wrote(5, 2, { basedOn: 0, replaced: 1 })],
    good: [...wrote(1, 1), ...wrote(5, 2, { basedOn: 1, replaced: 1 })],
  },
  {
    rule: { kind: 'no-lost-write', record, limit: 0 },
    bad: [...wrote(1, 1), { kind: 'lost', at: 5, version: 1 }],
    good: wrote(1, 1),
  },
  {
    rule: { kind: 'read-your-writes', record, limit: 0 },
    bad: [...wrote(1, 1, A), { kind: 'read', at: 5, ...A }],
    good: [...wrote(1, 1, A), { kind: 'read', at: 5, version: 1, order: 1, ...A }],
  },
  {
    rule: { kind: 'monotonic-reads', record, limit: 0 },
    bad: [...wrote(1, 1), { kind: 'read', at: 5, version: 1, order: 1, ...A }, { kind: 'read', at: 6, ...A }],
    good: [...wrote(1, 1), { kind: 'read', at: 5, ...A }, { kind: 'read', at: 6, ...A }],
  },
  {
    rule: { kind: 'staleness', record, limit: 100 },
    bad: [...wrote(1, 1), { kind: 'read', at: 110, began: 102 }],
    good: [...wrote(1, 1), { kind: 'read', at: 110, began: 101 }],
  },
  {
    rule: { kind: 'linearizable', subject: record },
    bad: [...wrote(1, 1), { kind: 'read', at: 20, began: 10, ...A }],
    good: [...wrote(1, 1), { kind: 'read', at: 20, began: 2, ...A }],
  },
  {
    // The second session has seen the write, and then what was before it.
    rule: { kind: 'sequential', subject: record },
    bad: [...wrote(1, 1, A), { kind: 'read', at: 20, version: 1, order: 1, ...B }, { kind: 'read', at: 30, ...B }],
    good: [...wrote(1, 1, A), { kind: 'read', at: 20, ...B }, { kind: 'read', at: 30, version: 1, order: 1, ...B }],
  },
  {
    rule: { kind: 'serializable', subject: 0 },
    bad: [{ kind: 'begun', at: 1, transaction: 1 }, { kind: 'begun', at: 2, transaction: 2 }, ...skewed],
    good: [
      ...skewed.filter(({ transaction }) => transaction === 1),
      { kind: 'read', at: 22, key: 2, version: 5, order: 5, transaction: 2, ...B },
      ...skewed.filter(({ transaction, at }) => transaction === 2 && at >= 30),
    ],
  },
  { rule: { kind: 'conserved', records: [record] }, bad: transfer(-1), good: transfer(1) },
  {
    rule: { kind: 'converges', record, within: 10 },
    bad: [...wrote(1, 1, { node: 0 }), { kind: 'applied', at: 61, version: 1, node: 1 }],
    good: [...wrote(1, 1, { node: 0 }), { kind: 'applied', at: 60, version: 1, node: 1 }],
    heal: 50,
  },
  {
    rule: { kind: 'function', every: null, check: ({ records }) => records['stock']?.values[1] !== 9 || 'nine' },
    bad: wrote(1, 1, { key: 1, value: 9 }),
    good: wrote(1, 1, { key: 1, value: 8 }),
  },
]

describe('an invariant', () => {
  test.each(cases)('fails where it is broken and passes where it is not: $rule.kind', ({ rule, bad, good, heal }) => {
    const [broken] = watch([rule], bad, heal)
    expect(broken?.verdict).toBe('fail')
    expect(broken?.reason).not.toBe('')
    expect(broken?.violations).toBeGreaterThan(0)
    const [held] = watch([rule], good, heal)
    expect(held).toMatchObject({ verdict: 'pass', violations: 0, reason: null, story: [] })
    expect(held?.evaluated).toBeGreaterThan(0)
  })

  test.each(cases)('tells what led to the first violation: $rule.kind', ({ rule, bad, heal }) => {
    const [{ story } = { story: [] }] = watch([rule], bad, heal)
    // Of convergence there is no single fact to tell.
    expect(story.length).toBeGreaterThanOrEqual(rule.kind === 'converges' ? 0 : 1)
    expect(story.every((event) => 'record' in event && event.record === 'stock')).toBe(true)
  })

  test.each(cases)('that was never evaluated is no pass: $rule.kind', ({ rule }) => {
    expect(watch([rule], [])).toMatchObject([{ verdict: 'inconclusive', evaluated: 0, violations: 0 }])
  })

  test('is judged alike beside others and alone', () => {
    fc.assert(
      fc.property(randomFacts(0), (facts) => {
        const rules = cases.map(({ rule }) => rule)
        expect(watch(rules, facts, 60)).toEqual(rules.flatMap((rule) => watch([rule], facts, 60)))
      }),
      { numRuns: 60, seed: 4 },
    )
  })
})

describe('a function of the user', () => {
  const asked: StoreView[] = []
  const check = (view: StoreView): true => {
    asked.push(view)
    return true
  }
  const views = (facts: readonly Written[], every: number | null): readonly StoreView[] => {
    asked.length = 0
    watch([{ kind: 'function', every, check }], facts)
    return [...asked]
  }

  test('sees what is committed, in frozen data that later commits do not change', () => {
    const [first, next] = views([...wrote(1e6, 1, { key: 1 }), ...wrote(2e6, 2, { key: 1, record: 1 })], null)
    expect(first?.records['stock']?.values.slice(0, 3)).toEqual([5, 1, 5])
    expect(first?.atMs).toBe(1)
    expect(next?.records['names']?.values[1]).toBe(2)
    expect(first?.records['names']?.values[1]).toBe(0)
    expect(next?.records['stock']).toBe(first?.records['stock'])
    for (const part of [first, first?.records, first?.records['stock'], first?.records['stock']?.values]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('sees a transaction whole', () => {
    const seen = views(transfer(1), null)
    expect(seen.map(({ records }) => records['stock']?.values.slice(1, 3))).toEqual([[3, 7]])
  })

  test('is asked every so often, about what was there at that time', () => {
    const seen = views([...wrote(10, 1, { key: 1 }), ...wrote(250, 2, { key: 1 })], 100)
    // At 100 and 200 all is the same, and asked once.
    expect(seen.map(({ atMs, records }) => [atMs * 1e6, records['stock']?.values[1]])).toEqual([
      [200, 1],
      [1000, 2],
    ])
  })

  test('sees what was there before once something is lost', () => {
    const seen = views(
      [...wrote(1, 1, { key: 1 }), ...wrote(3, 2, { key: 1 }), { kind: 'lost', at: 9, key: 1, version: 2 }],
      null,
    )
    expect(seen.map(({ records }) => records['stock']?.versions[1])).toEqual([1, 2, 1])
  })

  test.each([
    ['throws', () => expect.fail('no') as true, /^the check threw: no, at 1 ns$/],
    ['says nothing', () => undefined as never, /^the check returned undefined/],
    ['says what is wrong', () => 'too many', /^too many, at 1 ns$/],
  ])('that %s is broken', (_, wrong, reason) => {
    const [report] = watch([{ kind: 'function', every: null, check: wrong }], wrote(1, 1))
    expect(report?.reason).toMatch(reason)
    expect(report?.verdict).toBe('fail')
  })
})
