import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import type { SqlRules } from '../../../../src/sim/data-plan.ts'
import { at, MS, type WorldSpec } from '../../world/plans.ts'
import { access, begin, io, type StepSpec } from '../../world/steps.ts'
import { SQL } from '../../world/stores.ts'
import { OPERATIONS, watch } from './transactions.ts'

/** Requests at these ms, each of which does one of these things; `db` has one slot unless it is said otherwise. */
function shop(
  requests: readonly (readonly [ms: number, steps: readonly StepSpec[]])[],
  rules: Partial<SqlRules> = {},
  more: Partial<WorldSpec> = {},
): WorldSpec {
  return {
    units: { app: {}, db: { slots: 1 } },
    modules: { stock: 'db', sums: 'db' },
    operations: { ...Object.fromEntries(requests.map(([, steps], i) => [`app.r${i}`, steps])), ...OPERATIONS },
    stores: {
      db: {
        records: { stock: { keys: 3, initial: 0 }, sums: { keys: 3, initial: 0 } },
        rules: { ...SQL, ...rules } as SqlRules,
      },
    },
    workloads: Object.fromEntries(requests.map(([ms], i) => [`w${i}`, { calls: `app.r${i}`, arrivals: at(ms * MS) }])),
    ...more,
  }
}

/** Locks a row for so many ms, and adds to it. */
const holds = (ms: number, key = 0): StepSpec =>
  begin('db', [
    access('read', 'stock', { key, forUpdate: true }),
    io(ms * MS),
    access('write', 'stock', { key, value: { kind: 'read-plus', add: 1 } }),
  ])

/** Locks one row and, so many ms later, another. */
const crosses = (first: number, second: number, ms: number, retries = 0): StepSpec =>
  begin(
    'db',
    [
      access('update', 'stock', { key: first, add: 1 }),
      io(ms * MS),
      access('update', 'stock', { key: second, add: 1 }),
    ],
    { retries },
  )

