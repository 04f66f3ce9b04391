import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import { counterWithinBounds } from '../../../src/checks/histories/quantities/counter-within-bounds.ts'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'
import { sessionGuaranteeNames, sessionGuarantees } from '../../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../../src/checks/histories/staleness/k-staleness.ts'
import { hasNoAnswer } from '../tools/brute-registers.ts'
import { type RandomRegisters, randomRegisters } from '../tools/random-registers.ts'
import { often, runs } from '../tools/runs.ts'

/** Random histories with random versions, some missing, and some times of commit. */
const histories = (
  registers: Pick<RandomRegisters, 'maxLength' | 'minLength' | 'kinds' | 'sessions' | 'inTurn'>,
): fc.Arbitrary<readonly Operation[]> => {
  const bounds = { minLength: registers.maxLength, maxLength: registers.maxLength }
  return fc
    .record({
      operations: randomRegisters({ values: 2, keys: ['x', 'y'], ...registers }),
      versions: fc.array(fc.constantFrom(0, 1, 1, 2, 2, 3, 4, 5, null), bounds),
      commits: fc.array(fc.constantFrom(null, null, null, 1, 4, 9), bounds),
    })
    .map(({ operations, versions, commits }) =>
      operations.map((one, index): Operation => {
        const [version, committed] = [versions[index] ?? null, commits[index] ?? null]
        return {
          ...one,
          ...(version === null ? {} : { version }),
          ...(committed === null || one.kind === 'read' ? {} : { committed }),
        }
      }),
    )
}
const versioned = histories({ maxLength: 10, kinds: 'wwrrrn+', sessions: ['a', 'b'] })
/** One thing after the other, and enough of it that sessions learn of each other. */
const long = fc.noBias(
  histories({ minLength: 12, maxLength: 24, kinds: 'wwrrr', sessions: ['a', 'b', 'c'], inTurn: true }),
)

const updates = (one: Operation): boolean => one.kind === 'write' || one.kind === 'add' || hasNoAnswer(one)

describe('session guarantees', () => {
  it.each([
    ['short', versioned, 4000, sessionGuaranteeNames],
    ['long', long, 800, ['monotonic-writes across keys', 'writes-follow-reads across keys']],
  ] as const)(
    'agree with comparing every pair, and four, of operations: %s histories',
    (_, history, numRuns, names) => {
      const seen = new Map<string, number>()
      fc.assert(
        fc.property(history, (operations) => {
          const usable = operations.filter((one) => one.outcome === 'ok' && one.version !== undefined)
          const before = (one: Operation): readonly Operation[] =>
            usable.filter(
              (other) =>
                other !== one &&
                other.session === one.session &&
                other.key === one.key &&
                (other.return < one.call ||
                  (other.return === one.call && operations.indexOf(other) < operations.indexOf(one))),
            )
          const place = (one: Operation): number => operations.indexOf(one)
          const follows = (one: Operation, other: Operation): boolean =>
            other !== one &&
            other.session === one.session &&
            !hasNoAnswer(other) &&
            (other.return < one.call || (other.return === one.call && place(other) < place(one)))
          /** What whoever made something of another key that the reader had read had done to this one before. */
          const known = (read: Operation, writes: boolean): readonly Operation[] =>
            usable
              .filter((first) => !updates(first) && first.key !== read.key && follows(read, first))
              .flatMap((first) =>
                operations.filter(
                  (made) =>
                    updates(made) &&
                    made.kind !== 'read' &&
                    made.outcome !== 'fail' &&
                    made.key === first.key &&
                    made.version === first.version &&
                    made.session !== read.session,
                ),
              )
              .flatMap((made) => usable.filter((one) => updates(one) === writes && follows(made, one)))
              .filter(({ key }) => key === read.key)
          const judged = sessionGuarantees({ operations })
          for (const guarantee of sessionGuaranteeNames) {
            const writesFirst = guarantee === 'read-your-writes' || guarantee === 'monotonic-writes'
            const writesAfter = guarantee === 'writes-follow-reads' || guarantee === 'monotonic-writes'
            const pairs = usable
              .filter((one) => updates(one) === writesAfter)
              .map((one) => ({ one, first: before(one).filter((other) => updates(other) === writesFirst) }))
              .filter(({ first }) => first.length > 0)
            const broken = pairs.filter(({ one, first }) =>
              first.some(({ version = 0 }) => (one.version ?? 0) < version + (writesAfter ? 1 : 0)),
            )
            const across = !writesAfter
              ? []
              : usable
                  .filter((one) => !updates(one))
                  .map((one) => ({ one, first: known(one, writesFirst) }))
                  .filter(({ first }) => first.length > 0)
            const behind = across.filter(({ one, first }) =>
              first.some(({ version = 0 }) => (one.version ?? 0) < version),
            )
            expect(judged.byGuarantee[guarantee]).toEqual({
              observed: pairs.length + across.length,
              violations: broken.length + behind.length,
            })
            seen.set(guarantee, (seen.get(guarantee) ?? 0) + broken.length)
            if (writesAfter)
              seen.set(`${guarantee} across keys`, (seen.get(`${guarantee} across keys`) ?? 0) + behind.length)
          }
        }),
        { seed: 20261202, numRuns: runs(numRuns) },
      )
      expect(Math.min(...names.map((name) => seen.get(name) ?? 0))).toBeGreaterThan(often(200))
    },
  )
})

