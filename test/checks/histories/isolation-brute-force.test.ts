import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isolation } from '../../../src/checks/histories/isolation/isolation.ts'
import type { Anomaly } from '../../../src/checks/histories/isolation/isolation-level.ts'
import { cyclicAnomaliesOf, directAnomaliesOf } from '../tools/brute-isolation.ts'
import { randomTransactions } from '../tools/random-transactions.ts'
import { often, runs } from '../tools/runs.ts'

const grouped: ReadonlySet<Anomaly> = new Set(['G0', 'G1c'])

describe('isolation', () => {
  it('agrees with looking at every cycle and every pair of steps', () => {
    const seen = new Map<Anomaly, number>()
    fc.assert(
      fc.property(randomTransactions, (transactions) => {
        const expected = new Map([...directAnomaliesOf(transactions), ...cyclicAnomaliesOf(transactions)])
        const judged = isolation(transactions)
        const found = new Map(judged.anomalies.map(({ anomaly, count }) => [anomaly, grouped.has(anomaly) ? 1 : count]))
        const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1)
        expect([...found].sort(byName)).toEqual([...expected].sort(byName))
        for (const anomaly of found.keys()) seen.set(anomaly, (seen.get(anomaly) ?? 0) + 1)
      }),
      { seed: 20261130, numRuns: runs(20_000) },
    )
    // Each family came up often enough to have been compared.
    expect(seen.size).toBe(11)
    expect(Math.min(...seen.values())).toBeGreaterThan(often(100))
  })

  it('tells cycles that close, with as many rw as their name says', () => {
    fc.assert(
      fc.property(randomTransactions, (transactions) => {
        for (const { findings } of isolation(transactions, { level: 'read-uncommitted' }).anomalies) {
          for (const { anomaly, cycle, evidence } of findings) {
            if (cycle.length === 0) continue
            const rw = cycle.filter(({ kind }) => kind === 'rw')
            expect(cycle.map(({ from }) => from)).toEqual(evidence.map(({ id }) => id))
            expect(cycle.map(({ to }) => to)).toEqual([...cycle.slice(1), cycle[0]].map((edge) => edge?.from))
            expect(new Set(evidence).size).toBe(evidence.length)
            if (anomaly === 'G0') expect(cycle.every(({ kind }) => kind === 'ww')).toBe(true)
            else if (anomaly === 'G1c') expect(rw).toEqual([])
            else if (anomaly === 'G-single') expect(rw.map(({ isPredicate }) => isPredicate)).toEqual([false])
            else if (anomaly === 'phantom') expect(rw.map(({ isPredicate }) => isPredicate)).toEqual([true])
            else {
              expect(rw.length).toBeGreaterThanOrEqual(2)
              expect(rw.some(({ isPredicate }) => isPredicate)).toBe(anomaly === 'G2')
            }
          }
        }
      }),
      { seed: 20261201, numRuns: runs(3000) },
    )
  })
})
