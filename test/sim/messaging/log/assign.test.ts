import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignRanges, assignSticky } from '../../../../src/sim/messaging/log/groups/assign.ts'

/** A number of partitions, and members that own disjoint parts of them. */
const GROUP = fc
  .record({
    partitions: fc.integer({ min: 1, max: 20 }),
    owners: fc.array(fc.nat(7), { minLength: 20, maxLength: 20 }),
  })
  .chain(({ partitions, owners }) =>
    fc.integer({ min: 1, max: 6 }).map((count) => ({
      partitions,
      members: Array.from({ length: count }, (_, instance) => ({
        instance,
        owned: Array.from({ length: partitions }, (__, number) => number).filter(
          (number) => owners[number] === instance,
        ),
      })),
    })),
  )

function expectEven(shares: readonly (readonly number[])[], partitions: number): void {
  expect(shares.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: partitions }, (_, number) => number))
  const sizes = shares.map(({ length }) => length)
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
}

describe('the share of each member', () => {
  it('is as large as that of the others or one off, and every partition is in one', () => {
    fc.assert(
      fc.property(GROUP, ({ partitions, members }) => {
        expectEven(assignRanges(partitions, members), partitions)
        expectEven(assignSticky(partitions, members), partitions)
      }),
      { seed: 1 },
    )
  })

  it('is a range of consecutive partitions, in the order of the instances', () => {
    const members = [
      { instance: 7, owned: [] },
      { instance: 2, owned: [] },
      { instance: 5, owned: [] },
    ]
    expect(assignRanges(7, members)).toEqual([
      [5, 6],
      [0, 1, 2],
      [3, 4],
    ])
  })

  it('stays as it is where it is even already, and only what must moves when somebody joins', () => {
    const even = [
      { instance: 0, owned: [0, 3] },
      { instance: 1, owned: [1, 2] },
    ]
    expect(assignSticky(4, even)).toEqual([
      [0, 3],
      [1, 2],
    ])
    expect(assignSticky(4, [...even, { instance: 2, owned: [] }])).toEqual([[0, 3], [1], [2]])
    fc.assert(
      fc.property(GROUP, ({ partitions, members }) => {
        const kept = assignSticky(partitions, members).map((share, m) =>
          share.filter((one) => members[m]?.owned.includes(one)),
        )
        const most = Math.ceil(partitions / members.length)
        const least = Math.floor(partitions / members.length)
        // Nobody gives up a partition without having as many as anybody may.
        kept.forEach((share, m) => {
          const owned = members[m]?.owned.length ?? 0
          expect(share.length).toBeGreaterThanOrEqual(Math.min(owned, least))
          expect(share.length).toBeLessThanOrEqual(most)
        })
      }),
      { seed: 2 },
    )
  })
})