describe('staleness', () => {
  it('agrees with comparing every read with every commit', () => {
    let stale = 0
    fc.assert(
      fc.property(versioned, fc.nat(6), fc.nat(3), (operations, within, k) => {
        const commits = operations.flatMap((one) => {
          const at = one.committed ?? (one.outcome === 'ok' ? one.return : Infinity)
          return updates(one) && one.outcome !== 'fail' && one.version !== undefined && at < Infinity
            ? [{ key: one.key, version: one.version, at }]
            : []
        })
        const reads = operations.filter((one) => one.outcome === 'ok' && !updates(one) && one.version !== undefined)
        const missed = reads.map((read) =>
          commits.filter(({ key, version, at }) => key === read.key && version > (read.version ?? 0) && at < read.call),
        )
        const ages = missed.map((list, index) =>
          list.length === 0 ? 0 : (reads[index]?.call ?? 0) - Math.min(...list.map(({ at }) => at)),
        )
        const lags = missed.map((list) => list.length)
        for (const [judged, each, bound] of [
          [boundedStaleness({ operations }, within), ages, within],
          [kStaleness({ operations }, k), lags, k],
        ] as const) {
          const violations = each.filter((one) => one > bound).length
          const verdict = violations > 0 ? 'violated' : reads.length === 0 ? 'inconclusive' : 'ok'
          const { verdict: said, observed, worst, stale: many } = judged
          expect({ said, observed, violations: judged.violations, worst, many }).toEqual({
            said: verdict,
            observed: reads.length,
            violations,
            worst: Math.max(0, ...each),
            many: each.filter((one) => one > 0).length,
          })
          stale += violations
        }
      }),
      { seed: 20261203, numRuns: runs(4000) },
    )
    expect(stale).toBeGreaterThan(often(1000))
  })
})

describe('counters', () => {
  const counters = randomRegisters({ maxLength: 8, kinds: '+++rr', values: 4, keys: ['x', 'y'] }).map((operations) =>
    operations.map((one): Operation => (one.kind === 'read' && one.value === null ? { ...one, value: 0 } : one)),
  )

  it('agree with adding up what was surely and what was possibly added', () => {
    let wrong = 0
    fc.assert(
      fc.property(counters, fc.integer({ min: -1, max: 3 }), (operations, initial) => {
        const adds = operations.flatMap((one) => (one.kind === 'add' && one.outcome !== 'fail' ? [one] : []))
        const reads = operations.flatMap((one) => (one.kind === 'read' && one.outcome === 'ok' ? [one] : []))
        const broken = reads.filter((read) => {
          let [least, most] = [initial, initial]
          for (const add of adds.filter(({ key }) => key === read.key)) {
            const sure = !hasNoAnswer(add) && add.return < read.call
            const possible = add.call <= read.return
            if (add.value > 0 ? sure : possible) least += add.value
            if (add.value > 0 ? possible : sure) most += add.value
          }
          return Number(read.value) < least || Number(read.value) > most
        })
        const judged = counterWithinBounds({ operations, initial })
        expect(judged.violations).toBe(broken.length)
        expect(judged.observed).toBe(reads.length)
        wrong += broken.length
      }),
      { seed: 20261204, numRuns: runs(4000) },
    )
    expect(wrong).toBeGreaterThan(often(1000))
  })

  it('stay within bounds if they are linearizable', () => {
    let both = 0
    fc.assert(
      fc.property(counters, (operations) => {
        if (linearizable({ operations, initial: 0 }).verdict !== 'ok') return
        both++
        expect(counterWithinBounds({ operations, initial: 0 }).violations).toBe(0)
      }),
      { seed: 20261205, numRuns: runs(5000) },
    )
    expect(both).toBeGreaterThan(often(200))
  })
})
