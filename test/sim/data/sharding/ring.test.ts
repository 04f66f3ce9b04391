import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyHash } from '../../../../src/sim/data/sharding/key-hash.ts'
import { drawPositions, Ring } from '../../../../src/sim/data/sharding/ring.ts'
import { Stream } from '../../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../../src/sim/kernel/stream-key.ts'

const RUNS = { numRuns: 60, seed: 4711 }
const shape = fc.record({
  members: fc.integer({ min: 1, max: 12 }),
  points: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(),
})
const place = fc.integer({ min: 0, max: 2 ** 32 - 1 })

function positions(seed: number, members: number, points: number): Float64Array {
  return drawPositions(new Stream(streamKey('ring', `${seed}`)), members, points)
}

describe('a ring', () => {
  it('gives every place to the member of the first point at or after it, as looking at all points says', () => {
    fc.assert(
      fc.property(shape, fc.oneof(place, fc.constant(-1)), ({ members, points, seed }, anywhere) => {
        const all = positions(seed, members, points)
        const ring = new Ring(all, members, points)
        // Also at a point itself.
        const at = anywhere < 0 ? (all[seed % all.length] as number) : anywhere
        const distance = (i: number): number => ((all[i] as number) - at + 2 ** 32) % 2 ** 32
        let best = 0
        for (let i = 1; i < all.length; i++) if (distance(i) < distance(best)) best = i
        expect(ring.owner(at)).toBe(Math.floor(best / points))
      }),
      RUNS,
    )
  })

  it('lists every member once, the owner first, and the shares of all make up the circle', () => {
    fc.assert(
      fc.property(shape, place, ({ members, points, seed }, at) => {
        const ring = new Ring(positions(seed, members, points), members, points)
        const order = ring.order(at)
        expect(order[0]).toBe(ring.owner(at))
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: members }, (_, i) => i))
        expect(order.reduce((sum, member) => sum + ring.share(member), 0)).toBeCloseTo(1, 9)
      }),
      RUNS,
    )
  })

  it('moves places only to a member that joins, and keeps the others in their order', () => {
    fc.assert(
      fc.property(shape, fc.array(place, { minLength: 1, maxLength: 20 }), ({ members, points, seed }, places) => {
        const all = positions(seed, members + 1, points)
        const [before, after] = [new Ring(all, members, points), new Ring(all, members + 1, points)]
        for (const at of places) {
          if (after.owner(at) !== members) expect(after.owner(at)).toBe(before.owner(at))
          expect(after.order(at).filter((member) => member !== members)).toEqual(before.order(at))
        }
      }),
      RUNS,
    )
  })

  /** Shares are Beta(V, (n - 1) V): Dirichlet spacings. Relative slack: four standard errors of each estimate. */
  for (const { members, points, rings, cv, slack } of [
    { members: 10, points: 100, rings: 200, cv: 0.0948209, slack: 0.07 },
    { members: 10, points: 1, rings: 2000, cv: 0.904534, slack: 0.06 },
    { members: 4, points: 8, rings: 1000, cv: Math.sqrt(3 / 33), slack: 0.06 },
  ]) {
    it(`with ${points} points for each of ${members} members has the right shares, and moves 1/n of the keys`, () => {
      let squares = 0
      let moved = 0
      for (let seed = 0; seed < rings; seed++) {
        const all = positions(seed, members + 1, points)
        const ring = new Ring(all, members, points)
        for (let member = 0; member < members; member++) squares += (ring.share(member) * members - 1) ** 2
        moved += new Ring(all, members + 1, points).share(members)
      }
      expect(Math.abs(Math.sqrt(squares / (rings * members)) / cv - 1)).toBeLessThan(slack)
      // Of the member that joins: Beta(V, n V).
      const share = 1 / (members + 1)
      const deviation = Math.sqrt((share * (1 - share)) / ((members + 1) * points + 1))
      expect(Math.abs(moved / rings - share)).toBeLessThan((4 * deviation) / Math.sqrt(rings))
    })
  }

  it('hashes keys evenly', () => {
    const counts = new Float64Array(64)
    for (let key = 0; key < 64_000; key++) counts[keyHash(key) >>> 26]!++ // 64 equal parts of 2^32
    let chi = 0
    for (const count of counts) chi += (count - 1000) ** 2 / 1000
    // Chi-square with 63 degrees of freedom exceeds 117 with a probability of 0.00004.
    expect(chi).toBeLessThan(117)
  })
})
