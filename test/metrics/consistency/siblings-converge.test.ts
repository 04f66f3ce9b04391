import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DotSet } from '../../../src/sim/data/quorum/dot-set.ts'
import { foldFacts, type Written } from './facts.ts'

const CARTS = 4

interface Made {
  readonly version: number
  readonly at: number
  readonly past: DotSet
}

const dotOf = (version: number) => ({ actor: version % 2, counter: Math.ceil(version / 2) })
const made = (version: number, at: number, knew: readonly number[] = []): Made => {
  return { version, at, past: knew.reduce((past, each) => past.with(dotOf(each)), DotSet.empty) }
}
const commit = ({ version, at }: Made): Written => ({ kind: 'committed', at, record: CARTS, key: 1, version })
const apply = ({ version, past }: Made, node: number, at: number): Written => {
  return { kind: 'applied', at, record: CARTS, key: 1, version, node, cause: { dot: dotOf(version), past } }
}
const convergence = (facts: readonly Written[], heal: number) =>
  foldFacts(facts, { heals: [heal] }).records[CARTS]?.convergence

describe('copies that keep siblings', () => {
  const [a, b] = [made(1, 10), made(2, 11)]
  const apart = [commit(a), commit(b), apply(a, 5, 12), apply(b, 6, 13)]

  test('have not converged while each holds another of the two', () => {
    expect(convergence(apart, 50)?.behind).toBe(2)
    expect(convergence([...apart, apply(b, 5, 60)], 50)?.behind).toBe(1)
  })

  test('have when both hold both, in whatever order they came', () => {
    expect(convergence([...apart, apply(b, 5, 60), apply(a, 6, 70)], 50)).toEqual({ after: 20, behind: 0 })
  })

  test('have when one write took the place of both, although a copy never held one of them', () => {
    const both = made(3, 20, [1, 2])
    const facts = [...apart, commit(both), apply(both, 5, 60), apply(both, 6, 61)]
    expect(convergence(facts, 50)).toEqual({ after: 11, behind: 0 })
  })

  test('are not behind on what was written after the faults', () => {
    const late = made(3, 80, [1])
    const facts = [...apart, apply(b, 5, 60), apply(a, 6, 61), commit(late), apply(late, 5, 81)]
    expect(convergence(facts, 50)?.behind).toBe(0)
    expect(convergence(facts, 90)?.behind).toBe(1)
  })

  test('count when they have never got anything', () => {
    expect(convergence([commit(a), apply(a, 5, 12)], 50)?.behind).toBe(1)
  })

  test('are behind exactly when some version of before is not among all that their own knew of', () => {
    const move = fc.record({ node: fc.integer({ min: 5, max: 6 }), pick: fc.nat(), write: fc.boolean() })
    let behindSeen = 0
    fc.assert(
      fc.property(fc.array(move, { maxLength: 14 }), fc.integer({ min: 1, max: 16 }), (moves, heal) => {
        // By node: everything that its copy knows of, whether it holds it still or not.
        const knows = new Map<number, Set<number>>([5, 6].map((node) => [node, new Set()]))
        const all: { readonly made: Made; readonly knew: ReadonlySet<number> }[] = []
        const facts: Written[] = []
        for (const [index, { node, pick, write }] of moves.entries()) {
          const own = knows.get(node) ?? expect.fail('there are two')
          if (write) {
            const knew = new Set(own)
            const one = made(all.length + 1, index + 1, [...knew])
            all.push({ made: one, knew })
            facts.push(commit(one))
          }
          const one = write ? all.at(-1) : all[pick % Math.max(1, all.length)]
          if (one === undefined || own.has(one.made.version)) continue
          own.add(one.made.version)
          for (const each of one.knew) own.add(each)
          facts.push(apply(one.made, node, index + 1))
        }
        const due = all.filter((one) => one.made.at < heal).map((one) => one.made.version)
        const expected = [...knows.values()].filter((own) => due.some((version) => !own.has(version))).length
        if (expected > 0) behindSeen++
        expect(convergence(facts, heal)?.behind).toBe(expected)
      }),
      { numRuns: 500, seed: 5 },
    )
    expect(behindSeen).toBeGreaterThan(100)
  })
})

describe('copies where the last writer wins', () => {
  const of = (facts: readonly Written[]) => {
    const blobs = facts.map((fact): Written => ({ record: 3, ...fact }))
    return foldFacts(blobs, { heals: [50] }).records[3]?.convergence?.behind
  }
  const nodes = (version: number, ...some: readonly number[]) =>
    some.map((node): Written => ({ kind: 'applied', at: 20, version, node }))

  test('wait for no version that never reached a node', () => {
    const facts: Written[] = [{ kind: 'committed', at: 10, version: 1 }, ...nodes(1, 2, 3, 4)]
    expect(of([...facts, { kind: 'committed', at: 30, version: 2 }])).toBe(0)
    expect(of([...facts, { kind: 'committed', at: 30, version: 2 }, ...nodes(2, 2)])).toBe(2)
  })

  test('count when they have never got anything', () => {
    expect(of([{ kind: 'committed', at: 10, version: 1 }, ...nodes(1, 2, 3)])).toBe(1)
  })
})
