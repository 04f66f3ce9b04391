import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANOMALIES, Anomaly } from '../../../src/metrics/consistency/anomaly.ts'
import type { TrailLimits } from '../../../src/metrics/consistency/session-trails.ts'
import { mergeTallies } from '../../../src/metrics/consistency/tally.ts'
import { foldFacts, type Written } from './facts.ts'
import { randomFacts } from './random-facts.ts'
import { reference } from './reference.ts'

const RUNS = { numRuns: 400, seed: 20 }

describe('the fold', () => {
  test.each([
    [0, 'numbers in the order of a leader', true, false],
    [3, 'values in the order of skewed clocks', false, true],
  ])('of record %i (%s) is what every fact held against every other gives', (record, _, integer, lastWriterWins) => {
    fc.assert(
      fc.property(randomFacts(record), (facts) => {
        const trails = { deeds: 200, sights: 200 }
        const { tally } = foldFacts(facts, { trails }).records[record] ?? expect.fail('the record is there')
        const expected = reference(facts, integer, lastWriterWins)
        const named = (counts: readonly number[]) => Object.fromEntries(ANOMALIES.map((name, at) => [name, counts[at]]))
        const none = Object.fromEntries(ANOMALIES.map((name) => [name, 0]))
        expect(named(tally.looked)).toEqual({ ...none, ...expected.looked })
        expect(named(tally.found)).toEqual({ ...none, ...expected.found })
        expect(tally.staleness).toEqual(expected.staleness)
        expect(tally.missed).toEqual(expected.missed)
        expect(tally.lag).toEqual(expected.lag)
      }),
      RUNS,
    )
  })

  test.each([
    [0, ['staleReads', 'lostUpdates', 'negativeValues', 'lostWrites', 'readYourWrites', 'monotonicReads']],
    [3, ['overwrittenWrites', 'monotonicWrites', 'writesFollowReads', 'readYourWrites', 'staleReads']],
  ])('is held against histories of record %i in which there is enough to find', (record, names) => {
    const found = ANOMALIES.map(() => 0)
    fc.assert(
      fc.property(randomFacts(record), (facts) => {
        const { tally } = foldFacts(facts).records[record] ?? expect.fail('the record is there')
        for (const [at, count] of tally.found.entries()) found[at] = (found[at] ?? 0) + count
      }),
      RUNS,
    )
    const seldom = ANOMALIES.filter((name, at) => names.includes(name) && (found[at] ?? 0) < 5)
    expect(seldom).toEqual([])
  })

  test('has of each record what its operations have together, and of each store what its records have', () => {
    fc.assert(
      fc.property(randomFacts(0), (facts) => {
        const { records, stores } = foldFacts(facts)
        const [stock] = records
        const parts = (stock?.operations ?? []).map(({ tally }) => tally)
        const whole = parts.length === 0 ? undefined : parts.reduce(mergeTallies)
        if (whole !== undefined) {
          expect(whole.found).toEqual(stock?.tally.found)
          expect(whole.looked).toEqual(stock?.tally.looked)
        }
        expect(stores[0]?.tally.found).toEqual(stock?.tally.found)
      }),
      { ...RUNS, numRuns: 100 },
    )
  })

  test('counts what began in the measured time and nothing else', () => {
    fc.assert(
      fc.property(randomFacts(0), fc.nat(60), (facts, from) => {
        const { tally } = foldFacts(facts, { from: 10 + from, to: 60 + from }).records[0] ?? expect.fail('there')
        const inside = facts.filter(
          ({ kind, at, began = at }) => kind === 'read' && began >= 10 + from && began < 60 + from,
        )
        expect(tally.looked[0]).toBe(inside.length)
      }),
      { ...RUNS, numRuns: 100 },
    )
  })

  test('keeps at most three stories of each kind, each of at least one line and in words of the plan', () => {
    fc.assert(
      fc.property(randomFacts(3), (facts) => {
        const { examples, records } = foldFacts(facts)
        for (const [at, name] of ANOMALIES.entries()) {
          const own = examples.filter(({ anomaly }) => anomaly === name)
          expect(own.length).toBe(Math.min(3, records[3]?.tally.found[at] ?? 0))
          expect(own.every(({ events, record }) => events.length > 0 && record === 'blobs')).toBe(true)
        }
      }),
      { ...RUNS, numRuns: 100 },
    )
  })
})

describe('the bound on what is remembered', () => {
  test('loses no stale read of a few keys, only how old it was, and says so', () => {
    const facts: Written[] = []
    for (let version = 1; version <= 100; version++) {
      facts.push({ kind: 'committed', at: version * 10, key: 1, version })
      facts.push({ kind: 'acknowledged', at: version * 10 + 1, key: 1, version })
    }
    facts.push({ kind: 'read', at: 2000, key: 1, version: 3, order: 3 })
    const whole = foldFacts(facts)
    const short = foldFacts(facts, { versions: 8 })
    expect(whole.bounded).toBe(0)
    expect(short.bounded).toBe(1)
    expect(whole.records[0]?.tally.missed.max).toBe(97)
    expect(whole.records[0]?.tally.staleness.max).toBe(2000 - 41)
    expect(short.records[0]?.tally.found[0]).toBe(1)
    expect(short.records[0]?.tally.missed.max).toBe(8)
    expect(short.records[0]?.tally.staleness.max).toBe(2000 - 931)
  })

  test('finds no breach across keys that is not there', () => {
    let found = 0
    fc.assert(
      fc.property(randomFacts(3), (facts) => {
        const of = (trails: TrailLimits) => foldFacts(facts, { trails }).records[3]?.tally
        const [whole, short] = [of({ deeds: 200, sights: 200 }), of({ sessions: 4, deeds: 2, sights: 1 })]
        for (const anomaly of [Anomaly.monotonicWrites, Anomaly.writesFollowReads]) {
          expect(short?.looked[anomaly]).toBeLessThanOrEqual(whole?.looked[anomaly] ?? 0)
          expect(short?.found[anomaly]).toBeLessThanOrEqual(whole?.found[anomaly] ?? 0)
          found += short?.found[anomaly] ?? 0
        }
      }),
      { ...RUNS, numRuns: 200 },
    )
    expect(found).toBeGreaterThan(20)
  })

  test('never makes a fresh read stale', () => {
    fc.assert(
      fc.property(randomFacts(0), (facts) => {
        const whole = foldFacts(facts).records[0]?.tally
        const short = foldFacts(facts, { versions: 4 }).records[0]?.tally
        expect(short?.looked[0]).toBe(whole?.looked[0])
        expect(short?.found[0]).toBeLessThanOrEqual(whole?.found[0] ?? 0)
      }),
      { ...RUNS, numRuns: 200 },
    )
  })

  test('holds what a long run takes to what a short one does', () => {
    const size = (commits: number): number => {
      const facts: Written[] = []
      for (let version = 1; version <= commits; version++) {
        facts.push({ kind: 'begun', at: version, transaction: version })
        facts.push({
          kind: 'committed',
          at: version,
          key: version % 10,
          version,
          transaction: version,
          session: version,
        })
        facts.push({ kind: 'ended', at: version, value: 1, transaction: version })
        facts.push({ kind: 'acknowledged', at: version, key: version % 10, version, session: version })
        facts.push({ kind: 'granted', at: version, key: version % 10, value: version, version: version + 1 })
      }
      return JSON.stringify(foldFacts(facts, { versions: 64 })).length
    }
    expect(size(20_000) - size(2000)).toBeLessThan(200)
  })
})
