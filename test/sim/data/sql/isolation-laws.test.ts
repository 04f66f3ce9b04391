import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { Isolation } from '../../../../src/sim/data-plan.ts'
import { MS } from '../../world/plans.ts'
import { committedOf, isSerializable, KEYS, transactions, type Watched, watch, worldOf } from './transactions.ts'

const RUNS = { seed: 11, numRuns: 150 }

/** Holds `law` to random transactions under an isolation. */
function underEvery(isolation: Isolation, law: (run: Watched) => void): void {
  fc.assert(
    fc.property(transactions, (all) => law(watch(worldOf(all, isolation)))),
    RUNS,
  )
}

/** Each read of a transaction, with what it has written to that key before, if anything. */
function readsOf({ facts }: Watched): readonly { readonly read: DataFact; readonly own: DataFact | undefined }[] {
  return facts.of(FactKind.read).map((read) => {
    const touched = facts.of(FactKind.touched)
    const own = touched.findLast(
      (one) =>
        one.transaction === read.transaction &&
        one.record === read.record &&
        one.key === read.key &&
        one.at <= read.effect,
    )
    return { read, own }
  })
}

/** The version that was committed last of a key by a time; what is committed at that very time counts or does not. */
function committedBy({ facts }: Watched, { record, key }: DataFact, time: number): readonly number[] {
  const all = facts.of(FactKind.committed).filter((one) => one.record === record && one.key === key)
  const before = all.filter(({ at }) => at < time).at(-1)?.version ?? 0
  return [before, ...all.filter(({ at }) => at === time).map(({ version }) => version)]
}

/** Committed writes of what the transaction had read before, and whether that was what they replaced. */
function updatesOf({ facts }: Watched): readonly boolean[] {
  return facts.of(FactKind.committed).flatMap(({ transaction, record, key, replaced }) => {
    if (transaction < 0) return []
    const read = facts
      .of(FactKind.read)
      .find((one) => one.transaction === transaction && one.record === record && one.key === key)
    const wrote = facts
      .of(FactKind.touched)
      .find((one) => one.transaction === transaction && one.record === record && one.key === key)
    return read === undefined || wrote === undefined || wrote.at < read.effect ? [] : [read.version === replaced]
  })
}

function hasWriteSkew(run: Watched): boolean {
  return !isSerializable(committedOf(run))
}

describe('isolation', () => {
  for (const isolation of ['read-uncommitted', 'read-committed', 'repeatable-read', 'serializable'] as const) {
    it(`${isolation} leaves no lock behind, ends what it begins, and adds up what is added in the store`, () => {
      underEvery(isolation, ({ facts, log }) => {
        const begun = facts.of(FactKind.begun).map(({ transaction }) => transaction)
        const ended = facts.of(FactKind.ended).map(({ transaction }) => transaction)
        expect(ended.toSorted((a, b) => a - b)).toEqual(begun.toSorted((a, b) => a - b))
        expect(log.calls('app.after').map(({ outcome, latency }) => [outcome, latency])).toEqual([['ok', 6 * MS]])
        const committed = new Set(facts.of(FactKind.ended).flatMap((one) => (one.value === 1 ? [one.transaction] : [])))
        const added = facts
          .of(FactKind.touched)
          .filter(({ record, transaction }) => record === 1 && committed.has(transaction))
        for (let key = 0; key < KEYS; key++) {
          const last = facts.of(FactKind.committed).findLast((one) => one.record === 1 && one.key === key)
          expect(last?.value).toBe(added.filter((one) => one.key === key).length)
        }
      })
    })
  }

  it('read committed reads with every statement what is committed by then, or what is its own', () => {
    let lost = 0
    let changed = 0
    underEvery('read-committed', (run) => {
      for (const { read, own } of readsOf(run)) {
        const expected = own === undefined ? committedBy(run, read, read.effect) : [own.version]
        expect(expected).toContain(read.version)
      }
      lost += updatesOf(run).filter((kept) => !kept).length
      changed += hasWriteSkew(run) ? 1 : 0
    })
    expect([lost > 10, changed > 10]).toEqual([true, true])
  })

  it('read uncommitted also reads what others may take back', () => {
    let dirty = 0
    underEvery('read-uncommitted', (run) => {
      for (const { read, own } of readsOf(run)) {
        const committed = own === undefined ? committedBy(run, read, read.effect) : [own.version]
        if (committed.includes(read.version)) continue
        const writer = run.facts.of(FactKind.touched).find(({ version }) => version === read.version)
        expect(writer?.transaction).not.toBe(read.transaction)
        dirty++
      }
    })
    expect(dirty).toBeGreaterThan(10)
  })

  it('repeatable read sees one snapshot and loses no update, but lets two pass each other', () => {
    let skews = 0
    let conflicts = 0
    underEvery('repeatable-read', (run) => {
      const { facts, log } = run
      const reads = readsOf(run)
      for (const { transaction } of facts.of(FactKind.begun)) {
        const own = reads.filter(({ read }) => read.transaction === transaction)
        for (const { read, own: wrote } of own.filter(({ own: mine }) => mine !== undefined)) {
          expect(read.version).toBe(wrote?.version)
        }
        // One moment, not after the first of its reads, at which all that it has seen of others was committed.
        const seen = own.filter(({ own: wrote }) => wrote === undefined).map(({ read }) => read)
        const first = Math.min(...seen.map(({ effect }) => effect))
        const moments = [0, ...facts.of(FactKind.committed).map(({ at }) => at)].filter((time) => time <= first)
        const isOneMoment = (time: number): boolean =>
          seen.every((read) => committedBy(run, read, time).includes(read.version))
        expect(seen.length === 0 || moments.some(isOneMoment)).toBe(true)
      }
      expect(updatesOf(run)).not.toContain(false)
      skews += hasWriteSkew(run) ? 1 : 0
      conflicts += log.total('conflicts db')
    })
    expect([skews > 2, conflicts > 30]).toEqual([true, true])
  })

  it('serializable is as if they had run one after the other', () => {
    let conflicts = 0
    let committed = 0
    underEvery('serializable', (run) => {
      const all = committedOf(run)
      expect(isSerializable(all)).toBe(true)
      committed += all.length
      conflicts += run.log.total('conflicts db')
    })
    expect([conflicts > 50, committed > 250]).toEqual([true, true])
  })
})