describe('row locks', () => {
  it('are handed on in the order of arrival, and who waits holds no slot', () => {
    const run = watch(
      shop([
        [0, [holds(20)]],
        [2, [holds(5)]],
        [3, [holds(5)]],
        [4, [access('read', 'sums')]],
      ]),
    )
    // Nobody but the first can get at the row; the read of another one goes through the one slot meanwhile.
    expect(run.log.calls('app.r3').map(({ end }) => end)).toEqual([5 * MS])
    const ends = [0, 1, 2].map((i) => run.log.calls(`app.r${i}`)[0]?.end)
    // read 1, think, write 1, commit 1; who waited begins when that is over.
    expect(ends).toEqual([23 * MS, 31 * MS, 39 * MS])
    expect(run.facts.of(FactKind.committed).map(({ value }) => value)).toEqual([1, 2, 3])
    const waits = run.log.waits.get('lock db')?.map(({ value }) => value / MS)
    expect(waits).toEqual([0, 0, 21, 0, 28, 0])
    // That is what it is blamed on, not the queue of the store.
    expect([0, 1, 2].map((i) => run.log.calls(`app.r${i}`)[0]?.parts)).toEqual([
      { io: 23 * MS },
      { locks: 21 * MS, io: 8 * MS },
      { locks: 28 * MS, io: 8 * MS },
    ])
  })

  it('let an update in place see what it changes, so that none is lost, whatever its caller has read', () => {
    const adds = [access('read', 'stock', { key: 0 }), io(5 * MS), access('update', 'stock', { key: 0, add: 1 })]
    const run = watch(shop([0, 1, 2].map((ms) => [ms, adds] as const)))
    const committed = run.facts.of(FactKind.committed)
    expect(committed.map(({ value }) => value)).toEqual([1, 2, 3])
    const versions = [0, ...committed.map(({ version }) => version)]
    expect(committed.map(({ basedOn }) => basedOn)).toEqual(versions.slice(0, 3))
    expect(committed.map(({ replaced }) => replaced)).toEqual(versions.slice(0, 3))
  })

  it('of a single statement are held until it takes effect', () => {
    const write = [access('update', 'stock', { add: 1 })]
    const run = watch(
      shop(
        [
          [0, write],
          [0, write],
          [0, write],
        ],
        {},
        { units: { app: {}, db: {} } },
      ),
    )
    expect([0, 1, 2].map((i) => run.log.calls(`app.r${i}`)[0]?.end)).toEqual([1 * MS, 2 * MS, 3 * MS])
  })

  it('are waited for no longer than the lock timeout', () => {
    const run = watch(
      shop(
        [
          [0, [holds(50)]],
          [5, [holds(0)]],
          [6, [access('write', 'stock')]],
        ],
        { lockTimeout: 10 * MS },
      ),
    )
    expect([1, 2].map((i) => run.log.calls(`app.r${i}`)[0]?.outcome)).toEqual(['lock-timeout', 'lock-timeout'])
    expect(run.log.total('lock-timeouts db')).toBe(2)
    // Turned away 10 ms after it came; then the transaction is rolled back, which takes 1 ms.
    expect([1, 2].map((i) => run.log.calls(`app.r${i}`)[0]?.end)).toEqual([16 * MS, 16 * MS])
  })

  it('that wait for each other are found after the deadlock timeout, and one of them goes back', () => {
    const both = [
      [0, [crosses(0, 1, 10)]],
      [1, [crosses(1, 0, 10)]],
    ] as const
    const run = watch(shop(both, { deadlockTimeout: 100 * MS }))
    const outcomes = [0, 1].map((i) => run.log.calls(`app.r${i}`)[0]?.outcome)
    // Who has waited for 100 ms first looks, and is the victim.
    expect(outcomes).toEqual(['deadlock', 'ok'])
    expect(run.log.total('deadlocks db')).toBe(1)
    expect(run.facts.of(FactKind.committed).map(({ key }) => key)).toEqual([1, 0])
    expect(run.facts.of(FactKind.ended).map(({ value }) => value)).toEqual([0, 1])
  })

  it('lets the victim of a deadlock try again, with the same keys', () => {
    const both = [
      [0, [crosses(0, 1, 10, 1)]],
      [1, [crosses(1, 0, 10, 1)]],
    ] as const
    const run = watch(shop(both, { deadlockTimeout: 100 * MS }))
    expect([0, 1].map((i) => run.log.calls(`app.r${i}`)[0]?.outcome)).toEqual(['ok', 'ok'])
    expect(run.facts.of(FactKind.begun)).toHaveLength(3)
    expect(run.facts.of(FactKind.committed).map(({ key, value }) => [key, value])).toEqual([
      [1, 1],
      [0, 1],
      [0, 2],
      [1, 2],
    ])
  })

  it('in a circle of many are found, and never where there is none', () => {
    const circle = Array.from({ length: 9 }, (_, i) => [0, [crosses(i % 3, (i + 1) % 3, 5, 9)]] as const)
    const run = watch(shop(circle, { deadlockTimeout: 30 * MS }))
    expect(circle.map((_, i) => run.log.calls(`app.r${i}`)[0]?.outcome)).toEqual(circle.map(() => 'ok'))
    expect(run.log.total('deadlocks db')).toBeGreaterThan(0)
    const line = watch(
      shop(
        [
          [0, [holds(200)]],
          [1, [holds(0)]],
          [2, [holds(0)]],
        ],
        { deadlockTimeout: 5 * MS },
      ),
    )
    expect(line.log.total('deadlocks db')).toBe(0)
  })

  it('are given back at once by a statement that has failed, before its caller says so', () => {
    const failing = begin('db', [access('update', 'stock', { add: 1 }), access('insert', 'sums', { key: 1 })])
    const away = { between: {}, network: { delay: 30 * MS } }
    const run = watch(
      shop(
        [
          [0, [failing]],
          [35, [access('update', 'stock', { add: 1 })]],
        ],
        {},
        away,
      ),
    )
    expect(run.log.calls('app.r0')[0]?.outcome).toBe('duplicate-key')
    // The first locks the row at 60 ms and fails at 122 ms; its rollback comes 60 ms later.
    expect(run.facts.of(FactKind.committed).map(({ at: time }) => time / MS)).toEqual([123])
  })
})
