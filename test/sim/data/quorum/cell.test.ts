import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cell,
  known,
  lastWriter,
  type Merge,
  same,
  type Version,
  withSiblings,
} from '../../../../src/sim/data/quorum/cell.ts'
import { type Dot, DotSet } from '../../../../src/sim/data/quorum/dot-set.ts'

const RUNS = { numRuns: 300, seed: 4711 }
const dot: fc.Arbitrary<Dot> = fc.record({ actor: fc.nat(2), counter: fc.integer({ min: 1, max: 5 }) })
const dots = fc.array(dot, { maxLength: 8 })
const ALL: readonly Dot[] = [0, 1, 2].flatMap((actor) => [1, 2, 3, 4, 5, 6].map((counter) => ({ actor, counter })))

const setOf = (all: readonly Dot[]): DotSet => all.reduce((set, one) => set.with(one), DotSet.empty)
const names = (all: readonly Dot[]): ReadonlySet<string> =>
  new Set(all.map(({ actor, counter }) => `${actor}/${counter}`))

describe('a set of dots', () => {
  it('knows exactly what was put in, also later writes without earlier ones, and what one of two sets knows', () => {
    fc.assert(
      fc.property(dots, dots, (left, right) => {
        const [a, b] = [names(left), names(right)]
        const union = setOf(left).union(setOf(right))
        for (const each of ALL) {
          const name = `${each.actor}/${each.counter}`
          expect(setOf(left).has(each)).toBe(a.has(name))
          expect(union.has(each)).toBe(a.has(name) || b.has(name))
        }
      }),
      RUNS,
    )
  })
})

/** Histories: each write is by one of three coordinators and knows of some of those before it, and of all they knew. */
const history: fc.Arbitrary<readonly Version[]> = fc
  .array(fc.record({ actor: fc.nat(2), order: fc.nat(5), sees: fc.array(fc.nat(20), { maxLength: 3 }) }), {
    maxLength: 8,
  })
  .map((writes) => {
    const versions: Version[] = []
    const counters = [0, 0, 0]
    writes.forEach(({ actor, order, sees }, i) => {
      const seen = versions.length === 0 ? [] : sees.map((which) => versions[which % versions.length] as Version)
      const counter = (counters[actor] ?? 0) + 1
      counters[actor] = counter
      versions.push({ version: i + 1, order, value: 0, gone: false, dot: { actor, counter }, past: known(seen) })
    })
    return versions
  })

const subset = (all: readonly Version[], which: readonly boolean[], merge: Merge): Cell =>
  all.filter((_, i) => which[i % which.length] === true).reduce<Cell>((cell, one) => merge(cell, [one]), [])

const some = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })

for (const [name, merge] of [
  ['the last writer wins', lastWriter],
  ['siblings are kept', withSiblings],
] as const) {
  describe(`what two nodes have between them where ${name}`, () => {
    it('is the same in whatever order they hear of it, and however often', () => {
      fc.assert(
        fc.property(history, some, some, some, (all, x, y, z) => {
          const [a, b, c] = [subset(all, x, merge), subset(all, y, merge), subset(all, z, merge)]
          expect(same(merge(a, b), merge(b, a))).toBe(true)
          expect(same(merge(merge(a, b), c), merge(a, merge(b, c)))).toBe(true)
          expect(merge(a, a)).toBe(a)
          expect(merge(merge(a, b), b)).toEqual(merge(a, b))
        }),
        RUNS,
      )
    })
  })
}

describe('siblings', () => {
  it('are exactly the versions that none of the others knew of', () => {
    fc.assert(
      fc.property(history, some, (all, which) => {
        const there = all.filter((_, i) => which[i % which.length] === true)
        const left = there.filter((one) => !there.some(({ past }) => one.dot !== null && past.has(one.dot)))
        const cell = subset(all, which, withSiblings)
        expect(new Set(cell.map(({ version }) => version))).toEqual(new Set(left.map(({ version }) => version)))
      }),
      RUNS,
    )
  })
})
