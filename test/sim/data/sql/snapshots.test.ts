import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SnapshotHolder, Snapshots } from '../../../../src/sim/data/sql/snapshots.ts'
import { type RowVersion, Versions } from '../../../../src/sim/data/sql/versions.ts'

const KEYS = 3

class Holder implements SnapshotHolder {
  readonly snapshot: number
  over = false

  constructor(snapshot: number) {
    this.snapshot = snapshot
  }
}

/** Somebody commits a write to a key, takes a snapshot, or is done with one. */
const deeds = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('write' as const), key: fc.integer({ min: 0, max: KEYS - 1 }) }),
    fc.record({ kind: fc.constantFrom('take' as const, 'end' as const), key: fc.nat(20) }),
  ),
  { maxLength: 60 },
)

describe('the versions of rows', () => {
  it('are what a snapshot saw for as long as it is in use, and are all forgotten then', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const rows = new Versions(KEYS, 0)
        const snapshots = new Snapshots()
        const latest = Array.from({ length: KEYS }, () => 0)
        const held: { readonly holder: Holder; readonly seen: readonly number[] }[] = []
        let commit = 0
        const end = (i: number): void => {
          const [one] = held.splice(i, 1)
          if (one !== undefined) one.holder.over = true
          snapshots.prune()
        }
        for (const { kind, key } of all) {
          if (kind === 'write') {
            commit++
            const row: RowVersion = { version: commit, order: commit, value: 0, since: 0, commit, older: null }
            snapshots.replaced(row, rows.latest(key))
            rows.put(key, row)
            latest[key] = commit
          } else if (kind === 'take') {
            const holder = new Holder(commit)
            snapshots.took(holder)
            held.push({ holder, seen: [...latest] })
          } else if (held.length > 0) end(key % held.length)
          for (const { holder, seen } of held) {
            expect(latest.map((_, k) => rows.seenBy(k, holder.snapshot).version)).toEqual(seen)
          }
        }
        while (held.length > 0) end(0)
        expect(snapshots.kept).toBe(0)
        expect(latest.map((_, k) => rows.latest(k).older)).toEqual(latest.map(() => null))
        expect(latest.map((_, k) => rows.latest(k).version)).toEqual(latest)
      }),
      { seed: 3, numRuns: 500 },
    )
  })
})
