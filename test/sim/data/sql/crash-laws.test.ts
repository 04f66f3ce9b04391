import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { faults, hits } from '../../services/faults.ts'
import { type EdgeSpec, MS, SECOND } from '../../world/plans.ts'
import { committedOf, isSerializable, transactions, type Watched, watch, worldOf } from './transactions.ts'

const isolations = fc.constantFrom('read-committed' as const, 'repeatable-read' as const, 'serializable' as const)

interface Trouble {
  readonly unit: 'app' | 'db'
  readonly kind: 'crash' | 'silence' | 'pause'
  readonly from: number
  readonly lasts: number
}

const troubles = fc.array(
  fc.record({
    unit: fc.constantFrom('app' as const, 'db' as const),
    kind: fc.constantFrom('crash' as const, 'crash' as const, 'silence' as const, 'pause' as const),
    from: fc.integer({ min: 1, max: 40 }),
    lasts: fc.integer({ min: 1, max: 15 }),
  }),
  { minLength: 1, maxLength: 3 },
)

function faultOf({ unit, kind, from, lasts }: Trouble): ReturnType<typeof hits> {
  const [start, end] = [from * MS, (from + lasts) * MS]
  if (kind === 'pause') return hits(unit, { kind: 'pause' }, start, end)
  const host = kind === 'crash' ? 'up' : 'down'
  return hits(unit, { kind: 'crash', host, restart: 0, cold: { factor: 1, lasts: 0 } }, start, end)
}

/** Who calls a silent host would wait for ever. */
const patient = Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`w${i} -> app`, { timeout: 5 * SECOND }]))

/** What its caller knows of a write, and what became of it, say the same. */
function expectHonest({ facts, log }: Watched): void {
  const committed = new Set(facts.of(FactKind.committed).map(({ version }) => version))
  const touched = new Set(facts.of(FactKind.touched).map(({ version }) => version))
  for (const { version } of facts.of(FactKind.acknowledged)) expect(committed.has(version)).toBe(true)
  for (const { version, transaction } of facts.of(FactKind.refused)) {
    if (transaction >= 0 && touched.has(version)) expect(committed.has(version)).toBe(false)
  }
  const rolledBack = new Set(facts.of(FactKind.ended).flatMap((one) => (one.value === 0 ? [one.transaction] : [])))
  for (const { transaction } of facts.of(FactKind.committed)) expect(rolledBack.has(transaction)).toBe(false)
  // No lock is left: a write long after waits for nobody.
  expect(log.calls('app.after').map(({ outcome }) => outcome)).toEqual(['ok'])
  const late = log.waits.get('lock db')?.filter(({ time }) => time > 99_000 * MS) ?? []
  expect(late.map(({ value }) => value)).toEqual(Array.from({ length: 6 }, () => 0))
}

function runs(edge: (seed: number) => EdgeSpec, law: (run: Watched) => void): void {
  fc.assert(
    fc.property(transactions, isolations, troubles, fc.nat(1000), (all, isolation, hit, seed) => {
      const edges = { 'app -> db': { pool: 'db', ...edge(seed) }, ...patient }
      const world = worldOf(all, isolation, {
        pools: { db: 2 },
        edges,
        network: { delay: exponential(1 * MS) },
        faults: faults(...hit.map(faultOf)),
      })
      const run = watch(world, `${seed}`)
      expectHonest(run)
      if (isolation === 'serializable') expect(isSerializable(committedOf(run))).toBe(true)
      law(run)
    }),
    { seed: 5, numRuns: 150 },
  )
}

/** How often transactions have been committed and rolled back, and how often nobody knows. */
function count(into: { committed: number; rolledBack: number; unknown: number }, { facts }: Watched): void {
  for (const { value } of facts.of(FactKind.ended)) {
    if (value === 1) into.committed++
    else into.rolledBack++
  }
  into.unknown += facts.of(FactKind.unknown).length
}

describe('transactions whose caller or store is lost in the middle', () => {
  it('leave no lock and no connection, keep what was committed and nothing else', () => {
    const seen = { committed: 0, rolledBack: 0, unknown: 0 }
    // Who never hears from a silent host waits for ever without a timeout.
    runs(
      () => ({ timeout: 200 * MS }),
      (run) => count(seen, run),
    )
    expect([seen.committed > 100, seen.rolledBack > 50, seen.unknown > 5]).toEqual([true, true, true])
  })

  it('the same with short timeouts, and statements that are tried again', () => {
    const seen = { committed: 0, rolledBack: 0, unknown: 0 }
    runs(
      (seed) => ({ timeout: (8 + (seed % 5)) * MS, cancel: seed % 2 === 0 }),
      (run) => count(seen, run),
    )
    expect([seen.committed > 50, seen.rolledBack > 100]).toEqual([true, true])
  })

  it('the same when requests have deadlines, which their servers know or not', () => {
    const seen = { committed: 0, rolledBack: 0, unknown: 0 }
    fc.assert(
      fc.property(
        transactions,
        isolations,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (all, level, ms, propagate) => {
          const world = worldOf(all, level, { network: { delay: exponential(1 * MS) } })
          const workloads = Object.fromEntries(
            Object.entries(world.workloads).map(([name, one]) =>
              name === 'after' ? [name, one] : [name, { ...one, deadline: ms * MS, propagate }],
            ),
          )
          const run = watch({ ...world, workloads })
          expectHonest(run)
          count(seen, run)
        },
      ),
      { seed: 6, numRuns: 150 },
    )
    expect([seen.committed > 50, seen.rolledBack > 50]).toEqual([true, true])
  })
})
